"""A document on its way from one library to another."""

from __future__ import annotations

from dataclasses import dataclass

from core.types import Reading


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a library file: what became of reading it, by readers of `version`, and its pages in the store."""

    doc: str
    kind: str
    reading: Reading
    leaves: int
    version: int
