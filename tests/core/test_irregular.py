"""Forms that no rule leads back to their word, which is found by them all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from Stemmer import Stemmer

from core.cancel import CancelToken
from core.irregular import irregular_forms, regular
from core.profile import Profile
from core.search import Search
from core.terms import asked_terms
from core.words import content_words
from tests.small_library import SmallLibrary


@pytest.mark.parametrize(
    ("word", "others"),
    [("lose", {"lost"}), ("lost", {"lose"}), ("children", {"child"}), ("wrote", {"write", "written"}), ("left", set())],
)
def test_a_word_has_the_forms_of_its_family(word: str, others: set[str]) -> None:
    ((forms),) = asked_terms(f"the {word}")
    expected = {term for other in others for forms in asked_terms(f"the {other}") for term in forms}
    assert set(irregular_forms(forms)) - {"writt"} == expected - {"writt"}


def test_sentences_are_compared_by_the_words_themselves() -> None:
    assert content_words("lost laptops") == content_words("lose a laptop")
    assert regular("found") == "found", "it is as often a word of its own"


def test_no_form_is_listed_that_the_stemmer_knows() -> None:
    stemmer = Stemmer("english")
    for form in ("lost", "paid", "children", "criteria", "indices", "written"):
        assert regular(form) != form
        assert stemmer.stemWord(form) != stemmer.stemWord(regular(form))


def test_a_question_finds_another_form_but_the_very_form_sooner(profile: Profile, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "equipment.md").write_text("For lost laptops, inform your team at once.\n", encoding="utf-8")
    (folder / "other.md").write_text("Laptops are handed out on Mondays.\n", encoding="utf-8")
    (folder / "weight.md").write_text("Teams lose a laptop each year.\n", encoding="utf-8")
    with SmallLibrary(profile, folder) as library:
        library.sync()
        hits = Search(library.manifest, library.store, None).find("lose my laptop", 3, None, CancelToken())
    assert [hit.path.name for hit in hits] == ["weight.md", "equipment.md", "other.md"]
