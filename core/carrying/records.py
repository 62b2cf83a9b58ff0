"""What stands in a library file: objects of JSON, a line each, read as strictly as a stranger's file asks for."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator
from typing import IO, Any

from core.carrying.document import Document
from core.places import sound_words
from core.types import Page, Part, Passage, Picture, Reading, ReadPage, Status

Record = dict[str, Any]

LONGEST_LINE = 256 << 20  # bytes: one page with the places of its words
_LONGEST_NAME = 32_768  # characters of a path, the most that any system has
_LONGEST_TEXT = 1 << 20  # of a title, a reason, a heading
_INT32, _INT64 = 2**31 - 1, 2**63 - 1


def line(record: Record) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def lines(file: IO[bytes]) -> Iterator[Fields]:
    """The records of a member. Raises ValueError for what is none."""
    while text := file.readline(LONGEST_LINE + 1):
        if not text.endswith(b"\n"):
            raise ValueError("a line is too long or has no end")
        yield Fields(json.loads(text))


class Fields:
    """One object, of which each field is taken by its type. Every method raises ValueError for anything else."""

    def __init__(self, stated: Any) -> None:
        if not isinstance(stated, dict):
            raise ValueError("a record is not one")  # noqa: TRY004  (all that is wrong with a file is one kind of error)
        self._stated: Record = stated

    def _take(self, name: str) -> Any:
        if name not in self._stated:
            raise ValueError(f"{name} is missing")
        return self._stated[name]

    def text(self, name: str, most: int = _LONGEST_TEXT) -> str:
        return checked_text(self._take(name), name, most)

    def path(self, name: str) -> str:
        """Text that may hold the bytes of a name that is no text."""
        value = self._take(name)
        if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME or "\0" in value:
            raise ValueError(f"{name} is no path")
        return value

    def whole(self, name: str, most: int = _INT32, least: int = 0) -> int:
        value = self._take(name)
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"{name} is no number that it can be")
        return value

    def perhaps(self, name: str, most: int = _INT32) -> int | None:
        return None if self._take(name) is None else self.whole(name, most)

    def perhaps_key(self, name: str, digits: int) -> str | None:
        return None if self._take(name) is None else self.key(name, digits)

    def real(self, name: str) -> float:
        value = self._take(name)
        if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value < 1e9:
            raise ValueError(f"{name} is no number that it can be")
        return float(value)

    def truth(self, name: str) -> bool:
        value = self._take(name)
        if type(value) is not bool:
            raise ValueError(f"{name} is neither true nor false")
        return value

    def list(self, name: str) -> list[Any]:
        value = self._take(name)
        if type(value) is not list:
            raise ValueError(f"{name} is no list")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(checked_text(item, name, _LONGEST_TEXT) for item in self.list(name))

    def records(self, name: str) -> Iterator[Fields]:
        return map(Fields, self.list(name))

    def bytes(self, name: str) -> bytes:
        return base64.b64decode(self.text(name, LONGEST_LINE), validate=True)

    def key(self, name: str, digits: int) -> str:
        """So many hexadecimal digits, as our keys are written."""
        value = self.text(name)
        if len(value) != digits or not set(value) <= set("0123456789abcdef"):
            raise ValueError(f"{name} is no key")
        return value


def checked_text(value: Any, name: str, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(f"{name} is no text that it can be")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} is no text") from error
    return value


# Documents and their pages


def document_record(document: Document) -> Record:
    reading = document.reading
    return {
        "doc": document.doc, "kind": document.kind, "status": reading.status.value, "reason": reading.reason,
        "title": reading.title, "pages": reading.pages, "passages": reading.passages, "ocr_pages": reading.ocr_pages,
        "seconds": reading.seconds, "format": reading.kind, "locked": reading.locked, "authors": list(reading.authors),
        "leaves": document.leaves, "version": document.version,
        "parts": [
            {"name": part.name, "status": part.status.value, "reason": part.reason, "pages": part.pages}
            for part in reading.parts
        ],
        "pictures": [
            {"item": one.item, "number": one.number, "label": one.label, "part": one.part} for one in reading.pictures
        ],
    }  # fmt: skip


def read_document(fields: Fields) -> Document:
    parts = tuple(
        Part(part.text("name"), Status(part.text("status")), part.text("reason"), part.whole("pages"))
        for part in fields.records("parts")
    )
    pictures = tuple(
        Picture(one.text("item"), one.perhaps("number"), one.text("label"), one.text("part"))
        for one in fields.records("pictures")
    )
    reading = Reading(
        Status(fields.text("status")), fields.text("reason"), fields.whole("pages"), fields.whole("passages"),
        fields.whole("ocr_pages"), fields.real("seconds"), fields.text("title"), fields.text("format"), pictures,
        parts, fields.truth("locked"), authors=fields.texts("authors"),
    )  # fmt: skip
    kind, leaves, version = fields.text("kind"), fields.whole("leaves"), fields.whole("version")
    return Document(fields.key("doc", 32), kind, reading, leaves, version)


def leaf_record(read: ReadPage) -> Record:
    page = read.page
    return {
        "leaf": read.leaf, "number": page.number, "start": page.offset, "text": page.text, "part": page.part,
        "words": base64.b64encode(page.words).decode(), "width": page.width, "height": page.height, "ocr": page.ocr,
        "passages": [
            {
                "ordinal": passage.ordinal, "page": passage.page, "start": passage.start, "end": passage.end,
                "text": passage.text, "heading": list(passage.heading), "columns": passage.columns,
                "part": passage.part, "label": passage.label, "place": passage.place, "ocr": passage.ocr,
            }
            for passage in read.passages
        ],
    }  # fmt: skip


def read_leaf(fields: Fields, leaf: int) -> ReadPage:
    """The page of that number among its document's. Raises ValueError for another."""
    if fields.whole("leaf") != leaf:
        raise ValueError("a page is missing")
    words = fields.bytes("words")
    if not sound_words(words):
        raise ValueError("the places of words are damaged")
    page = Page(
        fields.perhaps("number"), fields.text("text", LONGEST_LINE), offset=fields.whole("start", _INT64 >> 1),
        words=words, width=fields.real("width"), height=fields.real("height"), part=fields.text("part"),
        ocr=fields.truth("ocr"),
    )  # fmt: skip
    return ReadPage(page, tuple(_passage(one, leaf) for one in fields.records("passages")), leaf)


def _passage(fields: Fields, leaf: int) -> Passage:
    start = fields.whole("start", _INT64 >> 1)
    return Passage(
        fields.whole("ordinal"), fields.perhaps("page"), start, fields.whole("end", _INT64 >> 1, start),
        fields.text("text", LONGEST_LINE), fields.texts("heading"), leaf, fields.text("columns"), fields.text("part"),
        fields.text("label"), fields.text("place"), fields.truth("ocr"),
    )  # fmt: skip
