"""Exports and imports, as the librarian does them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.cancel import CancelToken
from core.carrying.exporting import export_library
from core.carrying.importing import import_library
from core.manifest import Manifest
from core.profile import Profile
from core.store import Store
from core.turns import Turns
from models.children import messages as say
from models.children.serve import Emit
from models.embedder import fingerprint


def carry_out(
    manifest: Manifest,
    store: Store,
    body: say.Export,
    embedders: Sequence[Path | None],
    emit: Emit,
    cancel: CancelToken,
) -> None:
    """embedders: the folders of those that made vectors here, whose names go with these."""
    names = {fingerprint(folder): folder.name for folder in embedders if folder is not None}
    export_library(manifest, store, body.path, names, emit, cancel)


def carry_in(
    manifest: Manifest, store: Store, body: say.Import, embedder: Path | None, emit: Emit, cancel: CancelToken,
    turns: Turns, profile: Profile,
) -> say.Taken:  # fmt: skip
    """embedder: the folder of the one in use."""
    imported = import_library(manifest, store, body.path, body.moves, emit, cancel, turns, profile.home)
    ours = fingerprint(embedder) if embedder is not None else ""
    strange = tuple(name or known for known, name in imported.embedders if known != ours)
    return say.Taken(
        imported.documents, imported.known, imported.files, imported.folders, strange,
        any(known == ours for known, _ in imported.embedders),
    )  # fmt: skip
