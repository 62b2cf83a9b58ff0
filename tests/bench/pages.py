"""Writes what was measured into docs/quality.md: a table between its two marks, and the charts that stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from charts import Mark, Panel, draw
from results import Results, sentence
from ways import BASELINES, FULL, MEANING, WAYS, WORDS

from core.measuring.statistics import compare, estimate


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel of a chart: the measure `name` of what was asked under `title`.

    above: the goal is so much above the better of words alone and meaning alone.
    """

    title: str
    name: str
    panel: str
    goal: float | None = None
    above: float | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """A chart with its table. key: in the marks of the page and the name of the picture."""

    key: str
    title: str
    shown: tuple[Shown, ...]


def _halves(name: str) -> str:
    return f"{name}, reported half"


ASKED = (
    Show(
        "spans", "Characters that answer a question, within the evidence",
        (
            Shown(_halves("spans"), "gold covered in 4,000", "covered in the first 4,000", 0.95),
            Shown(_halves("spans"), "gold covered in 2,000", "covered in the first 2,000", 0.88),
            Shown(_halves("spans"), "precision of 2,000", "share of the first 2,000"),
        ),
    ),
    Show(
        "retrieval", "Abstracts in the right order, nDCG@10",
        (
            Shown(_halves("scifact"), "nDCG@10", "scifact", 0.745),
            Shown(_halves("cran"), "nDCG@10", "cran", above=0.03),
            Shown(_halves("med"), "nDCG@10", "med", above=0.03),
        ),
    ),
    Show(
        "answers", "Questions whose evidence holds what answers them",
        (
            Shown(_halves("wikipedia"), "answer in 2,000", "encyclopedia: answer", 0.96),
            Shown("filings, all", "page among the first 5", "reports: page", 0.6),
            Shown(_halves("helpdesk"), "context in 2,000", "help pages: context"),
            Shown(_halves("hotpotqa"), "both among the first 5", "in twos: both"),
        ),
    ),
    Show(
        "languages", "The question's paragraph among the first five",
        tuple(
            Shown(_halves(language), "paragraph among the first 5", language)
            for language in ("Spanish", "German", "Chinese")
        ),
    ),
)  # fmt: skip

FIGURES = {
    "embedding": "Adding a folder, from reading to vectors",
    "cold start": "From a cold start to the first hit by meaning",
    "scale": "Warm search in large libraries",
}
_TIMES = ("s", "ms")  # of which less is better


def write(results: Results, docs: Path) -> None:
    """Everything that this run measured; the rest of the page stays as it is."""
    page = docs / "quality.md"
    text = page.read_text(encoding="utf-8")
    for show in ASKED:
        if all(shown.title in results.questions for shown in show.shown):
            _draw_asked(results, show, docs)
            text = _between(text, show.key, _table_asked(results, show))
    for section in results.figures:
        text = _between(text, section.partition(",")[0], _table_figures(results, section.partition(",")[0]))
    _draw_figures(results, docs)
    page.write_text(text, encoding="utf-8", newline="\n")


def _between(text: str, key: str, table: str) -> str:
    """The text with the table between the marks of this key, unchanged where it has no such marks."""
    opening, closing = f"<!-- bench {key} -->\n", f"<!-- end of {key} -->"
    before, found, rest = text.partition(opening)
    _, ended, after = rest.partition(closing)
    return before + opening + table + closing + after if found and ended else text


def _draw_asked(results: Results, show: Show, docs: Path) -> None:
    panels = []
    for shown in show.shown:
        marks = {}
        for way, values in results.questions[shown.title][shown.name].items():
            of = estimate(list(values.values()))
            marks[way] = Mark(of.mean, of.low, of.high)
        goal = shown.goal
        if shown.above is not None:
            goal = shown.above + max(marks[WORDS].value, marks[MEANING].value)
        panels.append(Panel(shown.panel, marks, goal, digits=3))
    draw(docs / "pictures" / f"quality-{show.key}.svg", show.title, panels, WAYS, FULL)


def _table_asked(results: Results, show: Show) -> str:
    lines = [f"| | {' | '.join(WAYS)} | beside the best of the others |", "|---" * (len(WAYS) + 2) + "|"]
    for title in dict.fromkeys(shown.title for shown in show.shown):
        measured = results.questions[title]
        count = len(next(iter(next(iter(measured.values())).values())))
        lines.append(f"| *{title}, {count} questions* |" + " |" * (len(WAYS) + 1))
        lines += [_row(name, by_way) for name, by_way in measured.items()]
    return "\n".join(lines) + "\n"


def _row(name: str, by_way: Mapping[str, Mapping[str, float]]) -> str:
    estimates = {way: estimate(list(values.values())) for way, values in by_way.items()}
    cells = [f"{estimates[way].mean:.3f}" for way in BASELINES]
    ours = estimates[FULL]
    best = max(BASELINES, key=lambda way: estimates[way].mean)
    beside = f"{best} {sentence(compare(by_way[FULL], by_way[best]))}"
    return f"| {name} | {' | '.join(cells)} | **{ours.mean:.3f}** ({ours.low:.3f} to {ours.high:.3f}) | {beside} |"


# Figures


def _table_figures(results: Results, key: str) -> str:
    lines = ["| | Wellread | beside |", "|---|---|---|"]
    for section, name, figure in _figures_of(results, key):
        beside = ", ".join(f"{other} {plain(value)}" for other, value in figure["baseline"].items())
        after = section.partition(", ")[2]
        said = f"{after}: {name}" if after else name
        lines.append(
            f"| {said} | **{plain(figure['value'])}**{' ' * bool(figure['unit'])}{figure['unit']} | {beside} |"
        )
    return "\n".join(lines) + "\n"


def _figures_of(results: Results, key: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for section, figures in results.figures.items():
        if section.partition(",")[0] == key:
            for name, figure in figures.items():
                yield section, name, figure


def plain(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _draw_figures(results: Results, docs: Path) -> None:
    """A chart for each section of figures: those that have a baseline in the same unit."""
    for key in dict.fromkeys(section.partition(",")[0] for section in results.figures):
        charted = [(section, name, figure) for section, name, figure in _figures_of(results, key) if figure["charted"]]
        if not charted:
            continue
        others = list(dict.fromkeys(other for _, _, figure in charted for other in figure["charted"]))
        panels = []
        for section, name, figure in charted:
            after = section.partition(", ")[2]
            marks = {other: _exact(figure["baseline"][other]) for other in figure["charted"]}
            marks[FULL] = _exact(figure["value"])
            title = f"{after}: {name}".removeprefix(": ") + (f", {figure['unit']}" if figure["unit"] else "")
            digits = 0 if figure["value"] >= 100 else 2
            aim = "at most" if figure["unit"] in _TIMES else "at least"
            panels.append(Panel(title, marks, figure["goal"], digits, zero=True, aim=aim))
        draw(
            docs / "pictures" / f"quality-{key.replace(' ', '-')}.svg",
            FIGURES.get(key, key),
            panels,
            [*others, FULL],
            FULL,
        )


def _exact(value: float) -> Mark:
    return Mark(value, value, value)
