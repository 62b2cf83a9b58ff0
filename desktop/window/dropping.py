"""What becomes of files and folders that are let go over the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.window.banner import Banners
    from desktop.window.library import Library


def take_dropped(paths: list[Path], library: Library, banners: Banners) -> None:
    """Folders are added; of a file, the folder that it lies in is offered."""
    folders = tuple(path for path in paths if path.is_dir())
    files = [path for path in paths if not path.is_dir()]
    if folders:
        library.add(folders)
    if files:
        _offer_folder_of(files[0], library, banners)


def _offer_folder_of(file: Path, library: Library, banners: Banners) -> None:
    def add() -> None:
        banners.take_back("drop")
        library.add((file.parent,))

    words = f"“{file.name}” is a file; Wellread takes folders. Drop the folder that it lies in."
    banners.say("drop", words, "calm", (f"Add “{file.parent.name}”", add))
