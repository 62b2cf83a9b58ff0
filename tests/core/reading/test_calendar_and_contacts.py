"""Calendars and address books, by the letter of their standards and as programs write them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:Family
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20240101T000000Z
SUMMARY;LANGUAGE=de:Zahnarzt\\, Dr. Groß
DTSTART;TZID=Europe/Berlin:20240105T090000
DURATION:PT1H30M
LOCATION:Room 5\\; first
  floor
ORGANIZER:mailto:bob@example.org
ATTENDEE;CN="Lee, Ann";PARTSTAT=ACCEPTED:mailto:ann@example.org
ATTENDEE;CN=Carl:mailto:carl@example.org
RRULE:FREQ=MONTHLY;BYDAY=2MO,-1FR;COUNT=10
EXDATE;TZID=Europe/Berlin:20240205T090000
DESCRIPTION:Bring the card.\\nAnd patience.
STATUS:TENTATIVE
ATTACH;FILENAME=plan.pdf;ENCODING=BASE64;VALUE=BINARY:JVBERi0=
BEGIN:VALARM
DESCRIPTION:Not this
TRIGGER:-PT15M
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY:Holiday
DTSTART;VALUE=DATE:20240810
DTEND;VALUE=DATE:20240824
END:VEVENT
BEGIN:VTODO
SUMMARY:Tax
DUE;VALUE=DATE:20240531
PERCENT-COMPLETE:50
END:VTODO
BEGIN:VTODO
SUMMARY:Sometime
END:VTODO
BEGIN:VJOURNAL
DTSTART:20240101T220000Z
DESCRIPTION:<html><body><h1>Dear diary</h1><p>It <b>rained</b>.</p></body></html>
END:VJOURNAL
END:VCALENDAR
"""


def read(path: Path, kind: str, data: str | bytes) -> tuple[list[Page], str]:
    path.write_bytes(data if isinstance(data, bytes) else data.replace("\n", "\r\n").encode())
    pages: list[Page] = []
    reading = read_pages(Source(path, kind, path.parent))
    while True:
        try:
            page = next(reading)
        except StopIteration as end:
            return pages, end.value
        assert isinstance(page, Page)
        assert all(0 <= block.start < block.end <= len(page.text) for block in page.blocks)
        pages.append(page)


def blocks(page: Page) -> list[tuple[str, str]]:
    return [(f"{b.kind.value}{b.level or ''}", page.text[b.start : b.end]) for b in page.blocks]


def lines(*facts: str) -> str:
    return "\n".join(f"- {fact}" for fact in facts)


@pytest.fixture
def ics(tmp_path: Path) -> Path:
    return tmp_path / "calendar.ics"


@pytest.fixture
def vcf(tmp_path: Path) -> Path:
    return tmp_path / "people.vcf"


class TestCalendar:
    def test_entries_in_words_under_the_name_of_the_calendar(self, ics: Path) -> None:
        [page], title = read(ics, "ics", CALENDAR)
        assert title == "Family"
        found = blocks(page)
        assert found[0] == ("heading1", "Family")
        assert found[1:4] == [
            ("heading2", "Zahnarzt, Dr. Groß"),
            (
                "list",
                lines(
                    "When: Friday, 5 January 2024, 09:00 to 10:30 (Europe/Berlin)",
                    "Repeats: every month on the second Monday and the last Friday, 10 times",
                    "Not on: Monday, 5 February 2024, 09:00 (Europe/Berlin)",
                    "Where: Room 5; first floor",
                    "Organiser: bob@example.org",
                    "Attendees: Lee, Ann <ann@example.org> (accepted), Carl <carl@example.org>",
                    "Status: tentative",
                    "Attached: plan.pdf",
                ),
            ),
            ("paragraph", "Bring the card.\nAnd patience."),
        ]
        assert found[4:] == [
            ("heading2", "Holiday"),
            ("list", "- When: Saturday, 10 August 2024 to Friday, 23 August 2024, all day"),
            ("heading2", "Tax"),
            ("list", "- Due: Friday, 31 May 2024\n- Percent done: 50"),
            ("heading2", "Sometime"),
            ("heading2", "Journal entry"),
            ("list", "- When: Monday, 1 January 2024, 22:00 (UTC)"),
            ("paragraph", "Dear diary"),
            ("paragraph", "It rained."),
        ]

    def test_the_day_of_an_entry_is_its_place(self, ics: Path) -> None:
        [page], _ = read(ics, "ics", CALENDAR)
        assert [mark for _, mark in page.marks] == [
            "2024-01-05", "2024-08-10", "2024-05-31", "without a date", "2024-01-01"
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("start", "end", "words"),
        [
            ("DTSTART:20240105T220000", "DTEND:20240106T020000",
             "Friday, 5 January 2024, 22:00 to Saturday, 6 January 2024, 02:00"),
            ("DTSTART;TZID=A:20240105T220000", "DTEND;TZID=B:20240105T230000",
             "Friday, 5 January 2024, 22:00 (A) to Friday, 5 January 2024, 23:00 (B)"),
            ("DTSTART:20240105T220000Z", "DURATION:P1D",
             "Friday, 5 January 2024, 22:00 to Saturday, 6 January 2024, 22:00 (UTC)"),
            ("DTSTART;VALUE=DATE:20240105", "DTEND;VALUE=DATE:20240106", "Friday, 5 January 2024, all day"),
            ("DTSTART;VALUE=DATE:20240105", "DURATION:P2D",
             "Friday, 5 January 2024 to Saturday, 6 January 2024, all day"),
            ("DTSTART:99991231T000000", "DURATION:P9999W", "Friday, 31 December 9999, 00:00"),
            ("DTSTART:20241399T000000", "DTEND:soon", "20241399T000000 to soon"),
        ],
    )  # fmt: skip
    def test_when(self, ics: Path, start: str, end: str, words: str) -> None:
        [page], _ = read(ics, "ics", f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{start}\n{end}\nEND:VEVENT\nEND:VCALENDAR\n")
        assert blocks(page)[1] == ("list", f"- When: {words}")

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            ("FREQ=DAILY", "every day"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR", "every 2 weeks on Monday, Wednesday and Friday"),
            ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;UNTIL=20300101T000000Z",
             "every year in May on day 1 until Tuesday, 1 January 2030"),
            ("FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO", "by the rule FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO"),
            ("W2 MO #10", "by the rule W2 MO #10"),
        ],
    )  # fmt: skip
    def test_repetitions(self, ics: Path, rule: str, words: str) -> None:
        [page], _ = read(ics, "ics", f"BEGIN:VEVENT\nSUMMARY:x\nRRULE:{rule}\nEND:VEVENT\n")
        assert blocks(page)[1] == ("list", f"- Repeats: {words}")

    def test_broken_lines_cost_no_more_than_themselves(self, ics: Path) -> None:
        broken = (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:One\nDESCRIPTION:first line\nsecond line, not folded\n\nhttp://x.org\n"
            'ATTENDEE;CN="Ann:mailto:ann@example.org\n:nothing\nBEGIN:VALARM\nBEGIN:VEVENT\nSUMMARY:Two\n'
        )
        [page], title = read(ics, "ics", broken)
        assert blocks(page) == [
            ("heading2", "One"),
            ("list", "- Attendees: ann@example.org :nothing"),
            ("paragraph", "first line\nsecond line, not folded\nhttp://x.org"),
            ("heading2", "Two"),
        ]  # fmt: skip
        assert title == "2 calendar entries"

    def test_a_description_that_is_only_there_as_a_web_page(self, ics: Path) -> None:
        page = "X-ALT-DESC;FMTTYPE=text/html:<html><body><p>Bring <b>money</b>\\, please.</p></body></html>"
        [read_page], _ = read(ics, "ics", f"BEGIN:VEVENT\nSUMMARY:One\n{page}\nEND:VEVENT\n")
        assert blocks(read_page)[1:] == [("paragraph", "Bring money, please.")]

    def test_letters_that_folding_parts(self, ics: Path) -> None:
        line = "SUMMARY:Größe".encode()
        cut = line.index(b"\xc3") + 1
        data = b"BEGIN:VEVENT\r\n" + line[:cut] + b"\r\n " + line[cut:] + b"\r\nEND:VEVENT\r\n"
        assert blocks(read(ics, "ics", data)[0][0])[0] == ("heading2", "Größe")

    def test_thousands_of_entries_come_as_they_are_read(self, ics: Path) -> None:
        event = (
            "BEGIN:VEVENT\nSUMMARY:Meeting {}\nDTSTART:20240105T090000\nDESCRIPTION:" + "words " * 20 + "\nEND:VEVENT\n"
        )
        begin = time.monotonic()
        pages, _ = read(ics, "ics", "BEGIN:VCALENDAR\n" + "".join(event.format(n) for n in range(3000)))
        assert time.monotonic() - begin < 5
        assert len(pages) > 2 and "Meeting 2999" in pages[-1].text
        assert [page.offset for page in pages[:2]] == [0, len(pages[0].text)]


CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;Dr.;
TEL;CELL;PREF:+49 170 1234567
ADR;HOME;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:;;Hauptstra=DFe=
 5;Berlin;;10115;Germany
PHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
 BwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT

BDAY:1970-03-05
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Ann Lee
N:Lee;Ann;;;
ORG:Acme\\, Inc.;Research
TITLE:Engineer
item1.EMAIL;type=INTERNET;type=pref:ann@example.org
item1.X-ABLabel:_$!<School>!$_
NOTE:Line one\\nLine two
URL:https://example.org
PHOTO;ENCODING=b:AAAA
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Bob
TEL;VALUE=uri;TYPE="voice,home":tel:+1-555-555-5555
BDAY:--0412
IMPP:xmpp:bob@example.com
END:VCARD
"""


class TestContacts:
    def test_people_of_all_three_versions(self, vcf: Path) -> None:
        [page], title = read(vcf, "vcf", CARDS)
        assert title == "3 contacts"
        assert blocks(page) == [
            ("heading1", "Dr. Jürgen Müller"),
            (
                "list",
                lines(
                    "Phone (mobile): +49 170 1234567",
                    "Address (home): Hauptstraße 5, Berlin, 10115, Germany",
                    "Birthday: 5 March 1970",
                ),
            ),
            ("heading1", "Ann Lee"),
            (
                "list",
                lines(
                    "Position: Engineer",
                    "Organisation: Acme, Inc., Research",
                    "E-mail (School): ann@example.org",
                    "Web site: https://example.org",
                ),
            ),
            ("note", "Note: Line one\nLine two"),
            ("heading1", "Bob"),
            ("list", "- Phone (home): +1-555-555-5555\n- Birthday: 12 April\n- Messages: bob@example.com"),
        ]

    def test_one_person_names_the_file(self, vcf: Path) -> None:
        assert read(vcf, "vcf", "BEGIN:VCARD\nFN:Ann Lee\nEND:VCARD\n")[1] == "Ann Lee"

    @pytest.mark.parametrize(
        ("said", "name"),
        [("FN:\nN:Lee;Ann", "Ann Lee"), ("ORG:Acme;Sales", "Acme, Sales"), ("EMAIL:a@b.org", "a@b.org")],
    )
    def test_who_has_no_name(self, vcf: Path, said: str, name: str) -> None:
        [page], _ = read(vcf, "vcf", f"BEGIN:VCARD\n{said}\nEND:VCARD\n")
        assert blocks(page)[0] == ("heading1", name)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
    def test_encodings_of_whole_files(self, vcf: Path, encoding: str) -> None:
        people = ("Анна Каренина", "Алексей Вронский", "Константин Лёвин", "Степан Облонский")
        cards = "".join(f"BEGIN:VCARD\r\nFN:{name}\r\nNOTE:Живёт в Москве\r\nEND:VCARD\r\n" for name in people)
        [page], _ = read(vcf, "vcf", cards.encode(encoding))
        assert [text for kind, text in blocks(page) if kind == "heading1"] == list(people)

    def test_cards_that_are_cut_short_or_never_end(self, vcf: Path) -> None:
        [page], _ = read(vcf, "vcf", CARDS[: CARDS.index("NOTE")].replace("END:VCARD\n", ""))
        assert "Müller" in page.text and "Ann Lee" in page.text

    def test_lines_without_end_cost_little(self, vcf: Path) -> None:
        card = b"BEGIN:VCARD\r\nFN:Ann Lee\r\n"
        endless = (
            card
            + b"PHOTO;ENCODING=b:"
            + b"A" * (8 << 20)
            + b"\r\nTEL:1\r\n"
            + b"NOTE:x\r\n" * 50_000
            + b"END:VCARD\r\n"
        )
        folded = card + b"NOTE:" + b"\r\n y" * 500_000 + b"\r\nTEL:1\r\n"
        for data in (endless, folded):
            pages, _ = read(vcf, "vcf", data)
            assert "- Phone: 1" in pages[0].text
            assert sum(len(page.text) for page in pages) < 3_000_000

    def test_strange_encodings_are_not_believed(self, vcf: Path) -> None:
        for charset in ("punycode", "idna", "nonsense", "utf-8\x00"):
            [page], _ = read(vcf, "vcf", f"BEGIN:VCARD\nFN;CHARSET={charset}:Ann Lee\nEND:VCARD\n")
            assert page.text.split() == ["Ann", "Lee"]
