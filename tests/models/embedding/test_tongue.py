from __future__ import annotations

import pytest

from models.embedder import SentenceEmbedder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("How many sick days do I get?", True),
        ("What does ERR-4012 mean?", True),
        ("XQJ-55", True),
        ("2024", True),
        ("", True),
        ("Wie viele Krankheitstage bekomme ich im Jahr?", True),
        ("¿Cuántos días de enfermedad me corresponden?", True),
        ("The contract with 北京 Trading Ltd", True),
        ("Сколько дней отпуска мне положено в год?", False),
        ("我有多少天病假？", False),
        ("病気休暇は何日ですか？", False),
        ("병가는 며칠입니까?", False),
        ("كم عدد أيام الإجازة المرضية؟", False),
        ("ฉันมีวันลาป่วยกี่วัน", False),
    ],
)
def test_an_english_embedder_knows_what_it_can_read(embedder: SentenceEmbedder, text: str, known: bool) -> None:
    assert embedder.reads(text) is known
