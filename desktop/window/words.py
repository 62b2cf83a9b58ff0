"""What the window says about numbers and progress. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.budget import Budget
from desktop.children.wording import time_left

if TYPE_CHECKING:
    from core.types import FolderInfo, FolderProgress, SyncProgress

PHASES = {
    "looking": "Looking through the folders",
    "reading": "Reading",
    "embedding": "Learning what they mean",
    "ocr": "Reading text in pictures",
    "tidying": "Tidying up",
}


BUDGETS = {
    Budget.FULL: "Full: as fast as the machine can",
    Budget.NORMAL: "Normal: other programs go first",
    Budget.BACKGROUND: "Background: slow and quiet",
}


def count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def resting(info: FolderInfo) -> str:
    """A folder that nothing is being done about."""
    if info.files == 0:
        return "No files yet"
    if info.pending:
        return f"{info.files - info.pending:,} of {count(info.files, 'file')} read"
    if info.readable == info.files:
        return joined("Ready", count(info.files, "file"))
    return f"{info.readable:,} of {count(info.files, 'file')} can be searched"


def working(progress: SyncProgress, folder: FolderProgress | None) -> str:
    """A folder that a sync is at work on."""
    if progress.phase == "reading" and folder is not None and folder.done < folder.total:
        return joined(f"Reading {folder.done:,} of {folder.total:,}", time_left(progress.seconds_left))
    if progress.phase in ("embedding", "ocr"):
        return joined(PHASES[progress.phase], time_left(progress.seconds_left))
    if progress.phase == "looking":
        return "Looking through the folder…"
    if progress.phase == "reading" and folder is not None:
        return "Found by keyword so far"
    return ""


def sole(folder: FolderProgress | None, progress: SyncProgress | None) -> FolderProgress | None:
    """The only folder that a sync works on: what has been read of it counts before it has been written down."""
    if folder is None or progress is None or progress.phase != "reading":
        return folder
    from core.types import FolderProgress

    return FolderProgress(folder.path, folder.total - (progress.total - progress.done), folder.total)


def activity(progress: SyncProgress) -> str:
    """The whole sync in a few words."""
    if progress.phase == "looking":
        return f"Looking · {count(progress.done, 'file')} seen" if progress.done else "Looking through the folders"
    if progress.phase == "reading" and progress.done >= progress.total:
        return "Waiting for the model that learns what they mean"
    if progress.phase == "reading":
        return f"Reading {progress.done:,} of {count(progress.total, 'file')}"
    if progress.phase == "embedding":
        return f"Learning {progress.done:,} of {count(progress.total, 'passage')}"
    if progress.phase == "ocr":
        so_far = f"{PHASES['ocr']}: {progress.done:,} of {progress.total:,}"
        return ", ".join(filter(None, (so_far, time_left(progress.seconds_left))))
    return PHASES.get(progress.phase, progress.phase)


def share(progress: SyncProgress) -> float | None:
    """How much is done, 0 to 1; None where it can't be told."""
    return progress.done / progress.total if progress.total else None
