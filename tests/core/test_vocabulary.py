"""The words and acronyms of a library: learnt with its passages, forgotten with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core.asking.acronyms import Acronym, long_key
from core.cancel import CancelToken
from core.errors import Cancelled
from core.folders import add_folder
from core.learning import learn, unlearn
from core.manifest import Manifest
from core.profile import Profile
from core.reading.room import ReadingRoom
from core.store import Store
from core.sync import Sync
from core.terms import terms
from core.turns import Turns
from core.vocabulary import Worded


@pytest.fixture
def manifest(tmp_path: Path) -> Iterator[Manifest]:
    with Manifest(tmp_path / "manifest.db") as manifest:
        folder = manifest.add_folder(tmp_path)
        for doc in ("one", "two"):
            manifest.put_file(tmp_path / doc, folder, 1, 1, 1, doc=doc, kind="text")
        yield manifest


def worded(texts: Sequence[str]) -> list[Worded]:
    return [(text, terms(text)) for text in texts]


def learn_texts(manifest: Manifest, documents: dict[str, list[str]]) -> None:
    manifest.vocabulary.learn({doc: worded(texts) for doc, texts in documents.items()})


def test_words_are_counted_by_passage(manifest: Manifest) -> None:
    learn_texts(manifest, {"one": ["Rent rent RENT", "rent is due"], "two": ["Kündigung und Kündigung"]})
    counts = manifest.vocabulary.counts(["rent", "due", "is", "kundigung", "other"])
    assert counts == {"rent": 2, "due": 1, "kundigung": 1}
    assert [manifest.vocabulary.written(word) for word in ("kundigung", "rent")] == ["kündigung", "rent"]
    assert manifest.vocabulary.beginning("kund", 5, 12) == [("kundigung", 1)]
    assert manifest.vocabulary.beginning("kund", 2, 4) == []


def test_scripts_without_spaces_have_no_words(manifest: Manifest) -> None:
    learn_texts(manifest, {"one": ["合同的租金是多少 rent x1 4012"]})
    assert manifest.vocabulary.beginning("", 1, 30) == [("rent", 1)]


def test_what_is_unlearnt_is_gone(manifest: Manifest) -> None:
    learn_texts(manifest, {"one": ["rent is due", "Paid Time Off (PTO)"], "two": ["rent, paid time off (PTO)"]})
    manifest.vocabulary.unlearn(["one"], worded(["rent is due", "Paid Time Off (PTO)"]))
    assert manifest.vocabulary.counts(["rent", "due", "pto"]) == {"rent": 1, "pto": 1}
    assert manifest.vocabulary.of(["pto"], []) == [(Acronym("PTO", "paid time off"), 1)]


def test_acronyms_are_found_both_ways_with_the_documents_that_explain_them(manifest: Manifest) -> None:
    learn_texts(manifest, {"one": ["Paid Time Off (PTO)", "Paid Time Off (PTO)"], "two": ["PTO (paid time off)"]})
    (found,) = manifest.vocabulary.of(["pto"], [])
    assert found[1] == 2
    assert manifest.vocabulary.of([], [long_key("paid time off")]) == [found]
    assert manifest.vocabulary.of([], []) == []


def test_a_profile_of_version_2_gains_them(tmp_path: Path) -> None:
    path = tmp_path / "manifest.db"
    Manifest(path).close()
    database = sqlite3.connect(path)
    database.executescript(
        """DROP TABLE words; DROP TABLE terms; DROP TABLE acronyms; ALTER TABLE documents DROP COLUMN author;
           ALTER TABLE documents DROP COLUMN learnt; INSERT INTO documents (doc, kind, state, passages)
           VALUES ('d1', 'text', 2, 3); PRAGMA user_version = 2;"""
    )
    database.close()
    with Manifest(path) as manifest:
        assert manifest.vocabulary.unlearnt() == [], "it is read again first"
        assert manifest.vocabulary.frequencies(["rent"]) == ({}, 0)
        assert manifest.passage_count() == 0


class Library:
    """A folder with a profile, kept in step without an embedder."""

    def __init__(self, profile: Profile, folder: Path) -> None:
        self.manifest, self.store, self.room = Manifest(profile.manifest), Store(profile.library), ReadingRoom(1)
        self.folder = folder
        add_folder(self.manifest, folder)

    def sync(self) -> None:
        Sync(self.manifest, self.store, self.room, lambda: None, Turns(), lambda _: None, CancelToken()).run()

    def known(self, *words: str) -> dict[str, int]:
        return self.manifest.vocabulary.counts(words)


@pytest.fixture
def library(profile: Profile, tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.md").write_text("# Leave\n\nPaid Time Off (PTO) is earned monthly.\n", encoding="utf-8")
    (folder / "b.txt").write_text("The lavatory is on the left.\n", encoding="utf-8")
    library = Library(profile, folder)
    library.sync()
    yield library
    library.room.close()
    library.manifest.close()


def test_a_sync_learns_what_it_reads_and_forgets_what_is_gone(library: Library) -> None:
    assert library.known("monthly", "lavatory", "leave") == {"monthly": 1, "lavatory": 1, "leave": 1}
    (library.folder / "b.txt").unlink()
    (library.folder / "a.md").write_text("# Leave\n\nIt is earned weekly.\n", encoding="utf-8")
    library.sync()
    assert library.known("monthly", "lavatory", "leave", "weekly") == {"leave": 1, "weekly": 1}
    assert library.manifest.vocabulary.of(["pto"], []) == []
    library.sync()
    assert library.known("leave", "weekly") == {"leave": 1, "weekly": 1}


def test_a_kill_between_forgetting_and_dropping_counts_nothing_twice(library: Library) -> None:
    (doc,) = library.manifest.docs_under(library.folder / "a.md")
    unlearn(library.manifest, library.store, [doc])
    unlearn(library.manifest, library.store, [doc])
    assert library.known("monthly", "lavatory") == {"lavatory": 1}
    library.sync()
    assert library.known("monthly", "lavatory") == {"monthly": 1, "lavatory": 1}


def test_learning_can_be_stopped_and_goes_on_later(library: Library) -> None:
    unlearn(library.manifest, library.store, sorted(library.manifest.docs_under(library.folder)))
    stopped = CancelToken()
    stopped.cancel()
    with pytest.raises(Cancelled):
        learn(library.manifest, library.store, Turns(), stopped)
    assert library.known("monthly") == {}
    learn(library.manifest, library.store, Turns(), CancelToken())
    assert library.known("monthly") == {"monthly": 1}
    assert library.manifest.vocabulary.unlearnt() == []
