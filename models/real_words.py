"""Which words are real, by the pieces that an embedder keeps whole: common words are, typing errors are not.

The tokenizer's file lies with the weights and is read as data; no model is loaded for it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_BEGINS = ("▁", "Ġ")  # marks a piece that begins a word, as SentencePiece and byte-level BPE write it
_GOES_ON = "##"  # and one that does not, as WordPiece writes it
_SHORTEST = 4


class RealWords:
    """Says of an English word in lower case whether it is one. Reads the tokenizer when the first is asked."""

    def __init__(self, folder: Path | None) -> None:
        """folder: the embedder's; without one, or without a tokenizer that can be read, `known` is False."""
        self._file = None if folder is None else folder / "tokenizer.json"
        self._words: frozenset[str] | None = None
        self._lock = threading.Lock()

    def known(self) -> bool:
        """Whether there is anything to go by."""
        return bool(self._loaded())

    def __call__(self, word: str) -> bool:
        return word in self._loaded()

    def _loaded(self) -> frozenset[str]:
        with self._lock:
            if self._words is None:
                self._words = frozenset(_words(_pieces(self._file))) if self._file else frozenset()
            return self._words


def _pieces(file: Path) -> list[str]:
    """All pieces of a tokenizer, none where the file can't be understood."""
    try:
        vocabulary: Any = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
        return [piece if isinstance(piece, str) else piece[0] for piece in vocabulary]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _words(pieces: list[str]) -> Iterable[str]:
    marked = any(piece.startswith(_BEGINS) for piece in pieces)
    for piece in pieces:
        begins = piece.startswith(_BEGINS) if marked else not piece.startswith(_GOES_ON)
        word = piece[1:] if marked else piece
        if begins and len(word) >= _SHORTEST and word.isascii() and word.isalpha():
            yield word.lower()
