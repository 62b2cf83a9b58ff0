"""What a reader is handed: a file, and what it may use to read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.reading.archives.allowance import Allowance

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    kind: what it is read as, a key of core.reading.formats.FORMATS.
    scratch: a folder that may be written to, emptied after this file; nothing may be written anywhere else.
    password: what the person gave for this file, "" for nothing.
    depth: how many files this one lies in.
    allowance: what may still be unpacked, shared with the files that it lies in and those that lie in it.
    """

    path: Path
    kind: str
    scratch: Path
    password: str = ""
    depth: int = 0
    allowance: Allowance = field(default_factory=Allowance, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture as OCR sees it.

    scale: its pixels a point of the page it is shown on, so that boxes can be given in points; 0 where the page it
        lies on is not drawn and boxes mean nothing.
    """

    image: Image
    scale: float = 0.0
