"""What the shapes of a slide say (PPTX): its title, lists with their levels, tables, charts and diagrams, in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.reading.office.charts import read_chart
from core.reading.office.diagrams import diagram_texts
from core.reading.office.drawingml import ShapeParagraph, all_text, paragraphs
from core.reading.office.elements import attribute, child, children, local
from core.reading.office.opc import Package
from core.reading.outline import Outline
from core.reading.sheets.header_rows import names_columns
from core.types import BlockKind

# Placeholders that repeat themselves on every slide.
_BOILERPLATE = frozenset({"dt", "ftr", "hdr", "sldNum", "sldImg"})
_TITLES = frozenset({"title", "ctrTitle"})
_LISTS = frozenset({"body", "obj", ""})
_SHAPES = ("sp", "grpSp", "graphicFrame", "cxnSp", "AlternateContent")
# Shapes within groups within groups; what lies deeper was made to be deep.
_DEEPEST = 60
# A cell merged over several rows is said again in each of them, as long as it is short.
_LONGEST_AGAIN = 60


def add_shapes(outline: Outline, package: Package, slide: str, tree: Any) -> None:
    """Add the blocks of a slide's shapes, its title first and the others in the order in which the file has them."""
    shapes = list(_shapes(tree, 0))
    shapes.sort(key=lambda shape: _placeholder(shape) not in _TITLES)
    for shape in shapes:
        if local(shape) == "graphicFrame":
            _add_frame(outline, package, slide, shape)
        elif _placeholder(shape) not in _BOILERPLATE:
            _add_text(outline, shape)


def _shapes(tree: Any, depth: int) -> Iterator[Any]:
    for shape in children(tree, *_SHAPES):
        tag = local(shape)
        if tag == "grpSp":
            yield from _shapes(shape, depth + 1) if depth < _DEEPEST else ()
        elif tag == "AlternateContent":  # the same twice, for newer and for older programs
            newer = list(_shapes(child(shape, "Choice"), depth + 1)) if child(shape, "Choice") is not None else []
            yield from newer or _shapes(child(shape, "Fallback"), depth + 1)
        else:
            yield shape


def _placeholder(shape: Any) -> str | None:
    """Which of the layout's places the shape fills, None for one that stands for itself."""
    for properties in children(shape, "nvSpPr", "nvGraphicFramePr"):
        place = child(child(properties, "nvPr"), "ph")
        if place is not None:
            return attribute(place, "type")
    return None


def _add_text(outline: Outline, shape: Any) -> None:
    place = _placeholder(shape)
    body = child(shape, "txBody")
    if place in _TITLES:
        outline.add(BlockKind.HEADING, " ".join(all_text(body).split()), 1)
        return
    found = list(paragraphs(body)) if body is not None else []
    listed = place in _LISTS and len(found) > 1
    items: list[str] = []
    for paragraph in found:
        if paragraph.bullet or (listed and paragraph.bullet is None):
            items.append(_item(paragraph))
            continue
        outline.add(BlockKind.LIST, "\n".join(items))
        items = []
        outline.add(BlockKind.PARAGRAPH, paragraph.text)
    outline.add(BlockKind.LIST, "\n".join(items))


def _item(paragraph: ShapeParagraph) -> str:
    indent = "  " * paragraph.level
    return f"{indent}- " + paragraph.text.replace("\n", f"\n{indent}  ")


def _add_frame(outline: Outline, package: Package, slide: str, frame: Any) -> None:
    data = child(child(frame, "graphic"), "graphicData")
    for content in () if data is None else data:
        tag = local(content)
        if tag == "tbl":
            _add_table(outline, content)
        elif tag == "chart":
            chart = read_chart(package, package.target(slide, attribute(content, "id")))
            for title in chart.titles:
                outline.add(BlockKind.CAPTION, title)
            outline.add_table(chart.rows)
        elif tag == "relIds":
            texts = diagram_texts(package, package.target(slide, attribute(content, "dm")))
            outline.add(BlockKind.LIST, "\n".join(f"- {text}" for text in texts))


def _add_table(outline: Outline, table: Any) -> None:
    rows: list[list[str]] = []
    for row in children(table, "tr"):
        cells: list[str] = []
        for at, cell in enumerate(children(row, "tc")):
            text = all_text(child(cell, "txBody"))
            above = rows[-1][at] if rows and at < len(rows[-1]) else ""
            merged = attribute(cell, "vMerge") in ("1", "true") and len(above) <= _LONGEST_AGAIN
            cells.append(above if merged else text)
        rows.append(cells)
    stated = attribute(child(table, "tblPr"), "firstRow") in ("1", "true")
    outline.add_table(rows, header=stated or names_columns(rows))
