"""Charts for docs/quality.md: ours in the accent colour beside its baselines in grey, with their values."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

# Drawn in the light colours; the finished picture names them, so that it follows the reader's light or dark.
_LIGHT = {
    "ground": "#fdfdfc",
    "ink": "#1e2a33",
    "soft": "#66727c",
    "base": "#9aa5ae",
    "rule": "#dfe3e6",
    "ours": "#1f6fb5",
}
_DARK = {
    "ground": "#12181d",
    "ink": "#e4eaef",
    "soft": "#9aa7b2",
    "base": "#7d8a95",
    "rule": "#2a343c",
    "ours": "#62b0f0",
}
_FONT = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"
_ROW = 0.27  # inches
_VALUE = 0.44  # inches for the value at the right end of a row
_INCHES = 8.6  # wide


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with the ends of its interval, which are the value itself where there is none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure: a mark for each way.

    goal: what is to be reached, drawn as a line, and called as `aim` says. zero: begin the scale there.
    """

    title: str
    marks: Mapping[str, Mark]
    goal: float | None = None
    digits: int = 2
    zero: bool = False
    aim: str = "goal"


def draw(path: Path, title: str, panels: Sequence[Panel], ways: Sequence[str], ours: str) -> None:
    """One picture: a row for each way, a panel for each measure."""
    high = 1.0 + _ROW * len(ways)
    figure, grid = plt.subplots(1, len(panels), figsize=(_INCHES, high), squeeze=False, facecolor=_LIGHT["ground"])
    names = max(1.25, 0.25 + 0.073 * max(map(len, ways))) / _INCHES  # room for the names of the ways
    gap = 0.12
    figure.subplots_adjust(left=names, right=0.985, top=1 - 0.72 / high, bottom=0.26 / high, wspace=gap)
    width = (0.985 - names) * _INCHES / (len(panels) + gap * (len(panels) - 1))
    share = 1 - _VALUE / width  # of a panel, for its marks
    figure.text(0.012, 1 - 0.16 / high, title, color=_LIGHT["ink"], fontsize=11, fontweight="bold", va="top")
    for column, (axes, panel) in enumerate(zip(grid[0], panels, strict=True)):
        _panel(axes, panel, ways, ours, share)
        if column == 0:
            for row, way in enumerate(ways):
                axes.annotate(
                    way, (0, row), xycoords=("axes fraction", "data"), xytext=(-8, 0), textcoords="offset points",
                    ha="right", va="center", fontsize=9, color=_LIGHT["ours" if way == ours else "ink"],
                    fontweight="bold" if way == ours else "normal",
                )  # fmt: skip
    _save(figure, path, title)


def _panel(axes: Axes, panel: Panel, ways: Sequence[str], ours: str, share: float) -> None:
    axes.set_facecolor("none")
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_ylim(len(ways) - 0.4, -0.6)
    axes.set_xlim(*_limits(panel, share))
    axes.set_title(panel.title, loc="left", fontsize=9, color=_LIGHT["soft"], pad=6)
    for row, way in enumerate(ways):
        if not panel.zero:
            axes.plot([0, share], [row, row], transform=axes.get_yaxis_transform(), color=_LIGHT["rule"], linewidth=0.8)
        if way in panel.marks:
            _mark(axes, panel, row, panel.marks[way], way == ours)
    if panel.goal is not None:
        axes.axvline(panel.goal, color=_LIGHT["soft"], linewidth=0.9, linestyle=(0, (2, 2)), zorder=1)
        goal = f"{panel.goal:,.{panel.digits}f}"
        goal = goal.rstrip("0").rstrip(".") if "." in goal else goal
        axes.annotate(
            f"{panel.aim} {goal}", (panel.goal, len(ways) - 0.4), xytext=(0, -2), textcoords="offset points",
            ha="center", va="top", fontsize=7.5, color=_LIGHT["soft"],
        )  # fmt: skip


def _mark(axes: Axes, panel: Panel, row: int, mark: Mark, is_ours: bool) -> None:
    colour = _LIGHT["ours" if is_ours else "base"]
    if panel.zero:
        axes.barh(row, mark.value, height=0.56, color=colour, zorder=2)
    else:
        axes.plot([mark.low, mark.high], [row, row], color=colour, linewidth=1.8, solid_capstyle="round", zorder=2)
        axes.plot([mark.value], [row], "o", color=colour, markersize=6.5, zorder=3)
    axes.annotate(
        f"{mark.value:,.{panel.digits}f}", (0.99, row), xycoords=("axes fraction", "data"), ha="right", va="center",
        fontsize=9, color=_LIGHT["ours" if is_ours else "ink"], fontweight="bold" if is_ours else "normal",
    )  # fmt: skip


def _limits(panel: Panel, share: float) -> tuple[float, float]:
    """The scale, with room on the right for the column of values."""
    marks = list(panel.marks.values())
    goal = [panel.goal] if panel.goal is not None else []
    high = max([mark.high for mark in marks] + goal, default=1.0)
    low = 0.0 if panel.zero else min([mark.low for mark in marks] + goal, default=0.0)
    low -= 0.0 if panel.zero else 0.05 * (high - low)
    return low, low + (1.03 * (high - low) or 1.0) / share


def _save(figure: Any, path: Path, title: str) -> None:
    drawn = io.StringIO()
    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "wellread"}):
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Title": title}, facecolor=_LIGHT["ground"])
    plt.close(figure)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_following_the_reader(drawn.getvalue()), encoding="utf-8", newline="\n")


def _following_the_reader(svg: str) -> str:
    """Colours by name, light or dark as the reader has it, and the reader's own font."""
    for name, colour in _LIGHT.items():
        svg = svg.replace(colour, f"var(--{name})")
    svg = re.sub(r"(font:[^;\"]*?\d+px )[^;\"]*", lambda found: found[1] + _FONT, svg)
    light, dark = ("; ".join(f"--{name}: {colour}" for name, colour in one.items()) for one in (_LIGHT, _DARK))
    style = f"<style>svg {{ {light} }}\n@media (prefers-color-scheme: dark) {{ svg {{ {dark} }} }}</style>"
    return re.sub(r"(<svg [^>]*>)", lambda found: f"{found[1]}\n {style}", svg, count=1)
