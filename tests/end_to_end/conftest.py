"""The real command, in processes of its own, with a profile of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parent.parent.parent
SAMPLE = CHECKOUT / "desktop" / "sample"

Run = Callable[..., subprocess.CompletedProcess[str]]


def command(profile: Path, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "desktop.terminal.main", "--profile", str(profile), *map(str, arguments)]


@pytest.fixture
def wellread(weights: Path, tmp_path: Path) -> Run:
    """Run the command over `tmp_path/profile`, or over the profile given."""

    def run(*arguments: object, profile: Path = tmp_path / "profile", status: int | None = 0) -> Any:
        done = subprocess.run(
            command(profile, *arguments), cwd=CHECKOUT, capture_output=True, text=True, timeout=280, check=False
        )
        assert status is None or done.returncode == status, (done.args, done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        assert "leaked" not in done.stderr
        return done

    return run


@pytest.fixture(scope="session")
def sample_profile(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile that holds the sample folder."""
    profile = tmp_path_factory.mktemp("sample") / "profile"
    subprocess.run(command(profile, "--quiet", "add", SAMPLE), cwd=CHECKOUT, check=True, timeout=280)
    return profile


def objects(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The JSON objects on standard output, which must hold nothing else."""
    return [json.loads(line) for line in done.stdout.splitlines()]
