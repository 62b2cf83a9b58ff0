"""What the tests of PDF share: files made by MuPDF itself, and what was read from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.reading.pdf.mupdf import load
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Block, BlockKind, Page, Picture

pymupdf = load()
BODY = "Electronics may be returned within thirty days, with the receipt and in the box that they came in. " * 4

Text = tuple[float, float, str, float, str]  # x, y of the baseline, text, size, font


def make(path: Path, *drawn: Sequence[Text], rotate: int = 0, **save: object) -> Path:
    """A PDF with a page for each list of texts."""
    document = pymupdf.open()
    for texts in drawn:
        page = document.new_page()
        for x, y, text, size, font in texts:
            page.insert_text((x, y), text, fontsize=size, fontname=font)
        page.set_rotation(rotate)
    document.save(path, **save)
    document.close()
    return path


def lines(x: float, y: float, text: str, width: int = 60, size: float = 11) -> list[Text]:
    """A paragraph in lines of about `width` characters."""
    words, found, line = text.split(), [], ""
    for word in words:
        if len(line) + len(word) > width:
            found.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [(x, y + 1.2 * size * at, part, size, "helv") for at, part in enumerate([*found, line])]


def table(x: float, y: float, rows: Sequence[Sequence[str]], columns: Sequence[float], size: float = 10) -> list[Text]:
    """A table without ruling, its first column at `x`, the others ending at `columns`, as numbers do."""
    drawn: list[Text] = []
    for at, row in enumerate(rows):
        for number, cell in enumerate(row):
            left = x if not number else columns[number - 1] - pymupdf.get_text_length(cell, "helv", size)
            if cell:
                drawn.append((left, y + 1.4 * size * at, cell, size, "helv"))
    return drawn


def from_html(path: Path, html: str, css: str = "", width: float = 480) -> Path:
    """A PDF as a browser would print it."""
    story, writer, more = pymupdf.Story(html, user_css=css), pymupdf.DocumentWriter(path), 1
    while more:
        device = writer.begin_page(pymupdf.Rect(0, 0, 595, 842))
        more, _ = story.place(pymupdf.Rect(60, 60, 60 + width, 780))
        story.draw(device)
        writer.end_page()
    writer.close()
    return path


def found_in(path: Path, kind: str = "pdf", password: str = "") -> list[object]:
    """All that reading gives."""
    return list(read_pages(Source(path, kind, path.parent, password)))


def read(path: Path, kind: str = "pdf", password: str = "") -> list[Page]:
    return [page for page in found_in(path, kind, password) if isinstance(page, Page)]


def pictures_in(path: Path, kind: str = "pdf") -> list[Picture]:
    return [found for found in found_in(path, kind) if isinstance(found, Picture)]


def blocks_of(page: Page, *kinds: BlockKind) -> list[Block]:
    return [block for block in page.blocks if block.kind in kinds]


def texts_of(page: Page, *kinds: BlockKind) -> list[str]:
    return [page.text[block.start : block.end] for block in blocks_of(page, *kinds)]


def header_of(page: Page) -> str:
    """The rows that name the columns of the page's first table."""
    block = blocks_of(page, BlockKind.TABLE)[0]
    return page.text[block.start : block.start + block.header]
