"""What the tests of readers of text share: reading, blocks as a person names them, and the promise of positions."""

from __future__ import annotations

from pathlib import Path

from core.passages import Cutter
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page, Passage


def read(path: Path, kind: str) -> list[Page]:
    return [page for page in read_pages(Source(path, kind, path.parent)) if isinstance(page, Page)]


def title_of(path: Path, kind: str) -> str:
    reading = read_pages(Source(path, kind, path.parent))
    while True:
        try:
            next(reading)
        except StopIteration as end:
            return str(end.value)


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def blocks_of(page: Page) -> list[tuple[str, str]]:
    """(kind and level, text) of each block; "leave2" where sections of level 2 end."""
    named = []
    for block in page.blocks:
        text = page.text[block.start : block.end].strip()
        kind = "leave" if not text else str(block.kind)
        named.append((f"{kind}{block.level or ''}", text))
    return named


def headers_of(page: Page) -> list[str]:
    """The rows that name the columns of the page's tables."""
    return [page.text[block.start : block.start + block.header].strip() for block in page.blocks if block.header]


def passages_of(pages: list[Page]) -> list[Passage]:
    cutter = Cutter()
    return [passage for page in pages for passage in cutter.cut(page)]


def assert_positions(pages: list[Page], decoded: str) -> None:
    """The pages are the file, and every block and passage names a place in it."""
    assert "".join(page.text for page in pages) == decoded
    for page in pages:
        assert page.number is None
        assert decoded[page.offset : page.offset + len(page.text)] == page.text
        assert page.line == 1 + decoded.count("\n", 0, page.offset)
        for block in page.blocks:
            assert 0 <= block.start <= block.end <= len(page.text)
    for passage in passages_of(pages):
        assert decoded[passage.start : passage.end] == passage.text
