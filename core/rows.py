"""Rows of tables in text: as the readers write them ("a | b"), or as CSV has them."""

from __future__ import annotations

import re

from core.full_stops import sentence_ends

# A row of a table, as the readers write it, is one statement, whatever stops there are in its cells.
_ROW = re.compile(r"^[^\n|]*\S \| \S[^\n]*$", re.MULTILINE)
# What parts the cells of a table in text, the first of these that a line has: no blank follows a mark, as it would in a
# sentence, and it stands in no quotation marks or brackets.
_PARTS_CELLS = (
    re.compile(r"\t"),
    re.compile(r"(?<=[\w\"').%€$£,;]);(?=[\w\"'(+€$£,;-]|$)"),
    re.compile(r"(?<=[\w\"').%€$£,;]),(?=[\w\"'(+€$£,;-]|$)"),
)
_ONE_CELL = re.compile(r"\"[^\"\n]*\"|\([^()\n]*\)")
# Commas that part nothing, unless in lines around them others do: of thousands, and of Chinese as some write it.
_NUMBER = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_SIGNS = re.compile(r"(?<=[\u3040-\u9fff]),(?=[\u3040-\u9fff])")
_BETWEEN_CELLS, _QUOTED = re.compile(r"[,;\t]"), re.compile(r"(\"[^\"\n]*\")")
_GOES_ON = re.compile(r" [A-ZÀ-ÖØ-Þ]")
_LIST_MARK = re.compile(r"[ \t]*(?:[-*+•‣▪◦]|\(?\w{1,3}[.)])\t")


def cells(sentence: str, surely: bool = True) -> int:
    """How many cells a row of a table has; 1 for a sentence.

    surely: else also where a mark may be one of a number or a sentence.
    """
    marks, sure = _marks(sentence)
    return 1 + (sentence.strip(" |").count(" | ") or (marks if sure or not surely else 0))


def read_out(row: str) -> str:
    """A row with blanks between its cells, so that "14,520" is not taken for one number."""
    parts = enumerate(_QUOTED.split(row))  # what is quoted stands at the odd places
    return " ".join(part if at % 2 else _BETWEEN_CELLS.sub(r"\g<0> ", part) for at, part in parts)


def row_spans(text: str) -> list[tuple[int, int]]:
    """Spans `[start, end)` of the rows, in order."""
    return sorted([*(row.span() for row in _ROW.finditer(text)), *_delimited(text)])


def _delimited(text: str) -> list[tuple[int, int]]:
    """The rows of tables in text (CSV): lines one below the other with as many cells."""
    if text.count("\n") < 1:
        return []
    rows: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    marks, sure, start = 0, False, 0
    for line in [*text.split("\n"), ""]:
        count, surely = (0, False) if " | " in line else _marks(line)
        if count != marks:
            rows += run if sure and len(run) >= (2 if marks > 1 else 3) else []
            run, marks, sure = [], count, False
        if count:
            run.append((start, start + len(line)))
            sure |= surely
        start += len(line) + 1
    return rows


def _marks(line: str) -> tuple[int, bool]:
    """How many marks part the cells of a line of a table in text, 0 in a sentence; whether they surely do."""
    line = _ONE_CELL.sub('""', _LIST_MARK.sub("", line, count=1))
    for mark in _PARTS_CELLS[:-1]:
        if count := len(mark.findall(line)):
            return count, True
    comma = _PARTS_CELLS[-1]
    count = len(comma.findall(line))
    return count, bool(count) and not _is_prose(line) and bool(comma.search(_SIGNS.sub("", _NUMBER.sub("0", line))))


def _is_prose(line: str) -> bool:
    """Whether a sentence ends in it and another begins, or it ends with a sign that ends one."""
    return line.endswith(("。", "！", "？")) or any(_GOES_ON.match(line, end.end()) for end in sentence_ends(line))
