"""The torture of `make torture`, shortened."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture import Torture

pytestmark = pytest.mark.slow


def test_random_changes_and_kills_leave_a_library_that_equals_a_clean_one(weights: Path, tmp_path: Path) -> None:
    torture = Torture(tmp_path, seed=5)
    torture.run(rounds=5)
    assert torture.counts["passages embedded"], "no round embedded anything"
