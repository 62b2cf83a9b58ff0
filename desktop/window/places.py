"""Where a passage stands, as a person would say it. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.children.wording import readable

if TYPE_CHECKING:
    from core.types import Hit

_SEEN = "read from a picture"


def place_of(hit: Hit) -> str:
    """Everything in one line: the file inside the file, page or slide or sheet or else heading, lines or cells."""
    page = hit.label or (f"page {hit.page}" if hit.page else "")
    heading = readable(hit.heading[-1]) if hit.heading else ""
    return _joined(hit, page or heading)


def place_beside_pager(hit: Hit) -> str:
    """What is still to say where the number of the page is shown already."""
    if hit.page is None:
        return place_of(hit)
    return _joined(hit, hit.label if page_word(hit) == "Page" else "")


def page_word(hit: Hit) -> str:
    """What its format calls a page: "Slide" where the third one is labelled "Slide 3"."""
    word, _, number = hit.label.rpartition(" ")
    return word if word and number == str(hit.page) else "Page"


def _joined(hit: Hit, page: str) -> str:
    place = ", ".join(filter(None, (hit.part, page, hit.place, _SEEN if hit.ocr else "")))
    return place if hit.part else place[:1].upper() + place[1:]  # the name of a file stays as it is written
