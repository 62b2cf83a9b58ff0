"""The blocks of a slide of a PowerPoint presentation of 1997 to 2003, from its shapes."""

from __future__ import annotations

from itertools import groupby

from core.reading.legacy.ppt_shapes import Shape
from core.reading.legacy.ppt_text import BODIES, TITLES, Text
from core.reading.outline import Outline
from core.reading.sheets.header_rows import names_columns
from core.types import BlockKind

_SPARSEST = 10  # places in a table for each cell that is there


def with_listed(found: list[Shape], listed: tuple[Text, ...]) -> list[Shape]:
    """The shapes with their texts, titles first; texts of the list that no shape shows come last."""
    left = dict(enumerate(listed))
    whole = [
        shape._replace(texts=(*shape.texts, *(left.pop(number) for number in shape.outline if number in left)))
        for shape in found
    ]
    whole += [Shape((text,)) for text in left.values()]
    return sorted(whole, key=lambda shape: not any(text.kind in TITLES for text in shape.texts))


def put_shapes(found: list[Shape], outline: Outline) -> None:
    """Add what the shapes of a slide say, a table where its first cell lies."""
    tables: dict[int, list[Shape]] = {}
    for shape in found:
        if shape.table:
            tables.setdefault(shape.table, []).append(shape)
    for shape in found:
        if shape.table in tables:
            rows = _rows(tables.pop(shape.table))
            outline.add_table(rows, header=names_columns(rows))
        elif not shape.table:
            for text in shape.texts:
                _put_text(text, outline)


def _rows(cells: list[Shape]) -> list[list[str]]:
    """The cells of a table by where they lie."""
    texts = {(cell.top, cell.left): _said(cell) for cell in cells if cell.texts}
    tops, lefts = (sorted({place[at] for place in texts}) for at in (0, 1))
    if len(tops) * len(lefts) > _SPARSEST * len(texts):  # no real table leaves so many cells out
        return [[texts[place]] for place in sorted(texts)]
    return [[texts.get((top, left), "") for left in lefts] for top in tops]


def _said(cell: Shape) -> str:
    return "\n".join(line.text for text in cell.texts for line in text.lines)


def _put_text(text: Text, outline: Outline) -> None:
    if text.kind in TITLES:
        outline.add(BlockKind.HEADING, " ".join(line.text for line in text.lines), 1)
        return
    usual = text.kind in BODIES and len(text.lines) > 1
    for listed, lines in groupby(text.lines, lambda line: usual if line.bullet is None else line.bullet):
        if listed:
            outline.add(BlockKind.LIST, "\n".join(f"{'  ' * line.depth}- {line.text}" for line in lines))
            continue
        for line in lines:
            outline.add(BlockKind.PARAGRAPH, line.text)
