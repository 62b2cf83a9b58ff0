"""Makes a small reranker whose order is known: the more often a pair of texts says “apple”, the higher its score.

A cross-encoder of one layer, its weights set by hand: every word looks at all words alike, so the first one becomes
their mean, and the score is how much of “apple” is in it.
"""

from __future__ import annotations

from pathlib import Path

WORDS = ["apple", "river", "stone", "cloud", "tiger", "lemon"]
_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def make_reranker(folder: Path, labels: int = 1) -> Path:
    """Saved as transformers does, without modules.json."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join([*_SPECIAL, *WORDS]), encoding="utf-8")
    tokenizer = BertTokenizerFast(str(folder / "vocab.txt"))
    width = 16
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=width, num_hidden_layers=1, num_attention_heads=1, intermediate_size=16,
        max_position_embeddings=64, num_labels=labels, pad_token_id=0,
    )  # fmt: skip
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        for name, parameter in model.named_parameters():
            if name.endswith("LayerNorm.weight"):
                parameter.fill_(1)
        layer = model.bert.encoder.layer[0]
        for part in (layer.attention.self.value, layer.attention.output.dense, model.bert.pooler.dense):
            part.weight.copy_(torch.eye(width))
        model.bert.embeddings.word_embeddings.weight.copy_(torch.eye(len(tokenizer), width))
        model.classifier.weight[0, tokenizer.convert_tokens_to_ids("apple")] = 1
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# Tiny\n", encoding="utf-8")
    return folder
