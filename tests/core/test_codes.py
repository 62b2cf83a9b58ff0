from __future__ import annotations

from pathlib import Path

import pytest

from core.answering.codes import codes, holding
from core.types import Hit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What does ERR-4012 mean?", {"err 4012"}),
        ("what is err-4012 or kb5001", {"err 4012", "kb5001"}),
        ("part hx-77-0093-b of § 12.3", {"hx 77 0093 b", "§ 12.3"}),
        ("invoice re-2024-031", {"re 2024 031"}),
        ("§12a and §§ 3", {"§ 12a", "§ 3"}),
        ("the 30-day plan, a 3-month notice, covid-19, 24/7, 2024-06-01, mid-2024", set()),
        ("revenue of FY2023, Q4/2023 and FY-23", set()),
        ("rooms 101-104, 555-0142, top-10", set()),
        ("over EUR500, usd1200 or R500", set()),
    ],
)
def test_codes(text: str, found: set[str]) -> None:
    assert codes(text) == found


def hit(text: str) -> Hit:
    return Hit("d-0", "d", Path("/docs/d.md"), None, 0, len(text), text, (), 1.0)


def test_hits_that_hold_them() -> None:
    hits = [hit("ERR 4012 is raised."), hit("ERR-4013 is not."), hit("As § 12.3 says."), hit("12.3 litres")]
    assert holding("What does err-4012 mean?", hits) == [0]
    assert holding("What does § 12.3 say?", hits) == [2]
    assert holding("What does the 30-day plan cost?", hits) == []
    assert holding("Do ERR-4012 and ERR-4013 differ?", hits) == []
