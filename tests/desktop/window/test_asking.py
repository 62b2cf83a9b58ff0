"""Questions that come to nothing, and answers that are stopped: nothing typed is ever lost."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.types import Sentence
from desktop.window.prose import Prose
from desktop.window.theme import Theme

pytestmark = pytest.mark.slow


def test_stop_stops_at_once(sample: Any) -> None:
    middle = sample.window.middle
    sample.ask("How many sick days do I get?")
    turn = sample.turn
    sample.until(lambda: turn.quotes, "the quotes")
    assert middle.box.button.accessibleName() == "Stop"
    assert not turn.settled
    began = time.monotonic()
    sample.press(Qt.Key.Key_Escape)
    assert turn.settled
    assert middle.box.button.accessibleName() == "Ask"
    assert time.monotonic() - began < 0.1
    shown = turn.as_text()
    QTest.qWait(1500)
    assert turn.as_text() == shown, "late events change nothing"
    assert turn._state.text() == "Stopped."


def test_a_stopped_answer_can_be_asked_again(sample: Any) -> None:
    middle = sample.window.middle
    sample.click(middle.box.button)  # an empty question, with the mouse
    assert middle.box.hint == "Type what you want to know."
    sample.click(sample.turn.again_button)
    turn = sample.until_answered()
    assert turn.question == "How many sick days do I get?"
    assert "27 days" in turn.as_text()
    sample.shot("window-second-answer")


def test_an_empty_question(sample: Any) -> None:
    before = len(sample.window.middle.conversation.turns)
    sample.ask("   ")
    assert sample.window.middle.box.hint == "Type what you want to know."
    assert len(sample.window.middle.conversation.turns) == before
    sample.window.middle.box.clear()


def test_a_question_that_is_a_document_stays_in_the_box(sample: Any) -> None:
    text = sample.window.middle.box.text
    pasted = "word " * 10_000
    QApplication.clipboard().setText(pasted)
    text.setFocus()
    sample.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    sample.press(Qt.Key.Key_Return)
    assert text.toPlainText() == pasted
    assert "a question may have 4,000" in sample.window.middle.box.hint
    assert not sample.window.middle.answering
    sample.shot("window-long-question")
    sample.window.middle.box.clear()


def test_new_lines_and_markup_are_only_text(sample: Any) -> None:
    text = sample.window.middle.box.text
    text.setFocus()
    QTest.keyClicks(text, "one")
    QTest.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(text, "<b>two</b>")
    assert text.toPlainText() == "one\n<b>two</b>"
    sample.window.middle.box.clear()


def test_a_second_question_waits_for_the_first(sample: Any) -> None:
    sample.ask("How long is the warranty on a repair?")
    turn = sample.turn
    sample.ask("How many sick days do I get?")
    assert sample.turn is turn
    assert "still answering" in sample.window.middle.box.hint
    assert sample.window.middle.box.text.toPlainText() == "How many sick days do I get?"
    sample.press(Qt.Key.Key_Escape)
    sample.window.middle.box.clear()


def test_documents_are_never_markup(theme: Theme) -> None:
    hostile = '<img src="http://example.org/x.png"><a href="file:///etc/passwd">click</a> & <script>1</script>'
    prose = Prose(theme, "body", [Sentence(hostile, (1,), True)])
    assert "<img" not in prose.text()
    assert "<script" not in prose.text()
    assert prose.text().count("<a ") == 1
    opened: list[object] = []
    prose.cited.connect(lambda *what: opened.append(what))
    prose.linkActivated.emit("file:///etc/passwd")
    assert opened == []
    prose.linkActivated.emit("cite:0:1")
    assert opened == [(0, 1)]
    row = Prose(theme, "quote", [Sentence("14,520", (1,), True, quoted=True, columns="Room,<b>Rent</b>")])
    assert "Room,&lt;b&gt;Rent" in row.text()
    assert row.accessibleName() == "Room,<b>Rent</b>: “14,520” [1]"


def test_a_question_leans_on_those_before_it(sample: Any) -> None:
    sample.ask("How long is the warranty on a repair?")
    sample.until_answered()
    sample.ask("and why?")
    follow_up = sample.until_answered()
    assert follow_up.question == "and why?"
    assert follow_up._note.text().startswith("Understood as “How long is the warranty on a repair? Why?”")
    sample.ask("How many sick days do I get?")
    assert not sample.until_answered()._note.text().startswith("Understood")
    sample.click(follow_up.again_button)
    again = sample.until_answered()
    assert again.earlier == follow_up.earlier
    assert "warranty" in again._note.text()
