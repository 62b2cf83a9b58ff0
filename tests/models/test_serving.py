"""Changing the embedder: the old vectors serve until the new ones are there, and no file is read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.cancel import CancelToken
from core.manifest import WHOLE, Manifest
from core.profile import Profile
from core.superseded import drop_superseded
from core.turns import Turns
from models import e5s1
from models.children import messages as say
from models.children.librarian import Librarian
from models.embedder import SentenceEmbedder
from models.weights import silent
from tests.models.e5s1_file import e5s1 as packed


def tables(desk: Desk) -> set[str]:
    """The fingerprints of the embedders that have vectors."""
    names = desk.ask(say.Inspect())
    return {name.removeprefix("vectors_") for name in names if name.startswith("vectors_")}


class Desk:
    """A librarian in this process, and the fingerprints of both embedders."""

    def __init__(self, profile: Profile, embedder: Path, before: Path | None = None) -> None:
        self._profile = profile
        self.librarian = Librarian(profile, embedder, lambda _: None, before)

    def ask(self, body: Any) -> Any:
        return self.librarian.handle(body, lambda _: None, CancelToken())

    def served(self) -> str:
        """The fingerprint of the embedder that answers now."""
        assert self.ask(say.Search("cat", 5, None, None, True)).hits
        with Manifest(self._profile.manifest) as manifest:
            return str(self.librarian._serving.choose(manifest).fingerprint())


@pytest.fixture
def embedders(tmp_path: Path) -> list[Path]:
    folders = [tmp_path / name for name in ("old", "new")]
    for seed, folder in enumerate(folders):
        folder.mkdir()
        (tmp_path / "packed").write_bytes(packed(seed))
        e5s1.unpack(tmp_path / "packed", folder, silent, CancelToken())
    return folders


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"The cats {'the cat ' * number}\n", encoding="utf-8")
    return folder


@pytest.mark.slow
def test_the_old_vectors_serve_until_the_new_ones_are_there(
    profile: Profile, embedders: list[Path], documents: Path
) -> None:
    old, new = (SentenceEmbedder(folder).fingerprint for folder in embedders)
    desk = Desk(profile, embedders[0])
    desk.ask(say.AddFolders((documents,)))
    assert desk.ask(say.Sync()).embedded == 3
    assert desk.served() == old
    desk.librarian.close()

    desk = Desk(profile, embedders[1], before=embedders[0])
    assert desk.served() == old
    hits = desk.ask(say.Search("cat", 5, None, None, True)).hits
    assert any(hit.meaning for hit in hits)
    report = desk.ask(say.Sync())
    assert (report.read, report.embedded) == (0, 3)
    assert desk.served() == new
    desk.librarian.close()

    # Nobody needs the old vectors any more: they are gone. Going back makes them again, from the stored text.
    desk = Desk(profile, embedders[0], before=embedders[1])
    assert tables(desk) == {new}
    assert desk.served() == new
    report = desk.ask(say.Sync())
    assert (report.read, report.embedded) == (0, 3)
    assert desk.served() == old
    assert tables(desk) == {old}
    desk.librarian.close()


@pytest.mark.slow
def test_the_old_vectors_stay_as_long_as_the_new_ones_are_not_complete(
    profile: Profile, embedders: list[Path], documents: Path
) -> None:
    old, new = (SentenceEmbedder(folder).fingerprint for folder in embedders)
    desk = Desk(profile, embedders[0])
    desk.ask(say.AddFolders((documents,)))
    desk.ask(say.Sync())
    desk.librarian.close()

    desk = Desk(profile, embedders[1], before=embedders[0])
    with Manifest(profile.manifest) as manifest:  # two of three are done, as after a kill
        docs = [doc for doc, _, _ in manifest.without_vectors(new)]
        manifest.set_vectors(docs[:2], new, WHOLE)
        assert drop_superseded(manifest, desk.librarian._store, new, Turns()) == ()
        manifest.forget_vectors(new)
    assert old in tables(desk)
    assert desk.served() == old
    desk.ask(say.Sync())
    assert tables(desk) == {new}
    with Manifest(profile.manifest) as manifest:
        assert set(manifest.embedded()) == {new}
    desk.librarian.close()


@pytest.mark.slow
def test_a_kill_between_list_and_table_is_made_good(profile: Profile, embedders: list[Path], documents: Path) -> None:
    (new,) = (SentenceEmbedder(folder).fingerprint for folder in embedders[1:])
    for folder in embedders:
        desk = Desk(profile, folder)
        desk.ask(say.AddFolders((documents,)))
        if folder == embedders[1]:  # as the list is after the kill
            with Manifest(profile.manifest) as manifest:
                manifest.forget_vectors(SentenceEmbedder(embedders[0]).fingerprint)
        desk.ask(say.Sync())
        assert len(tables(desk)) == 1
        desk.librarian.close()
    assert tables(desk) == {new}


@pytest.mark.slow
def test_an_embedder_that_is_gone_leaves_the_new_one(profile: Profile, embedders: list[Path], documents: Path) -> None:
    desk = Desk(profile, embedders[0])
    desk.ask(say.AddFolders((documents,)))
    desk.ask(say.Sync())
    desk.librarian.close()
    desk = Desk(profile, embedders[1])
    assert desk.served() == SentenceEmbedder(embedders[1]).fingerprint
    desk.librarian.close()
