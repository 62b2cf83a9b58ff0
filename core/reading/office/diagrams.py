"""The text of diagrams (SmartArt) in office files, which is kept apart from how it is drawn."""

from __future__ import annotations

from core.reading.office.drawingml import all_text
from core.reading.office.elements import attribute, child
from core.reading.office.opc import Package

_MOST_POINTS = 5000


def diagram_texts(package: Package, part: str) -> list[str]:
    """What stands in the shapes of a diagram, in the order in which it was written."""
    texts: list[str] = []
    for point in package.elements(part, "pt"):
        if attribute(point, "type") in ("", "node", "asst") and len(texts) < _MOST_POINTS:
            texts.append(" ".join(all_text(child(point, "t")).split()))
    return [text for text in texts if text]
