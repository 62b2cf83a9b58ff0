"""Texts of like length go together, and none is left out."""

from __future__ import annotations

import random

from models.embedding.fast import batches


def test_every_text_is_in_one_batch_within_the_budget() -> None:
    lengths = [random.Random(4).randint(1, 200) for _ in range(500)]
    found = list(batches(lengths, 1024))
    assert sorted(at for batch in found for at in batch) == list(range(500))
    assert all(len(batch) * max(lengths[at] for at in batch) <= 1024 for batch in found)
    padded = sum(len(batch) * max(lengths[at] for at in batch) for batch in found)
    assert padded < 1.05 * sum(lengths), "texts of like length go together"


def test_a_text_longer_than_the_budget_goes_alone() -> None:
    assert list(batches([5, 9000, 6], 1024)) == [[0, 2], [1]]


def test_no_texts_make_no_batch() -> None:
    assert list(batches([], 1024)) == []
