"""Finding in a small library: real store, real embedder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cancel import CancelToken
from core.errors import WellreadError
from core.folders import add_folder
from core.hits import cut_to_fit
from core.manifest import Manifest
from core.profile import Profile
from core.reading.room import ReadingRoom
from core.search import Search
from core.store import Store
from core.sync import Sync
from core.turns import Turns
from models.embedder import SentenceEmbedder

PTO = "Everyone earns 18 days of PTO a year. It covers holidays and days when you are ill."
FILES = {
    "hr/time off.md": f"# Paid time off\n\n{PTO}\n",
    "hr/copy of time off.md": f"# Paid time off\n\n{PTO}\n\n\n",
    "shop/returns.md": "# Returns\n\nElectronics may be returned within 14 days of delivery.\n",
    "shop/leave.md": "# Leave\n\nEmployees on family leave (FL) keep their desk. Fares: ask about reimbursement.\n",
    "shop/parking.txt": "Parking behind the house costs nothing.\n\nThe gate closes at ten.\n",
    "shop/errors.txt": "ERR-4012 means that the printer is out of paper.\nERR-4013 means that its lid is open.\n",
}


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Iterator[Search]:
    root = tmp_path_factory.mktemp("search")
    for name, text in FILES.items():
        path = root / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    profile = Profile(root / "profile")
    profile.prepare()
    with Manifest(profile.manifest) as manifest, ReadingRoom(1) as room:
        add_folder(manifest, root / "docs")
        store = Store(profile.library)
        Sync(manifest, store, room, lambda: embedder, Turns(), lambda _: None, CancelToken()).run()
        yield Search(manifest, store, embedder)


def names(search: Search, question: str, folder: Path | None = None) -> list[str]:
    return [hit.path.name for hit in search.find(question, 5, folder, CancelToken())]


def docs(search: Search) -> Path:
    return search.find("PTO", 1, None, CancelToken())[0].path.parent.parent


def test_other_words_find_the_passage(search: Search) -> None:
    assert "time off" in names(search, "holidays when sick")[0]


def test_identifiers_find_their_line(search: Search) -> None:
    assert names(search, "ERR-4012")[0] == "errors.txt"


def test_without_an_embedder_words_still_find(search: Search) -> None:
    words = Search(search._manifest, search._store, None)
    assert names(words, "electronics")[0] == "returns.md"


def test_a_phrase_in_quotation_marks_is_wanted_as_it_stands(search: Search) -> None:
    assert names(search, 'days "out of paper"')[0] == "errors.txt"


def test_filters_narrow_where_is_looked(search: Search) -> None:
    assert set(names(search, "days in:hr")) <= {"time off.md", "copy of time off.md"}
    assert names(search, "paper type:text")[0] == "errors.txt"
    with pytest.raises(WellreadError, match="Nothing in the library fits in:nowhere"):
        names(search, "days in:nowhere")


def test_typing_errors_are_put_right_and_said(search: Search) -> None:
    real = {"fares", "about"}.__contains__
    spelling = Search(search._manifest, search._store, None, real)
    found = spelling.look_up("reimbursment of fares", 5, None, CancelToken())
    assert found.hits[0].path.name == "leave.md"
    assert found.understood.notes == ("Searched for “reimbursement”.",)


def test_an_acronym_finds_what_it_stands_for(search: Search) -> None:
    words = Search(search._manifest, search._store, None)
    found = words.look_up("FL", 5, None, CancelToken())
    assert [found.form for found in found.understood.expansions] == ["family leave"]
    assert found.hits[0].path.name == "leave.md"


def test_a_file_s_name_says_what_it_is_about(search: Search) -> None:
    words = Search(search._manifest, search._store, None)
    assert names(words, "when does the gate of the parking close")[0] == "parking.txt"
    assert names(words, "shop days returned")[0] == "returns.md"


def test_two_questions_in_one_are_both_looked_up(search: Search) -> None:
    found = names(search, "What does parking cost? How many days of PTO are there?")
    assert found[0] == "parking.txt"
    assert "time off" in found[1]


def test_hits_stand_where_they_say(search: Search) -> None:
    for hit in search.find("days", 5, None, CancelToken()):
        assert hit.path.read_text()[hit.start : hit.end] == hit.text


def test_the_same_words_come_once(search: Search) -> None:
    found = names(search, "PTO days")
    assert len([name for name in found if "time off" in name]) == 1


def test_a_folder_can_be_searched_alone(search: Search) -> None:
    hr = docs(search) / "hr"
    assert all(hit.path.is_relative_to(hr) for hit in search.find("days", 5, hr, CancelToken()))
    with pytest.raises(WellreadError, match="no files in"):
        names(search, "days", docs(search) / "nowhere")


def test_hits_are_cut_to_what_fits(search: Search) -> None:
    hits = search.find_within("days", 100, None, CancelToken()).hits
    assert sum(len(hit.text) for hit in hits) == 100
    assert all(hit.path.read_text()[hit.start : hit.end] == hit.text for hit in hits)
    assert cut_to_fit(hits, 0) == []


@pytest.mark.parametrize(
    ("question", "sentence"), [("", "empty"), ("  \n ", "empty"), ("x" * 50_000, "50,000 characters")]
)
def test_a_question_that_is_none_is_refused(search: Search, question: str, sentence: str) -> None:
    with pytest.raises(WellreadError, match=sentence):
        names(search, question)
