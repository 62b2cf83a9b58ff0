"""A plain copy of the list of folders beside the manifest: with it a manifest that is lost is begun anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

from core.manifest import Manifest


def note_folders(manifest: Manifest, file: Path) -> None:
    """Write the list if it has changed. Names that are not valid Unicode survive in JSON's escapes."""
    folders = [{"path": str(info.path), "on": info.on} for info in manifest.folder_infos()]
    text = json.dumps({"folders": folders}, indent=1) + "\n"
    if text == _read(file):
        return
    made = file.with_suffix(".new")
    with made.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    made.replace(file)


def restore_folders(manifest: Manifest, file: Path) -> int:
    """Add the folders of the list to a manifest that was only just begun; how many."""
    if manifest.folders() or manifest.ledger.scanned():
        return 0
    folders = _listed(file)
    with manifest.transaction():
        for path, on in folders.items():
            key = manifest.add_folder(path)
            manifest.switch_folder(key, on)
    return len(folders)


def _listed(file: Path) -> dict[Path, bool]:
    """Each folder, and whether questions look into it; empty where the list is not there or not to be read."""
    try:
        return {Path(row["path"]): bool(row["on"]) for row in json.loads(_read(file))["folders"]}
    except (ValueError, KeyError, TypeError):
        return {}


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
