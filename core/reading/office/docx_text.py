"""The text of one paragraph in a Word file (DOCX), and what hangs on it: notes, comments, boxes, pictures, charts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from core.reading.office.docx_styles import is_on
from core.reading.office.elements import attribute, child, local
from core.reading.office.equations import equation_text

# Deleted text, the codes of fields and properties: nothing that a person sees. And readings above Japanese words.
_UNSEEN = frozenset("del moveFrom delText instrText delInstrText pPr rPr sdtPr sdtEndPr rt tcPr trPr".split())
_LETTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_REFERENCES = {"footnoteReference": "footnote", "endnoteReference": "endnote", "commentReference": "comment"}
# Fields that say on which page they stand.
_PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
# Letters of the fonts that hold signs, as people use them in text.
_SIGNS = {
    "wingdings": {
        0xA8: "☐", 0x6F: "☐", 0x71: "☐", 0xFD: "☒", 0xFE: "☑", 0xFC: "✓", 0xFB: "✗", 0xE0: "→", 0xDF: "←", 0xE8: "→",
        0x4A: "☺", 0x28: "☎", 0x2A: "✉",
    },
    "wingdings 2": {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x54: "☒", 0xA3: "☐"},
    "symbol": {
        **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
        0x44: "Δ", 0x46: "Φ", 0x47: "Γ", 0x4C: "Λ", 0x50: "Π", 0x51: "Θ", 0x53: "Σ", 0x57: "Ω", 0x59: "Ψ",
        0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞", 0xAE: "→", 0xD6: "√",
        0xB7: "•", 0xD7: "⋅", 0xA2: "′", 0xB2: "″",
    },
}  # fmt: skip


@dataclass(slots=True)
class Inline:
    """What a paragraph holds.

    references: kind and id of each note and comment, in order; a note's mark stands in `parts` as its index here.
    boxes: elements with paragraphs of their own. pictures, charts, diagrams: ids of relations.
    """

    parts: list[str | int] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    diagrams: list[str] = field(default_factory=list)
    counted: bool = False  # whether it holds a number that Word counts figures and tables by

    def text(self, marks: dict[int, str]) -> str:
        """The text with these marks in place of its references."""
        return "".join(marks.get(part, "") if isinstance(part, int) else part for part in self.parts).strip()


def read_inline(paragraph: Any, hidden: Collection[str] = ()) -> Inline:
    """What a paragraph holds. hidden: styles of characters that nobody sees."""
    reader = _Reader(hidden)
    for element in paragraph:
        reader.read(element)
    return reader.inline


def plain_text(element: Any) -> str:
    """The text of all paragraphs below an element, on one line each."""
    found = (read_inline(below).text({}) for below in element.iter("{*}p"))
    return "\n".join(text for text in found if text)


class _Reader:
    """Goes through a paragraph. Fields may lie within fields, and their codes may hold text that is no result."""

    def __init__(self, hidden: Collection[str]) -> None:
        self.inline = Inline()
        self._hidden = hidden
        self._fields: list[str] = []  # the codes of open fields
        self._coding = 0  # how many of them have not come to their result

    def read(self, element: Any) -> None:
        tag = local(element)
        if not tag or tag in _UNSEEN:
            if tag == "instrText" and self._fields:
                self._fields[-1] += element.text or ""
        elif tag == "fldChar":
            self._field(element)
        elif tag == "t":
            self._add(element.text or "")
        elif tag in _LETTERS:
            self._add(_LETTERS[tag])
        elif tag == "br":
            self._add("" if attribute(element, "type") in ("page", "column") else "\n")
        elif tag == "sym":
            self._add(_sign(element))
        elif tag in _REFERENCES:
            self._refer(element, _REFERENCES[tag])
        else:
            self._read_more(element, tag)

    def _read_more(self, element: Any, tag: str) -> None:
        if tag in ("oMath", "oMathPara"):
            self._add(equation_text(element))
        elif tag == "txbxContent":
            self.inline.boxes.append(element)
        elif tag == "AlternateContent":
            chosen = child(element, "Choice")
            self._read_all(chosen if chosen is not None else child(element, "Fallback"))
        elif tag in ("drawing", "pict", "object"):
            self._read_drawing(element)
        elif tag == "fldSimple":
            self._count(attribute(element, "instr"))
            if _is_shown(attribute(element, "instr")):
                self._read_all(element)
        elif tag != "r" or not self._is_hidden(child(element, "rPr")):
            self._read_all(element)

    def _read_all(self, element: Any) -> None:
        for below in () if element is None else element:
            self.read(below)

    def _add(self, text: str) -> None:
        if not self._coding and all(map(_is_shown, self._fields)):
            self.inline.parts.append(text)

    def _refer(self, element: Any, kind: str) -> None:
        if kind != "comment" and not attribute(element, "customMarkFollows"):
            self.inline.parts.append(len(self.inline.references))
        self.inline.references.append((kind, attribute(element, "id")))

    def _field(self, element: Any) -> None:
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self._add(_check_box(child(child(element, "ffData"), "checkBox")))
            self._fields.append("")
            self._coding += 1
        elif kind == "separate" and self._coding:
            self._coding -= 1
        elif kind == "end" and self._fields:
            code = self._fields.pop()
            self._count(code)
            self._coding = min(self._coding, len(self._fields))

    def _count(self, code: str) -> None:
        self.inline.counted = self.inline.counted or code.split()[:1] == ["SEQ"]

    def _is_hidden(self, properties: Any) -> bool:
        if properties is None:
            return False
        return is_on(properties, "vanish") or attribute(child(properties, "rStyle")) in self._hidden

    def _read_drawing(self, drawing: Any) -> None:
        for element in drawing.iter(
            "{*}txbxContent", "{*}blip", "{*}imagedata", "{*}chart", "{*}relIds", "{*}textpath"
        ):
            tag = local(element)
            if tag == "txbxContent":
                if not any(local(above) in ("txbxContent", "Fallback") for above in _between(element, drawing)):
                    self.inline.boxes.append(element)
            elif tag == "textpath":
                self._add(attribute(element, "string"))
            else:
                self._relate(element, tag)

    def _relate(self, element: Any, tag: str) -> None:
        if tag == "chart":
            self.inline.charts.append(attribute(element, "id"))
        elif tag == "relIds":
            self.inline.diagrams.append(attribute(element, "dm"))
        else:
            self.inline.pictures.append(attribute(element, "embed" if tag == "blip" else "id"))


def _between(element: Any, above: Any) -> list[Any]:
    """The elements that lie around one, up to another."""
    found: list[Any] = []
    for around in element.iterancestors():
        if around is above:
            break
        found.append(around)
    return found


def _is_shown(code: str) -> bool:
    return _PAGE_FIELDS.isdisjoint(code.upper().split(maxsplit=1)[:1])


def _sign(element: Any) -> str:
    """A letter of a font of signs; what no one knows is left out."""
    try:
        letter = int(attribute(element, "char"), 16) & 0xFF
    except ValueError:
        return ""
    return _SIGNS.get(attribute(element, "font").lower(), {}).get(letter, "")


def _check_box(box: Any) -> str:
    if box is None:
        return ""
    checked = child(box, "checked")
    return "☒" if is_on(box, "checked" if checked is not None else "default") else "☐"
