"""What the window remembers from one time to the next: where it was, which library was open, how fast to index."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from core.budget import Budget


@dataclass(frozen=True, slots=True)
class Remembered:
    """geometry: Qt's own, in base64, "" for none. library: its name, "" for the first."""

    geometry: str = ""
    library: str = ""
    budget: Budget = Budget.NORMAL


def remembered(file: Path) -> Remembered:
    """What is written there; what can't be read is forgotten."""
    try:
        stated = json.loads(file.read_text(encoding="utf-8"))
        return Remembered(str(stated["geometry"]), str(stated["library"]), Budget(stated["budget"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Remembered()


def remember(file: Path, what: Remembered) -> None:
    """Write it, whole or not at all; where that can't be, the window opens as if for the first time."""
    made = file.with_suffix(".new")
    with contextlib.suppress(OSError):
        made.write_text(json.dumps(asdict(what)), encoding="utf-8")
        made.replace(file)
