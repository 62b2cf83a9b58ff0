from __future__ import annotations

import time
from itertools import pairwise

import pytest

from core.rows import cells
from core.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Smith met J. K. Rowling vs. Jones.", ["Dr. Smith met J. K. Rowling vs. Jones."]),
        ("The answer is no. See no. 5.", ["The answer is no.", "See no. 5."]),
        ("It costs $3.50. Version 2.1.3 is out.", ["It costs $3.50.", "Version 2.1.3 is out."]),
        ("Tools:\n- one\n- two", ["Tools:", "- one", "- two"]),
        ("1. First step\n2. Second step", ["1. First step", "2. Second step"]),
        ("From: Ann\nTo: Bob Lee\nDear Bob,\nit rains.", ["From: Ann", "To: Bob Lee\nDear Bob,\nit rains."]),
        ("A title\n\nand its text.", ["A title", "and its text."]),
        ("A line that\nwraps once.", ["A line that\nwraps once."]),
        ("他走了。我也走了！", ["他走了。", "我也走了！"]),
        ('He said "stop." Then left.', ['He said "stop."', "Then left."]),
        ("Resturlaub verfällt am 31. März. Danach nicht.", ["Resturlaub verfällt am 31. März.", "Danach nicht."]),
        ("Die 2. Mahnung kostet 5 Euro, z. B. Porto.", ["Die 2. Mahnung kostet 5 Euro, z. B. Porto."]),
        ("Nach § 12 Abs. 3 Nr. 4 gilt das bzw. Jenes.", ["Nach § 12 Abs. 3 Nr. 4 gilt das bzw. Jenes."]),
        ("La Sra. Vega vive en la Av. 9. Es médica.", ["La Sra. Vega vive en la Av. 9.", "Es médica."]),
        (
            "Due by 5 p.m. Monday. It shuts at 6 p.m. Be early.",
            ["Due by 5 p.m. Monday.", "It shuts at 6 p.m.", "Be early."],
        ),
        (
            "Der Mietvertrag läuft bis zum 31. Danach ist Schluss.",
            ["Der Mietvertrag läuft bis zum 31.", "Danach ist Schluss."],
        ),
        ("Zahlbar bis zum 5. Sie haben die Wahl.", ["Zahlbar bis zum 5.", "Sie haben die Wahl."]),
        ("Jeden 1. Do im Monat ist Probe.", ["Jeden 1. Do im Monat ist Probe."]),
        ("See option b. Then sign.", ["See option b.", "Then sign."]),
        ("Nach i. d. R. zwei Tagen, gem. § 5.", ["Nach i. d. R. zwei Tagen, gem. § 5."]),
        ("Es wird gem. Anlage 3 i. Br. geteilt.", ["Es wird gem. Anlage 3 i. Br. geteilt."]),
        ("In Smith v. Jones it was c. 1740.", ["In Smith v. Jones it was c. 1740."]),
        ("It is 5 m. Then it ends.", ["It is 5 m.", "Then it ends."]),
        ("The ban ends on the 3. May it last.", ["The ban ends on the 3.", "May it last."]),
        ("Landlord: Ann Lee\nRent: EUR 500", ["Landlord: Ann Lee", "Rent: EUR 500"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a | b", 2),
        ("a,b,c", 3),
        ("1,200", 1),
        ("A;1,5", 2),
        ("A-1,Ann 1,200", 3),
        ("a)\tb", 1),
        ("Stop. Go,on", 1),
        ("2019,100,80", 3),
    ],
)
def test_cells(text: str, count: int) -> None:
    assert cells(text) == count


def test_nothing_but_white_space_lies_between_sentences() -> None:
    text = "First one.  Second\n\n* third, e.g. this\n4. fourth? Yes!\n"
    spans = sentence_spans(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize("unit", ["word ", "3. ", "a b. ", "a,b,c\n", '"a,b', "((a | b"])
def test_a_long_text_takes_time_in_proportion(unit: str) -> None:
    def seconds(text: str) -> float:
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            sentence_spans(text)
            best = min(best, time.perf_counter() - start)
        return best

    short, long = unit * 20_000 + ". ", unit * 200_000 + ". "
    assert seconds(long) < 40 * seconds(short)  # ten times as long; a square would be a hundred


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_rows_of_a_table_in_text_are_statements(mark: str) -> None:
    rows = ["Invoice{0}Customer{0}Amount", "A-1{0}Almond Inc. Ltd{0}1000", "A-2{0}Birch{0}1,5 {0}"]
    rows = [row.format(mark) for row in rows]
    assert sentences("All of them:\n\n" + "\n".join(rows[:2])) == ["All of them:", *rows[:2]]
    assert sentences("\n".join(rows[:2]) + "\n\nThat is all. Thanks.") == [*rows[:2], "That is all.", "Thanks."]


@pytest.mark.parametrize(
    "text",
    [
        "Staff, guests, and others\nsee, as ever, the 1,000 rules,\nand 2,000 more.",
        "It pays 1,200,000\nand then 2,300,000\nor even 3,400,000 in all.",
        "他走了,我也走了\n她来了,你也来了\n都走了,都来了。",
        "call f(a,b)\nor g(c,d)\nor h(e,f) for it.",
    ],
)
def test_lines_with_commas_are_not_rows(text: str) -> None:
    assert sentences(text) == [text]


def test_rows_may_have_commas_in_quotation_marks_and_numbers_and_stand_beside_another_table() -> None:
    rows = ["Invoice,Customer,Note", 'A-1,"Almond, Inc.","No. Never. Ever"', "A-2,Birch,None"]
    assert sentences("\n".join(rows)) == rows
    prices = ["Item;Price;Tax", "Lamp;19,90;yes", "Rug;45;no"]
    assert sentences("Name | Age\n" + "\n".join(prices)) == ["Name | Age", *prices]


@pytest.mark.parametrize(
    "table",
    [
        "Year,Revenue,Profit\n2019,100,80\n2020,120,91",
        "3 May\tLift\tThe lift is broken. Otis will come.\n4 May\tGate\tFixed",
        "Ann,500,Paid. Thanks\nBob,600,Open",
        "姓名,部门,工资\n张三,销售部,5000\n李四,技术部,6000",
    ],
)
def test_rows_that_look_like_other_things_beside_rows_that_do_not(table: str) -> None:
    assert sentences(table) == table.splitlines()


def test_lettered_items_with_tabs_are_no_rows() -> None:
    items = ["a)\tThe tenant pays. It is due monthly.", "b)\tThe landlord repairs."]
    assert sentences("\n".join(items))[0] == "a)\tThe tenant pays."


def test_a_row_of_a_table_is_one_statement() -> None:
    text = "The prices:\nNo. | Item | Price\n1. | Lamp, approx. 3 m. Brass | 19.90\n2. | Rug | 45\nAll with tax."
    found = [text[start:end] for start, end in sentence_spans(text)]
    assert found == ["The prices:", *text.splitlines()[1:4], "All with tax."]
