"""The text of charts in office files: titles, and the figures of the series, which the file keeps beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from core.reading.office.drawingml import all_text
from core.reading.office.elements import attribute, child, children, local
from core.reading.office.opc import Package
from core.reading.sheets.number_format import general, shower

# A chart with more of these can't be read by a person either.
_MOST_SERIES, _MOST_POINTS = 50, 1000


@dataclass(slots=True)
class Chart:
    """titles: of the chart and of its axes. rows: the names of the series above their values, by category."""

    titles: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def read_chart(package: Package, part: str) -> Chart:
    """What a chart says; what is broken of it is left out."""
    chart = Chart()
    series: list[tuple[str, dict[int, str], dict[int, str]]] = []
    for element in package.elements(part, "title", "ser"):
        if local(element) == "title":
            chart.titles.append(_title(element))
        elif len(series) < _MOST_SERIES:
            name = " ".join(_points(child(element, "tx")).values())
            categories = _points(child(element, "cat"), child(element, "xVal"))
            series.append((name, categories, _points(child(element, "val"), child(element, "yVal"))))
    chart.titles = [title for title in dict.fromkeys(chart.titles) if title]
    chart.rows = list(_rows(series))
    return chart


def _rows(series: list[tuple[str, dict[int, str], dict[int, str]]]) -> Iterator[list[str]]:
    places = sorted({at for _, _, values in series for at in values})
    if not places:
        return
    yield ["", *(name for name, _, _ in series)]
    for at in places:
        category = next((found[at] for _, found, _ in series if found.get(at)), "")
        yield [category, *(values.get(at, "") for _, _, values in series)]


def _title(element: Any) -> str:
    """Either text of its own, or what the program last saw in a cell."""
    text = child(element, "tx")
    return " ".join((all_text(text) or " ".join(_points(text).values())).split())


def _points(*holders: Any) -> dict[int, str]:
    """The values of the first holder that keeps some, by their place."""
    for holder in holders:
        for reference in () if holder is None else (holder, *holder):
            for cache in children(reference, "strCache", "numCache", "strLit", "numLit"):
                return _cached(cache)
            if local(reference) == "multiLvlStrRef":
                return _levels(child(reference, "multiLvlStrCache"))
            if local(reference) == "v":
                return {0: reference.text or ""}
    return {}


def _cached(cache: Any) -> dict[int, str]:
    code = child(cache, "formatCode")
    show = shower((code.text if code is not None else "") or "")
    points: dict[int, str] = {}
    for point in children(cache, "pt"):
        place, value = attribute(point, "idx"), child(point, "v")
        if not place.isdecimal() or int(place) >= _MOST_POINTS or value is None:
            continue
        text = value.text or ""
        try:
            points[int(place)] = (show if code is not None else general)(float(text)) if "num" in local(cache) else text
        except ValueError:
            points[int(place)] = text
    return points


def _levels(cache: Any) -> dict[int, str]:
    """Categories within categories: the innermost one, which stands first."""
    innermost = child(cache, "lvl")
    return {} if innermost is None else _cached(innermost)
