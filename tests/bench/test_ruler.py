"""The bench's own parts: the baselines it fuses, and the page that it writes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

import pages
from results import Results
from ways import FULL, WAYS, min_max_sum, rank_fusion

from core.measuring.halves import Half, half_of

KEYS = [str(number) for number in range(60)]


def test_rank_fusion_counts_places() -> None:
    fused = dict(rank_fusion({"a": 9.0, "b": 1.0}, {"b": 0.9, "c": 0.1}))
    assert fused == pytest.approx({"b": 1 / 62 + 1 / 61, "a": 1 / 61, "c": 1 / 62})
    assert next(iter(fused)) == "b"


def test_the_sum_brings_each_list_to_the_same_scale() -> None:
    fused = dict(min_max_sum({"a": 9.0, "b": 5.0, "c": 1.0}, {"b": 0.9, "c": 0.5}))
    assert fused == pytest.approx({"b": 1.5, "a": 1.0, "c": 0.0})


def asked(name: str, halves: tuple[Half, ...] = (Half.REPORTED,)) -> Results:
    results = Results(halves)
    results.over_halves(name, KEYS, lambda key: {"found": {way: float(way == FULL) for way in WAYS}})
    return results


def test_only_the_reported_half_is_asked_unless_tuning() -> None:
    reported = [key for key in KEYS if half_of(key) is Half.REPORTED]
    assert 0 < len(reported) < len(KEYS)
    assert list(asked("set").questions["set, reported half"]["found"][FULL]) == reported
    both = asked("set", (Half.TUNING, Half.REPORTED)).questions
    assert sum(len(measured["found"][FULL]) for measured in both.values()) == len(KEYS)


def test_the_page_keeps_its_prose_and_gets_its_tables_and_charts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = "<!-- bench set -->\nold\n<!-- end of set -->", "<!-- bench speed -->\n<!-- end of speed -->"
    (tmp_path / "quality.md").write_text("Before.\n\n{}\n\nAfter.\n\n{}\n".format(*marks), encoding="utf-8")
    shown = pages.Shown("set, reported half", "found", "found", 0.9)
    monkeypatch.setattr(pages, "ASKED", (pages.Show("set", "A set", (shown,)),))
    results = asked("set")
    results.figure("speed", "passages a second", 120.0, "", {"plain": 50.0}, ("plain",), goal=100.0)
    pages.write(results, tmp_path)
    written = (tmp_path / "quality.md").read_text(encoding="utf-8")
    assert "Before." in written and "After." in written and "old" not in written
    assert "| found | 0.000 | 0.000 | 0.000 | 0.000 | **1.000**" in written
    assert "| passages a second | **120** | plain 50 |" in written
    for name in ("set", "speed"):
        picture = (tmp_path / "pictures" / f"quality-{name}.svg").read_text(encoding="utf-8")
        assert "prefers-color-scheme: dark" in picture
        assert "#1f6fb5" not in picture.partition("</style>")[2], "colours are named, or dark would not reach them"


def test_a_later_run_is_compared_with_an_earlier_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = asked("set")
    first.save(tmp_path / "first.json")
    Results(earlier=json.loads((tmp_path / "first.json").read_text())).over_halves(
        "set", KEYS, lambda key: {"found": dict.fromkeys(WAYS, 0.0)}
    )
    assert "beside the earlier run: -1.000" in capsys.readouterr().out
