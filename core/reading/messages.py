"""What passes between the librarian and a reader, and how it is packed: nothing but these types is ever unpacked."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass

from core.types import Block, BlockKind, Page, Part, Passage, Picture, Reading, ReadPage, Status


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    page: seconds without a page before a reading is stopped.
    file: seconds for the whole file, or for each file inside an archive.
    memory: bytes of memory that a reader may fill with data.
    """

    page: float = 60.0
    file: float = 600.0
    memory: int = 1 << 30


@dataclass(frozen=True, slots=True)
class ReadJob:
    """Read this file. `path` travels as text so that names which are not valid Unicode survive (surrogateescape)."""

    path: str
    kind: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class LookJob:
    """Read these pictures of a file by OCR.

    leaf, ordinal: the next free numbers of the file's pages and passages.
    """

    path: str
    kind: str
    pictures: tuple[Picture, ...]
    leaf: int
    ordinal: int
    password: str = ""


@dataclass(frozen=True, slots=True)
class RenderJob:
    """Draw this page (1-based) of a file, or of the file `part` inside it, at most `width` pixels wide."""

    path: str
    kind: str
    page: int
    width: int
    part: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some pages of the file that is being read, in order.

    looked: the pictures that these answer, text or not. parts: how many files inside it ended since the last batch.
    """

    pages: tuple[ReadPage, ...]
    looked: tuple[Picture, ...] = ()
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """The reading has ended.

    leaving: the reader exits after this and takes no more work.
    trouble: what a parser raised, for the log; a person hears the reading's reason.
    """

    reading: Reading
    leaving: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A drawn page: PNG bytes, pixels a point, and how many pages the file has."""

    image: bytes
    scale: float
    pages: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A page could not be drawn: what happened and what to do."""

    message: str
    hint: str = ""


Message = ReadJob | LookJob | RenderJob | Batch | Done | Rendered | Refused

_ALLOWED = {
    (kind.__module__, kind.__qualname__): kind
    for kind in (
        ReadJob, LookJob, RenderJob, Batch, Done, Rendered, Refused, Block, BlockKind, Page, Part, Passage, Picture,
        Reading, ReadPage, Status,
    )
}  # fmt: skip


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        kind = _ALLOWED.get((module, name))
        if kind is None:
            raise pickle.UnpicklingError(f"{module}.{name} is no message of a reader")
        return kind


def pack(message: Message) -> bytes:
    return pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)


def unpack(data: bytes) -> Message:
    """Raises pickle.UnpicklingError for anything but a message."""
    message = _Unpickler(io.BytesIO(data)).load()
    if not isinstance(message, Message):
        raise pickle.UnpicklingError("not a message of a reader")
    return message
