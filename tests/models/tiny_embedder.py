"""Makes a small embedder with random weights: BERT with two layers, in the folder that sentence-transformers writes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

WORDS = ["apple", "river", "stone", "cloud", "tiger", "lemon", "house", "window", "seven", "green", "paid", "query"]
_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_WIDTH = 128


def make_embedder(
    folder: Path, pooling: str = "mean", prompts: dict[str, str] | None = None, length: int = 32, seed: int = 1
) -> Path:
    """Save one whose every letter is a token too, so that any Latin text has a vector of its own."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(seed)
    bare = folder.with_name(f"{folder.name}-bare")
    bare.mkdir(parents=True)
    letters = [sign for code in range(33, 127) for sign in (chr(code), f"##{chr(code)}") if not chr(code).isupper()]
    (bare / "vocab.txt").write_text("\n".join([*_SPECIAL, *WORDS, *letters]), encoding="utf-8")
    tokenizer = BertTokenizerFast(str(bare / "vocab.txt"), model_max_length=length)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=_WIDTH, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=2 * _WIDTH, max_position_embeddings=64, pad_token_id=0, initializer_range=0.1,
    )  # fmt: skip
    BertModel(config).save_pretrained(bare)
    tokenizer.save_pretrained(bare)
    modules = [Transformer(str(bare), max_seq_length=length), Pooling(_WIDTH, pooling), Normalize()]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder))
    shutil.rmtree(bare)
    return folder


def leave_prompts_out(folder: Path) -> None:
    """Have the pooling of an embedder skip the prompt's tokens."""
    (file,) = folder.glob("*_Pooling/config.json")
    file.write_text(json.dumps(json.loads(file.read_text()) | {"include_prompt": False}))
