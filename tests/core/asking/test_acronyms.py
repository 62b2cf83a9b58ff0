"""Acronyms that documents explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from core.asking.acronyms import Acronym, expansions, explained, long_key, short_key, written_out


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("All staff earn Paid Time Off (PTO) each month.", "PTO", "Paid Time Off"),
        ("PTO (paid time off) is earned monthly.", "PTO", "paid time off"),
        ("Ask Human Resources (HR) about it.", "HR", "Human Resources"),
        ("the Family and Medical Leave Act (FMLA) applies", "FMLA", "Family and Medical Leave Act"),
        ("Es gelten die Allgemeinen Geschäftsbedingungen (AGB).", "AGB", "Allgemeinen Geschäftsbedingungen"),
        ("eine Arbeitsunfähigkeitsbescheinigung (AU) vorlegen", "AU", "Arbeitsunfähigkeitsbescheinigung"),
        ("le salaire minimum de croissance (SMIC) augmente", "SMIC", "salaire minimum de croissance"),
        ("el Impuesto sobre el Valor Añadido (IVA) sube", "IVA", "Impuesto sobre el Valor Añadido"),
        ("service level agreements (SLAs) are signed", "SLAs", "service level agreements"),
        ("a Power of Attorney (POA; see annex)", "POA", "Power of Attorney"),
        ("Terms\n\nRTO  Recovery time objective: how long", "RTO", "Recovery time objective"),
        ("GWP: ground water pump", "GWP", "ground water pump"),
        ("- TBM - tunnel boring machine used in soil", "TBM", "tunnel boring machine"),
        ("SCL = sprayed concrete lining", "SCL", "sprayed concrete lining"),
        ("* **BOC:** Budget Object Code", "BOC", "Budget Object Code"),
        ("| SLA | Service level agreement |", "SLA", "Service level agreement"),
        ("Short,Long\nEOL,End of life,1999", "EOL", "End of life"),
        ("AGB steht für Allgemeine Geschäftsbedingungen.", "AGB", "Allgemeine Geschäftsbedingungen"),
    ],
)
def test_explanations_are_found(text: str, short: str, long: str) -> None:
    assert list(explained(text)) == [Acronym(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "The report (May) was late.",
        "He left (see Annex B).",
        "It works (NASA says so).",
        "The fee is low (USD 20).",
        "(PTO) stands alone",
        "A dog barked (XYZ).",
        "Use ERR-4012 (it is thrown by the parser).",
        "nothing in brackets ()",
        "world war (II)",
        "年假（PTO）",
        "TODO: the other door is open",
        "NOTE - this is the end",
        "Q1: revenue rose",
        "UK | 12 | 13",
        "IBM: international sales",
        "Initials,Name\nAM,Anna Meier\nBK,Bob Kay",
        "TO: Tom Olsen\nCC: Carla Costa",
    ],
)
def test_other_brackets_explain_nothing(text: str) -> None:
    assert list(explained(text)) == []


def test_two_letters_in_a_list_are_believed_beside_more() -> None:
    found = [
        entry.short for entry in explained("HR\tHuman Resources\nPO\tPurchase Order\nSLA\tService Level Agreement")
    ]
    assert found == ["HR", "PO", "SLA"]
    assert [entry.short for entry in explained("Acronym,Meaning\nHR,Human Resources")] == ["HR"]
    assert [entry.short for entry in explained("| CC | Cost Center |")] == ["CC"]


class Explained:
    """The acronyms of a few texts, as the vocabulary would give them."""

    def __init__(self, *texts: str) -> None:
        self.counts = Counter((short_key(a.short), long_key(a.long), a) for text in texts for a in explained(text))

    def of(self, short_keys: Sequence[str], long_keys: Sequence[str]) -> list[tuple[Acronym, int]]:
        found = [(a, n) for (s, key, a), n in self.counts.items() if s in short_keys or key in long_keys]
        return sorted(found, key=lambda entry: (-entry[1], entry[0].short, entry[0].long))


LIBRARY = Explained(
    "Paid Time Off (PTO) is earned.", "Service Level Agreements (SLAs) are signed.", "Human Resources (HR) decides.",
    "American Automobile Association (AAA)", "American Accounting Association (AAA)",
    "an Authority Against Abuse (AAA)",
    "National Optical (NO)", "acute myeloid leukemia (AML)", "myeloid leukemia (ML)",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "forms"),
    [
        ("How much PTO do I get?", ("Paid Time Off",)),
        ("how much pto do i get?", ("Paid Time Off",)),
        ("How much paid time off do I get?", ("PTO",)),
        ("Which service-level agreement applies?", ("SLAs",)),
        ("Who signs SLAs in HR?", ("Human Resources", "Service Level Agreements")),
        ("Who signs an SLA?", ("Service Level Agreements",)),
        ("How much paid time off (PTO) do I get?", ()),
        ("Is there no limit?", ()),
        ("Who is in the AAA?", ()),
        ("How is acute myeloid leukemia treated?", ("AML",)),
        ("What is the notice period?", ()),
        ("???", ()),
        ("", ()),
    ],
)
def test_expansions(question: str, forms: tuple[str, ...]) -> None:
    assert sorted(found.form for found in expansions(question, LIBRARY)) == sorted(forms)


def test_the_meaning_that_most_documents_give_is_taken() -> None:
    library = Explained(*["Paid Time Off (PTO)"] * 4, "Patent and Trademark Office (PTO)")
    assert [found.form for found in expansions("How much PTO?", library)] == ["Paid Time Off"]


def test_a_question_is_written_out() -> None:
    explained = expansions("How much PTO?", LIBRARY)
    assert written_out("How much PTO do I get?", explained) == "How much paid time off do I get?"
    assert written_out("how much pto is it", explained) == "how much paid time off is it"
    assert written_out("What is the recovery time objective?", explained) == "What is the recovery time objective?"
