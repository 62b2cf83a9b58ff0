"""Questions that lean on earlier ones, through the terminal command: options, files, and what is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.profile import Profile

pytestmark = pytest.mark.slow


def test_a_question_leans_on_those_after_which_it_is_asked(
    sample_profile: Profile, command: Callable[..., str]
) -> None:
    earlier = ("--after", "How long is the warranty on a repair?")
    found = json.loads(command(sample_profile, "ask", "--json", *earlier, "and why is it so long?"))
    assert found["question"] == "and why is it so long?"
    assert "warranty on a repair" in found["understood"]
    alone = json.loads(command(sample_profile, "ask", "--json", "How long is the warranty on a repair?"))
    assert alone["understood"] == alone["question"]


def test_a_file_of_questions_names_earlier_ones(
    sample_profile: Profile, command: Callable[..., str], tmp_path: Path
) -> None:
    lines = [
        {"id": 1, "question": "How many sick days do I get?"},
        {"id": 2, "question": "why?", "earlier": ["How many sick days do I get?"]},
    ]
    source = tmp_path / "questions.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    first, second = map(json.loads, command(sample_profile, "search", "--json", "--from", str(source)).splitlines())
    assert (second["id"], second["question"]) == (2, "why?")
    assert first["hits"][0]["path"] == second["hits"][0]["path"]


def test_earlier_questions_must_be_a_list(sample_profile: Profile, command: Callable[..., str], tmp_path: Path) -> None:
    source = tmp_path / "questions.jsonl"
    source.write_text('{"question": "why?", "earlier": 3}\n', encoding="utf-8")
    with pytest.raises(AssertionError, match="Line 1 of .* holds no question"):
        command(sample_profile, "search", "--json", "--from", str(source))
