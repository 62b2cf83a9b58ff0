"""Reads comic books (CBZ): zip archives of pictures, a page each in the order of their names, for OCR to look at."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from core.errors import WellreadError
from core.reading.office.parts import Parts
from core.reading.opening import open_plain
from core.reading.outline import Outline
from core.reading.pictures.bitmap import may_hold_text, open_bitmap, sight_of
from core.reading.registry import Pages
from core.reading.source import Sight, Source
from core.types import BlockKind, Page, Picture

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
_MOST_BYTES = 64 << 20  # of one packed picture
_ABOUT = "comicinfo.xml"
_CREDITS = ("Writer", "Penciller", "Translator", "Publisher", "Genre", "Characters", "Locations", "Year")
_LONGEST = 20_000  # characters of one field
_DIGITS = re.compile(r"(\d+)")


def pages(source: Source) -> Pages:
    """What the book says of itself, then a Picture a page. Raises WellreadError where the archive is damaged."""
    with open_plain(source.path) as file:
        parts = Parts(file)
        about = _about(parts)
        if page := _told(about):
            yield page
        for number, name in enumerate(_in_order(parts.names), 1):
            yield Picture(name, number)
        parts.check_whole()
        series = " ".join(about[key] for key in ("Series", "Number") if key in about)
        return ": ".join(filter(None, (series, about.get("Title", ""))))


def pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The pages, unpacked one at a time. Raises WellreadError at the end where one of them is damaged."""
    trouble: WellreadError | None = None
    with open_plain(source.path) as file:
        parts = Parts(file)
        for picture in wanted:
            try:
                with open_bitmap(io.BytesIO(parts.read(picture.item, _MOST_BYTES))) as image:
                    if not may_hold_text(image):
                        continue
                    sight, whole = sight_of(image)
            except WellreadError as error:
                trouble = trouble or WellreadError(f"Page {picture.number}: {error.message}")
                continue
            yield picture, sight
            if not whole:
                trouble = trouble or WellreadError(f"Page {picture.number} is damaged; what is left of it was read.")
    if trouble:
        raise trouble


def _in_order(names: Iterable[str]) -> list[str]:
    """The pictures as a person orders them: page 10 after page 9."""
    shown = [name for name in names if name.lower().endswith(_PICTURES) and not _is_hidden(name)]
    return sorted(shown, key=_natural)


def _is_hidden(name: str) -> bool:
    return any(step.startswith((".", "__MACOSX")) for step in PurePosixPath(name).parts)


def _natural(name: str) -> list[tuple[int, str]]:
    """Text and numbers by turns, each comparable with its like: numbers by their length without zeros, then digits."""
    steps = _DIGITS.split(name.lower())
    return [(len(step.lstrip("0")), step.lstrip("0")) if odd % 2 else (0, step) for odd, step in enumerate(steps)]


def _about(parts: Parts) -> dict[str, str]:
    """The fields of ComicInfo.xml; none where there is none, or it is broken."""
    name = next((name for name in sorted(parts.names) if name.lower() == _ABOUT), "")
    about: dict[str, str] = {}
    try:
        for event, element in parts.events(name) if name else ():
            if event == "end" and isinstance(element.tag, str) and element.text and len(about) < 100:
                about[element.tag] = " ".join(element.text[:_LONGEST].split())
    except WellreadError:
        pass
    return {tag: text for tag, text in about.items() if text}


def _told(about: dict[str, str]) -> Page | None:
    outline = Outline(label="About this book")
    outline.add(BlockKind.HEADING, about.get("Title", ""), 1)
    outline.add(BlockKind.PARAGRAPH, about.get("Summary", ""))
    outline.add(BlockKind.PARAGRAPH, "\n".join(f"{key}: {about[key]}" for key in _CREDITS if key in about))
    return None if outline.empty else outline.take()
