"""From a sentence-transformers model to a graph: the whole of it, pooling and normalising included."""

from __future__ import annotations

import contextlib
import logging
import warnings
from pathlib import Path
from typing import Any

from models.embedding.form import About

_MODULES = {"Transformer", "Pooling", "Normalize", "Dense", "LayerNorm", "Dropout"}
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OPSET = 17
# The two halves are of different lengths, so that the mask counts.
_EXAMPLE = ["A sentence to follow through the model.", "Another one, which is longer than the first by some words."]
_FUSED = {"bert", "roberta", "xlm-roberta", "camembert", "distilbert", "electra", "mpnet"}


class Unsupported(Exception):
    """This model has no fast form; the text says why."""


def about(model: Any) -> About:
    """What has to be known to use the graph. Raises Unsupported where a plain run of it would not be the model."""
    strange = {type(module).__name__ for module in model} - _MODULES
    first = model[0]
    if strange or type(first).__name__ != "Transformer":
        raise Unsupported(f"it is made of {', '.join(sorted(strange)) or type(first).__name__}")
    tokenizer = first.tokenizer
    if getattr(tokenizer, "backend_tokenizer", None) is None or tokenizer.padding_side != "right":
        raise Unsupported("its tokenizer is of another kind")
    plain = "text" in first.modality_config and "message" not in first.modality_config
    if not plain or first.transformer_task != "feature-extraction" or first.processing_kwargs:
        raise Unsupported("it takes more than text")
    if first.query_length or first.document_length or first.query_expansion:
        raise Unsupported("it reads questions and passages in different ways")
    question, passage = _prompt(model, "query"), _prompt(model, "document", "passage", "corpus")
    if (question or passage) and not all(getattr(module, "include_prompt", True) for module in model):
        raise Unsupported("it leaves its prompts out of its vectors")
    inputs = tuple(name for name in _INPUTS if name in model.preprocess(_EXAMPLE))
    return About(
        "", "", int(model.get_embedding_dimension()), int(model.max_seq_length), int(tokenizer.pad_token_id or 0),
        inputs, question, passage,
    )  # fmt: skip


def _prompt(model: Any, *names: str) -> str:
    """The prompt that encode_query and encode_document would take."""
    found = next((name for name in names if name in model.prompts), model.default_prompt_name)
    return (model.prompts.get(found) or "") if found else ""


def export(model: Any, inputs: tuple[str, ...], file: Path) -> None:
    """Write the graph: `inputs`, shape (texts, tokens), to unit vectors, shape (texts, dimensions)."""
    import torch

    example = model.preprocess(_EXAMPLE)
    axes = {name: {0: "texts", 1: "tokens"} for name in inputs}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The older of the two exporters: onnxruntime's fusions know its graphs, and it takes a fifth of the time.
        torch.onnx.export(
            _whole(model, inputs), tuple(example[name] for name in inputs), str(file), dynamo=False,
            opset_version=_OPSET, input_names=list(inputs), output_names=["vectors"],
            dynamic_axes={**axes, "vectors": {0: "texts"}},
        )  # fmt: skip


def _whole(model: Any, inputs: tuple[str, ...]) -> Any:
    """The model as one torch module that takes its inputs one by one."""
    import torch

    class Whole(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: Any) -> Any:
            features: dict[str, Any] = {**dict(zip(inputs, tensors, strict=True)), "modality": "text"}
            for module in self.model:
                features = module(features)
            vectors = features["sentence_embedding"][:, : self.model.truncate_dim]
            return torch.nn.functional.normalize(vectors, p=2, dim=1)

    return Whole().eval()


def fuse(file: Path, model: Any) -> Any:
    """The graph with attention, layer norms and activations as single operators, where onnxruntime knows how."""
    import onnx

    config = model[0].config
    if config.model_type in _FUSED:
        from onnxruntime.transformers import optimizer
        from onnxruntime.transformers.fusion_options import FusionOptions

        logging.getLogger("onnxruntime").setLevel(logging.ERROR)
        options = FusionOptions("bert")
        options.use_multi_head_attention = True  # its products stay apart, where they can be in 8 bits
        with contextlib.suppress(Exception):  # what it can't fuse runs unfused
            fused = optimizer.optimize_model(
                str(file), "bert", config.num_attention_heads, config.hidden_size, options, opt_level=0
            )
            return fused.model
    return onnx.load(str(file))
