from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.answering.evidence import Asked, gather, gather_parts, join_neighbours
from core.answering.quotes import MAX_QUOTES, pick_quotes, score_sentences
from core.asking.acronyms import Acronym, Expansion
from core.types import Hit
from models.embedder import SentenceEmbedder

PAGE = "Staff earn 18 days of time off a year. It covers holidays and illness. Unused days lapse in March. " * 3


def hit(start: int, end: int, score: float, page: int | None = None, heading: tuple[str, ...] = ()) -> Hit:
    return Hit(
        f"d-{start}", "d", Path("pto.md"), page, start, end, PAGE[start:end], heading, score, 0.5, leaf=page or 0
    )


def page_text(doc: str, page: int | None, start: int, end: int) -> str:
    return PAGE[start:end]


def test_neighbours_are_joined_at_the_better_rank() -> None:
    joined = join_neighbours([hit(39, 71, 0.9), hit(200, 240, 0.5), hit(0, 38, 0.4)], page_text)
    assert [(h.start, h.end) for h in joined] == [(0, 71), (200, 240)]
    assert joined[0].text == PAGE[0:71]
    assert joined[0].score == 0.9


def test_other_pages_and_headings_stay_apart() -> None:
    assert len(join_neighbours([hit(0, 38, 1, page=1), hit(39, 71, 1, page=2)], page_text)) == 2
    assert len(join_neighbours([hit(0, 38, 1), hit(39, 71, 1, heading=("Other",))], page_text)) == 2


def test_a_page_that_is_gone_joins_nothing() -> None:
    assert len(join_neighbours([hit(0, 38, 1), hit(39, 71, 0.5)], lambda *_: "")) == 1
    assert join_neighbours([hit(0, 38, 1), hit(39, 71, 0.5)], lambda *_: "")[0].text == PAGE[0:38]


def test_quotes_stand_where_they_say(embedder: SentenceEmbedder) -> None:
    evidence = gather("How many days off do I get?", [hit(0, 98, 1.0)], 500, embedder, page_text)
    assert not evidence.refused
    for quote in evidence.quotes:
        assert PAGE[quote.start : quote.end] == quote.text
        source = evidence.hits[quote.n - 1]
        assert source.start <= quote.start < quote.end <= source.end


def test_other_words_find_the_sentence(embedder: SentenceEmbedder) -> None:
    scored = score_sentences("What if I am sick?", [hit(0, 98, 1.0)], embedder)
    assert "illness" in scored[0].candidate.text


def test_a_sentence_that_announces_a_list_brings_it(embedder: SentenceEmbedder) -> None:
    text = "If you lose your laptop, do this:\n\n- Call the help desk.\n- Change your password.\n\nLunch is at noon."
    whole = Hit("d-0", "d", Path("lost.md"), None, 0, len(text), text, (), 1.0, 0.5)
    best = score_sentences("What should I do if I lose my laptop?", [whole], embedder)[0].candidate
    assert best.text.endswith("- Change your password.")
    assert text[best.start : best.end] == best.text


def test_there_are_at_most_three_and_none_twice(embedder: SentenceEmbedder) -> None:
    quotes = pick_quotes(score_sentences("days off", [hit(0, len(PAGE), 1.0)], embedder))
    assert 1 <= len(quotes) <= MAX_QUOTES
    assert len({q.candidate.text for q in quotes}) == len(quotes)


def test_what_two_files_say_alike_is_quoted_once(embedder: SentenceEmbedder) -> None:
    text = "All staff may take *12 weeks* of paid leave."
    twin = replace(hit(0, 60, 0.9), passage_id="e-0", doc="e", path=Path("copy.md"), text=text.replace("*", "**"))
    other = replace(hit(0, 60, 0.9), passage_id="f-0", doc="f", path=Path("old.md"), text=text.replace("12", "10"))
    hits = [replace(hit(0, 60, 1.0), text=text), twin, other]
    picked = pick_quotes(score_sentences("How many weeks of paid leave?", hits, embedder))
    assert [hits[quote.candidate.hit].doc for quote in picked] in (["d", "f"], ["e", "f"])


def test_evidence_fits_the_budget(embedder: SentenceEmbedder) -> None:
    hits = [hit(0, 98, 1.0), hit(150, 240, 0.5, page=2)]
    evidence = gather("How many days off do I get?", hits, 120, embedder, page_text)
    assert sum(len(h.text) for h in evidence.hits) <= 120


def test_nothing_found_is_refused(embedder: SentenceEmbedder) -> None:
    assert gather("How many days?", [], 500, embedder, page_text).refused


def whole(name: str, text: str, meaning: float = 0.6) -> Hit:
    return Hit(f"{name}-0", name, Path(f"{name}.md"), None, 0, len(text), text, (), 1.0, meaning)


def test_each_of_several_questions_is_quoted_for_or_said_not_to_be_answered(embedder: SentenceEmbedder) -> None:
    pump = whole("pump", "The pump is serviced by Halden & Sons each second week.")
    pets = whole("pets", "Pets are permitted. The gate shuts at nine.")
    far = whole("far", "The harvest was late.", 0.05)
    asked = [
        Asked("Who services the pump?", [pump, far]),
        Asked("Are pets permitted?", [pets, pump]),
        Asked("Who is Angela Merkel?", [far, pets]),
    ]
    evidence = gather_parts(" ".join(part.question for part in asked), asked, 2_000, embedder, page_text)
    assert [quote.text for quote in evidence.quotes][:2] == [pump.text, "Pets are permitted."]
    assert [evidence.hits[quote.n - 1].path.name for quote in evidence.quotes][:2] == ["pump.md", "pets.md"]
    assert evidence.notes == ("The documents do not say: “Who is Angela Merkel?”",)
    assert gather_parts("Who?", asked[2:], 2_000, embedder, page_text).refused


def test_short_sentences_and_rows_are_quoted(embedder: SentenceEmbedder) -> None:
    house = whole("house", "Smoking is banned. Bicycles go into the cellar, never into the hallway.")
    assert score_sentences("Is smoking banned?", [house], embedder)[0].candidate.text == "Smoking is banned."
    rows = [f"A-{n},Customer {n},{1000 + n},paid" for n in range(1, 60)]
    table = whole("table", "Invoice,Customer,Amount,Status\n" + "\n".join(rows))
    assert len(table.text) > 700
    best = score_sentences("What is the amount of invoice A-7?", [table], embedder)[0].candidate
    assert best.text == "A-7,Customer 7,1007,paid"
    assert table.text[best.start : best.end] == best.text


def test_what_names_the_columns_is_read_with_each_row_and_never_quoted(embedder: SentenceEmbedder) -> None:
    table = "| Code | Owner |\n|---|---|\n| A 1 | Ann Lee |\n| A 2 | Bob Kay |"
    text = f"Codes:\n\n{table}\n\nAnd nothing else at all."
    scored = score_sentences("Who is the owner of A 2?", [whole("codes", text)], embedder)
    assert {s.candidate.text: s.candidate.columns for s in scored} == {
        "| A 1 | Ann Lee |": "| Code | Owner |",
        "| A 2 | Bob Kay |": "| Code | Owner |",
        "And nothing else at all.": "",
    }
    assert scored[0].candidate.text == "| A 2 | Bob Kay |"


def candidates(text: str, embedder: SentenceEmbedder) -> set[str]:
    return {s.candidate.text for s in score_sentences("Anything?", [whole("any", text)], embedder)}


def test_entries_of_a_form_are_quoted(embedder: SentenceEmbedder) -> None:
    text = "Landlord: Ann Lee\nRent: EUR 500\nPets: no"
    assert candidates(text, embedder) == set(text.splitlines())
    lease = whole("lease", text)
    assert gather("Who is the landlord?", [lease], 500, embedder, page_text).quotes[0].text == "Landlord: Ann Lee"


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee | Finance\nBob Kay | Room 2\nCarl Roe | Sales",  # no row names columns
        "Ann Lee,Finance\nBob Kay,Room 2\nCarl Roe,Sales",
        "a)\tThe tenant pays the rent.\nb)\tIt is EUR 500 a month.\nc)\tAnd 20 for water.",
        "职员每年有年假。\n年假为20天,病假为10天。",
    ],
)
def test_no_first_row_or_sentence_is_lost_as_if_it_named_columns(text: str, embedder: SentenceEmbedder) -> None:
    assert "".join("".join(sorted(candidates(text, embedder), key=text.index)).split()) == "".join(text.split())


def test_headings_in_signs_are_not_quoted(embedder: SentenceEmbedder) -> None:
    assert candidates("年假规定\n\n年假为二十天。\n\n휴가 규정\n\n주차는 무료입니다.", embedder) == {
        "年假为二十天。",
        "주차는 무료입니다.",
    }
    entries = ["- 押金：五百元", "- 租金：每月5000元", "- 禁止养宠物", "家賃：月5万円", "- Rent: EUR 5"]
    assert candidates("\n".join(entries), embedder) == set(entries)


@pytest.mark.parametrize(
    ("text", "header", "quoted"),
    [
        ("| Room | Rent |\n| --- | --- |\n| A1 | 85 |\n\nHeat is paid by the house.", "| Room | Rent |", False),
        ("Room | Rent\nA1 | 500", "Room | Rent", True),
        ("Item | Amount\nRent | 500\nDeposit | none\nKeys | 3", "Item | Amount", False),
        ("姓名,部门,工资\n张三,销售部,5000\n李四,技术部,6000", "姓名,部门,工资", False),
        ("Role | Pay\nCook | EUR 2\nWaiter | by hour\nCleaner | by hour\nManager | EUR 3", "Role | Pay", True),
        ("Room,Rent\n11,480\n12,500\n14,520\n15,610", "Room,Rent", False),
        ("Date\tTopic\tDecision\n3 May\tLift\tIt is broken. Otis will come.", "Date\tTopic\tDecision", True),
    ],
)
def test_rows_know_their_columns(text: str, header: str, quoted: bool, embedder: SentenceEmbedder) -> None:
    scored = score_sentences("Anything?", [whole("any", text)], embedder)
    rows = {s.candidate.text: s.candidate.columns for s in scored if s.candidate.text != header}
    assert all(columns == header for row, columns in rows.items() if not row.endswith("house.")), rows
    assert (header in {s.candidate.text for s in scored}) is quoted


def test_cells_are_no_numbers_together(embedder: SentenceEmbedder) -> None:
    rents = whole("rents", "Room,Rent\n11,480\n12,500\n14,520\n15,610")
    assert score_sentences("What is the rent of room 14?", [rents], embedder)[0].candidate.text == "14,520"
    quote = gather("What is the rent of room 14?", [rents], 500, embedder, page_text).quotes[0]
    assert (quote.text, quote.columns) == ("14,520", "Room,Rent")


def test_what_only_repeats_the_question_is_not_quoted(embedder: SentenceEmbedder) -> None:
    text = "Invoice RE-2024-031\n\nDate: 3 May\nTotal amount: EUR 843.23\nAddress: 14 Mill Lane"
    bill = whole("bill", text)
    assert score_sentences("What is the total amount of invoice RE-2024-031?", [bill], embedder)[0].candidate.text == (
        "Total amount: EUR 843.23"
    )
    smoking = whole("smoking", "Smoking in all rooms is banned\n\nBicycles go into the cellar.")
    assert score_sentences("Is smoking banned?", [smoking], embedder)[0].candidate.text.startswith("Smoking")


def test_short_lines_of_signs_are_quoted_where_no_sentences_follow(embedder: SentenceEmbedder) -> None:
    assert candidates("员工年假十天\n\n周五在家办公\n\n월세 50만원\n\n보증금: 500만원", embedder) == {
        "员工年假十天",
        "周五在家办公",
        "월세 50만원",
        "보증금: 500만원",
    }


def test_lines_of_what_is_too_long_for_a_sentence_are_quoted(embedder: SentenceEmbedder) -> None:
    lines = [f"Room {n} belongs to team {n} and has a window to the yard" for n in range(1, 40)]
    rooms = whole("rooms", "\n".join(lines))
    assert score_sentences("Which team does room 12 belong to?", [rooms], embedder)[0].candidate.text == lines[11]


def test_signs_that_are_words_need_no_more_of_them(embedder: SentenceEmbedder) -> None:
    text = "年假为二十天。病假工资照发。"
    assert {s.candidate.text for s in score_sentences("年假有多少天？", [whole("zh", text)], embedder)} == {
        "年假为二十天。",
        "病假工资照发。",
    }


def test_only_passages_with_the_code_that_is_asked_for_are_quoted(embedder: SentenceEmbedder) -> None:
    right = whole("right", "ERR-4013 means that the printer has no paper.", 0.4)
    close = whole("close", "What an error code means is said in the manual of each printer.", 0.7)
    scored = score_sentences("What does ERR-4013 mean?", [close, right], embedder)
    assert [s.candidate.text for s in scored] == [right.text]


def test_an_acronym_is_known_by_what_it_stands_for(embedder: SentenceEmbedder) -> None:
    lining = whole("lining", "The sprayed concrete lining is thirty centimetres thick.")
    assert gather("Who measured the SCL before it was built?", [lining], 500, embedder, page_text).refused
    glossary = whole("glossary", "SCL: sprayed concrete lining. A tunnel has one.", 0.5)
    forms = (Expansion(Acronym("SCL", "sprayed concrete lining"), "sprayed concrete lining"),)
    for question, hits in (("How thick is the SCL?", [glossary, lining]), ("How thick is the lining?", [lining])):
        best = gather_parts(question, [Asked(question, hits, forms)], 500, embedder, page_text).quotes[0]
        assert best.text == lining.text
    reverse = (Expansion(Acronym("SCL", "sprayed concrete lining"), "SCL"),)
    short = whole("short", "The SCL is thirty centimetres thick.")
    asked = [Asked("How thick is the sprayed concrete lining?", [short], reverse)]
    assert gather_parts(asked[0].question, asked, 500, embedder, page_text).quotes[0].text == short.text
