"""Reads Jupyter notebooks: the text and the code of their cells, and what the code printed.

A notebook is one JSON object, which is parsed as a whole; the pictures in it, which are most of a large one, are taken
out before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from core.errors import WellreadError
from core.passages import heading_text
from core.reading.opening import open_plain
from core.reading.outline import Outline
from core.reading.registry import Pages
from core.reading.source import Source
from core.reading.text import json_text
from core.reading.text.markdown import blocks_of
from core.types import BlockKind

_DAMAGED = "This notebook is damaged; what could be read of it was read as plain text."
_TOO_LARGE = "This notebook holds more text than any person's, so it was not read."
_MOST = 48 << 20
_SLICE = 1 << 20
# Letters that stand for bytes, in one long line or in many.
_BYTES = re.compile(
    rb"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{480,}+|(?:[A-Za-z0-9+/]{60,120}+\\n){6,}+[A-Za-z0-9+/]*+)={0,2}"
)
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_PICTURE = re.compile(r"<[\w.]*(?:Figure|Axes|Image)[^<>\n]*>")
_ATTACHED = re.compile(r"!\[[^\]\n]*\]\((?:attachment:|data:)[^)\n]*\)")
_LONGEST_OUTPUT = 20_000


def pages(source: Source) -> Pages:
    """One page a piece of about 200,000 characters, each cell a mark; offsets count in the text extracted here."""
    try:
        notebook = json.loads(_without_pictures(source))
        cells = list(_cells(notebook))
    except (ValueError, RecursionError, TypeError, AttributeError) as error:
        yield from json_text.pages(source)
        raise WellreadError(_DAMAGED) from error
    outline = Outline()
    for number, cell in enumerate(cells, 1):
        _add(outline, cell, f"cell {number}")
        if outline.full:
            yield outline.take()
    if not outline.empty:
        yield outline.take()
    stated = _part(notebook, "metadata").get("title")
    return stated if isinstance(stated, str) else ""


def _without_pictures(source: Source) -> str:
    kept: list[bytes] = []
    length = 0
    with open_plain(source.path) as file:
        while data := file.read(_SLICE):
            kept.append(_BYTES.sub(b"", data))
            length += len(kept[-1])
            if length > _MOST:
                raise WellreadError(_TOO_LARGE)
    return b"".join(kept).decode("utf-8-sig", errors="replace")


def _cells(notebook: Any) -> Iterator[dict[str, Any]]:
    """The cells of a notebook of today, or of one of version 3, which had sheets."""
    sheets = notebook.get("worksheets") or [notebook]
    for sheet in sheets:
        for cell in sheet.get("cells") or []:
            if isinstance(cell, dict):
                yield cell


def _add(outline: Outline, cell: dict[str, Any], mark: str) -> None:
    kind = cell.get("cell_type")
    text = _text(cell.get("source", cell.get("input", "")))
    if kind == "heading":
        level = cell.get("level")
        outline.add(BlockKind.HEADING, text, level if isinstance(level, int) and 0 < level < 7 else 1, mark)
    elif kind == "markdown":
        _add_markdown(outline, _ATTACHED.sub("", text), mark)
    else:
        outline.add(BlockKind.CODE, text, mark=mark)
        for output in cell.get("outputs") or []:
            if isinstance(output, dict):
                outline.add(BlockKind.CODE, _printed(output), mark=mark)


def _add_markdown(outline: Outline, text: str, mark: str) -> None:
    for block in blocks_of(text):
        part = text[block.start : block.end]
        if block.kind is BlockKind.HEADING:
            outline.add(block.kind, heading_text(part), block.level, mark)
        elif block.kind is BlockKind.TABLE:
            lines = [line for line in part.splitlines() if line.strip()]
            rows = [line.strip().strip("|").split("|") for line in (*lines[:1], *lines[2:])]
            outline.add_table(rows, marks=[mark])
        else:
            outline.add(block.kind, part, mark=mark)


def _printed(output: dict[str, Any]) -> str:
    """What a person sees below a cell, as far as it is text."""
    if output.get("output_type") in ("error", "pyerr"):
        return f"{_text(output.get('ename', ''))}: {_text(output.get('evalue', ''))}"
    data = _part(output, "data")
    said = output.get("text", data.get("text/markdown", data.get("text/plain", "")))
    text = _COLOURS.sub("", _text(said)[:_LONGEST_OUTPUT])
    return "" if _PICTURE.fullmatch(text.strip()) else text


def _part(holder: Any, name: str) -> dict[str, Any]:
    part = holder.get(name) if isinstance(holder, dict) else None
    return part if isinstance(part, dict) else {}


def _text(value: Any) -> str:
    """Text as notebooks keep it: one string, or a list of lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""
