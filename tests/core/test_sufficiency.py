from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.answering.quotes import Candidate, Scored, score_sentences
from core.answering.sufficiency import suffices
from core.types import Hit
from models.embedder import SentenceEmbedder

TEXT = (
    "You get 27 days of paid time off a year, for days when you are ill as well as for holidays. "
    "Wages are paid on the 25th of each month. Ms Okafor keeps the list."
)


def enough(question: str, embedder: SentenceEmbedder | None) -> bool:
    meaning = 0.0
    if embedder is not None:
        meaning = float(embedder.embed_passages([TEXT])[0] @ embedder.embed_question(question))
    hit = Hit("d-0", "d", Path("/docs/Lantern handbook.md"), None, 0, len(TEXT), TEXT, ("Time off",), 1.0, meaning)
    return suffices(question, [hit], score_sentences(question, [hit], embedder))


@pytest.mark.parametrize(
    "question",
    [
        "How many sick days do I get?",
        "When are wages paid?",
        "What list does Okafor keep?",
        "When does the Lantern pay wages?",
    ],
)
def test_what_the_documents_say_is_enough_also_in_other_words(question: str, embedder: SentenceEmbedder) -> None:
    assert enough(question, embedder)


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Peru?",
        "Which wine goes with fish?",
        "How many days of paid time off do people in Berlin get?",  # all of it is there but Berlin
        "How much time off was there in 1987?",
    ],
)
def test_what_they_do_not_say_is_not(question: str, embedder: SentenceEmbedder) -> None:
    assert not enough(question, embedder)


def test_a_code_that_is_there_is_enough_however_far_its_meaning() -> None:
    text = "Call 77-0093 for the pump. Part HX-77-0093-B is in the safe."
    hit = Hit("d-0", "d", Path("/docs/notes.md"), None, 0, len(text), text, (), 1.0, 0.05)

    def answered(question: str) -> bool:
        return suffices(question, [hit], score_sentences(question, [hit], None))

    assert answered("HX-77-0093-B")
    assert answered("Where do we keep part hx-77-0093-b?")
    assert not answered("Where do we keep part HX-77-0094-B?")
    assert not answered("In which room of the basement does Halden keep the spare part HX-77-0093-B?")
    assert not answered("Which colleagues complained about the terrible smell near HX-77-0093-B?")


def test_numbers_are_known_however_they_are_written(embedder: SentenceEmbedder) -> None:
    text = "The fine is 1,250 euros since 2024-03-15, to be paid under 555-0142."
    meaning = 0.6
    hit = Hit("d-0", "d", Path("/docs/fine.md"), None, 0, len(text), text, (), 1.0, meaning)
    for question in ("Who pays the fine of 1250 euros?", "Whose number is 555-0142?", "What is the fine since 2024?"):
        assert suffices(question, [hit], score_sentences(question, [hit], embedder)), question
    plain = replace(hit, text="The fine is 1.250 euros after 5 p.m. on 4 May.")
    for question in ("Who pays the fine of 1,250 euros?", "Is the fine due at 5:00?", "What is the fine after 04 May?"):
        assert suffices(question, [plain], score_sentences(question, [plain], embedder)), question
    decimal = replace(hit, text="The fine is 2.5 percent for employees.")
    question = "What is the fine for the 25 employees?"
    assert not suffices(question, [decimal], score_sentences(question, [decimal], embedder))
    room = replace(hit, text="Room 006 on the left has 7 beds and is for guests.")
    question = "Who lives in the room 007 on the left?"
    assert not suffices(question, [room], score_sentences(question, [room], embedder))
    question = "Who pays the fine of 1260 euros?"
    assert not suffices(question, [hit], score_sentences(question, [hit], embedder))


def test_what_is_in_the_questions_tongue_must_answer_as_always() -> None:
    """Most of the library is English, so that a German question is asked across tongues; this passage is German."""
    german = "Jeder Mitarbeiter hat Anspruch auf 28 Tage Urlaub im Jahr, und der Antrag ist bei uns einzureichen."
    hits = [
        Hit("a", "a", Path("/docs/urlaub.txt"), None, 0, len(german), german, (), 1.0, 0.4),
        *(Hit(f"b{n}", f"b{n}", Path("/docs/b.md"), None, 0, len(TEXT), TEXT, (), 0.5, 0.1) for n in range(4)),
    ]
    scored = [Scored(Candidate(0, 0, len(german), german), 0.4, 0.0, 0.3)]
    assert not suffices("Wie hoch ist die Miete in der Wohnung?", hits, scored)
    assert suffices(
        "Wie viele Tage Urlaub hat ein Mitarbeiter im Jahr?", hits, [Scored(scored[0].candidate, 0.7, 0.9, 0.8)]
    )


def test_a_table_that_shows_no_tongue_bars_no_answer_from_another() -> None:
    table = "ERR | 12 | 13\nKB | 14 | 15"
    hits = [
        Hit("t", "t", Path("/docs/t.csv"), None, 0, len(table), table, (), 1.0, 0.5),
        Hit("b", "b", Path("/docs/b.md"), None, 0, len(TEXT), TEXT, (), 0.5, 0.45),
    ]
    scored = [
        Scored(Candidate(0, 0, 13, table[:13]), 0.5, 0.0, 0.5),
        Scored(Candidate(1, 0, 60, TEXT[:60]), 0.45, 0.0, 0.4),
    ]
    assert suffices("¿Cuántos días de vacaciones tengo al año?", hits, scored)


def test_a_form_that_shows_no_tongue_must_answer_as_always() -> None:
    german = "Das Haus wird um zehn Uhr abgeschlossen, und die Fahrräder sind in den Keller zu stellen."
    form = "Caretaker: Carl Nye, phone 4471"
    hits = [
        Hit("g", "g", Path("/docs/g.txt"), None, 0, len(german), german, (), 1.0, 0.2),
        Hit("f", "f", Path("/docs/f.txt"), None, 0, len(form), form, (), 1.0, 0.35),
    ]
    scored = [
        Scored(Candidate(1, 0, len(form), form), 0.35, 0.2, 0.4),
        Scored(Candidate(0, 0, len(german), german), 0.2, 0.0, 0.2),
    ]
    assert not suffices("What is the salary of the caretaker?", hits, scored)


def test_before_there_are_vectors_most_words_must_be_there() -> None:
    assert enough("When are wages paid?", None)
    assert not enough("When are holidays shared with colleagues and friends?", None)


def test_a_question_in_another_tongue_is_answered_by_meaning_alone() -> None:
    """The vectors are set by hand: those of the embedder that ships lead from no tongue to another."""

    def across(meaning: float, question: str = "¿Cuántos días de vacaciones tengo?") -> bool:
        hit = Hit("d-0", "d", Path("/docs/Lantern handbook.md"), None, 0, len(TEXT), TEXT, ("Time off",), 1.0, meaning)
        sentence = Scored(Candidate(0, 0, 60, TEXT[:60]), meaning, 0.0, 0.5 * meaning)
        return suffices(question, [hit], [sentence])

    assert across(0.45)
    assert not across(0.25)
    assert across(0.45, "Wie lange ist die Probezeit?")  # a noun is no name because of its capital
    assert not across(0.45, "¿Qué dice el señor Baldomero de las vacaciones?")
    assert not across(0.45, "Was galt im Jahr 1987 für die Urlaubstage?")
