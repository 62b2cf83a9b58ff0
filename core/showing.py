"""The page behind a citation: drawn from the file where it can be, else as the text that the library keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.errors import WellreadError
from core.manifest import Manifest
from core.places import boxes_between
from core.reading.room import ReadingRoom
from core.store import Store
from core.types import Hit, PageView


def show_page(
    manifest: Manifest, store: Store, room: ReadingRoom, hit: Hit, start: int, end: int, width: int, other: int | None,
    password: str = "",
) -> PageView:  # fmt: skip
    """The page of a hit with `start`..`end` marked, or page `other` of the same file without marks.

    width: of the image in pixels. password: what opens the file, where the person gave one. Raises WellreadError when
    the library no longer has the page.
    """
    page = store.page(hit.doc, hit.leaf) if other is None else store.numbered_page(hit.doc, hit.part, other)
    if page is None:
        raise WellreadError("This page is no longer in the library.", "Ask again: the file has changed since.")
    number = page.number
    marked = page.leaf == hit.leaf
    marks = ((max(0, start - page.start), min(len(page.text), end - page.start)),) if marked else ()
    path = _living(manifest, hit)
    absent = manifest.carried.only_there(hit.doc)  # a path of another machine is not looked for on this one
    source = "library" if absent else _source(path)
    view = PageView(path, number, max(1, manifest.page_count(hit.doc)), page.text, marks, source=source)
    if absent or not page.width or number is None:
        return view
    try:
        drawn = room.render(view.path, manifest.kind_of(hit.doc), number, width, page.part, password)
    except WellreadError:
        return view  # gone, moved or damaged since: the stored text still shows what was read
    boxes = boxes_between(page.words, start - page.start, end - page.start) if marked else ()
    return replace(view, pages=drawn.pages, image=drawn.image, scale=drawn.scale, boxes=boxes)


def _living(manifest: Manifest, hit: Hit) -> Path:
    """Where the document lies now: the file may have moved since it was found."""
    paths = manifest.paths_of([hit.doc]).get(hit.doc, [])
    return hit.path if hit.path in paths or not paths else paths[0]


def _source(path: Path) -> str:
    return "file" if path.exists() else "library"
