"""Rich text: code pages, structure, notes, what is hidden, and no harm from broken files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from core.errors import WellreadError
from core.passages import Cutter
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Page

FONTS = (
    rb"{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fnil\fcharset204{\*\fname Arial;}Arial CYR;}"
    rb"{\f2\fnil\fcharset128 MS Mincho;}{\f3\fnil\fcharset2 Symbol;}{\f4\fnil\fcharset2 Wingdings;}{\f5\fnil Plain;}}"
)
STYLES = (
    rb"{\stylesheet{\ql\fs24 Normal;}{\s1\sb240\f1 heading 1;}"
    rb"{\s2\sbasedon1\outlinelevel1 My own;}{\s3\sbasedon2 Child;}"
    rb"{\s4 caption;}{\s5\ls1 Bulleted;}{\*\cs10 Default Paragraph Font;}{\s6 Title;}}"
)


def read(folder: Path, body: bytes, head: bytes = rb"{\rtf1\ansi\ansicpg1252\deff0") -> list[Page]:
    path = folder / "a.rtf"
    path.write_bytes(head + FONTS + STYLES + body + b"}")
    return [page for page in read_pages(Source(path, "rtf", folder)) if isinstance(page, Page)]


def blocks(page: Page) -> list[tuple[str, str]]:
    return [
        (f"{block.kind}{block.level or ''}{'+' if block.header else ''}", page.text[block.start : block.end])
        for block in page.blocks
    ]


def text(folder: Path, body: bytes, head: bytes = rb"{\rtf1\ansi\ansicpg1252\deff0") -> str:
    return "".join(page.text for page in read(folder, body, head)).strip()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (rb"caf\'e9 \f1 \'ee\'f2\'ef\'f3\'f1\'ea\f0  10\'80", "café отпуск 10€"),
        (rb"\f2 \'93\'fa\'96\'7b", "日本"),
        (rb"\f2 \'83A", "ア"),  # the second byte of a letter may be plain
        (rb"\u26053?\u-10179?\u-8704?\uc0\u8364 \uc2\u233ab!", "旅😀€é!"),
        (rb"\u8211\'96dash, \u8211 - gap", "–dash, – gap"),
        (rb"{\f3 ab}\f3\u-3882?\f4 \'fc", "αβ√✔"),
        (rb"\u-3999?", "α"),
        (rb"\{braces\} a\\b\~c\_d\-e\emdash\ldblquote q\rdblquote", "{braces} a\\b c-de—“q”"),
        (rb"\f5 \'e4", "ä"),
    ],
)
def test_letters(tmp_path: Path, body: bytes, said: str) -> None:
    assert text(tmp_path, body) == said


def test_code_page_of_the_file(tmp_path: Path) -> None:
    assert text(tmp_path, rb"\f5 \'e4\'ee\'ec", rb"{\rtf1\ansi\ansicpg1251\deff5") == "дом"
    assert text(tmp_path, rb"\f5 \'8a", rb"{\rtf1\mac\deff5") == "ä"
    assert text(tmp_path, rb"\f5 \'84", rb"{\rtf1\pc\deff5") == "ä"
    assert text(tmp_path, "\\f5 отпуск".encode(), rb"{\rtf1\ansi\ansicpg65001\deff5") == "отпуск"


def test_structure(tmp_path: Path) -> None:
    body = rb"""{\info{\title {\*\junk x}\'dcber \u26053?}{\author Someone}}
\pard\s6 Handbook\par\pard\s1 Leave\par\pard\s3 Sick days\par\pard\plain Call in.\line Then rest.\par
\pard\outlinelevel9\s1 No heading\par
{\listtext\f3 \'b7\tab}\pard\ls1 lamps\par{\pntext\f0 2.\tab}radios\par\pard\s5 bulbs\par
\pard\s4 Table 1: Fees\par
\trowd\trhdr\cellx100\cellx200\pard\intbl Item\cell Fee\cell\row
\trowd\cellx100\cellx200\intbl Lamp\par small\cell 3 \'80\cell\row\pard
Between.\par\trowd\intbl Only\cell\row\pard The end.\page Next page.\sect Last"""
    pages = read_pages_of(tmp_path, body)
    [page], title = pages
    assert title == "Über 旅"
    assert blocks(page) == [
        ("heading1", "Handbook"),
        ("heading1", "Leave"),
        ("heading2", "Sick days"),
        ("paragraph", "Call in.\nThen rest."),
        ("paragraph", "No heading"),
        ("list", "- lamps\n2. radios\n- bulbs"),
        ("caption", "Table 1: Fees"),
        ("table+", "Item | Fee\nLamp small | 3 €"),
        ("paragraph", "Between."),
        ("paragraph", "Only"),
        ("paragraph", "The end."),
        ("paragraph", "Next page."),
        ("paragraph", "Last"),
    ]
    for passage in Cutter().cut(page):
        assert page.text[passage.start : passage.end] == passage.text


def read_pages_of(folder: Path, body: bytes) -> tuple[list[Page], str]:
    path = folder / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi\deff0" + FONTS + STYLES + body + b"}")
    reading = read_pages(Source(path, "rtf", folder))
    pages: list[Page] = []
    while True:
        try:
            page = next(reading)
        except StopIteration as end:
            return pages, end.value
        assert isinstance(page, Page)
        pages.append(page)


def test_notes_comments_and_boxes(tmp_path: Path) -> None:
    body = rb"""\pard One{\super\chftn}{\footnote\pard{\super\chftn} First.\par second line} and
 two*{\footnote * Starred.} here{\*\atnid AB}{\*\atnauthor Ann}\chatn{\*\annotation{\*\atndate 1}\pard Check
 {\i this}.}.\par
\trowd\intbl cell{\super\chftn}{\footnote{\super\chftn} In a cell.}\cell{\shp{\*\shpinst{\sp{\sn x}{\sv secret}}
{\shptxt\pard boxed\par}}{\shprslt shown twice}}other\cell\row\pard
{\*\shpinst{\shptxt\pard A box.\par}}Last.\par"""
    [page] = read(tmp_path, body)
    assert blocks(page) == [
        ("paragraph", "One[1] and two* here."),
        ("note", "[1] First.\nsecond line"),
        ("note", "Note: * Starred."),
        ("note", "Comment by Ann: Check this."),
        ("table", "cell[2] | boxed other"),
        ("note", "[2] In a cell."),
        ("paragraph", "A box."),
        ("paragraph", "Last."),
    ]


def test_what_a_person_does_not_see(tmp_path: Path) -> None:
    body = rb"""{\header head}{\footerf foot}{\*\unknown star {deep}}{\v hidden}{\deleted gone}{\xe{\v entry}}
{\field{\*\fldinst{HYPERLINK "http://a.example"}}{\fldrslt the link}}{\pict\pngblip 89504e470d0a}
{\object{\*\objdata 0102}{\result  an object}}{\*\bkmkstart mark}{\upr{ ansi}{\*\ud{ \u26053?}}}{\colortbl;\red0;}
{\pict\bin8 {}\abc}}}{\nonshppict twice}{\mmath{\*\moMath{\mr{\mrPr\mscr}x}=1}}\v off\v0  on\plain."""
    assert text(tmp_path, body) == "the link an object 旅x=1 on."


def test_binary_data_over_the_pieces_in_which_a_file_is_read(tmp_path: Path) -> None:
    blob = bytes(range(256)) * 12_000
    body = rb"before {\pict\bin%d " % len(blob) + blob + rb"}after\par " + b"word\\'e9 " * 200_000
    said = text(tmp_path, body)
    assert said.startswith("before after\n\nwordé wordé")
    assert said.count("wordé") == 200_000


def test_broken_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi{\fonttbl{\f0 A;}}kept\par half a para")
    reading = read_pages(Source(path, "rtf", tmp_path))
    page = next(reading)
    assert isinstance(page, Page)
    assert page.text == "kept\n\nhalf a para\n\n"
    with pytest.raises(WellreadError, match="breaks off"):
        next(reading)
    path.write_bytes(rb"{\rtf1 seen\par" + b"{" * 100_000 + b"deep" + b"}" * 100_000 + b"}")
    with pytest.raises(WellreadError, match="nests deeper"):
        list(read_pages(Source(path, "rtf", tmp_path)))
    for said in (rb"a\bin999999999999 b", rb"a\bin-5 b", rb"a\u b\u99999999 c", rb"\cell\row\nestcell a\cell", b"\\"):
        path.write_bytes(rb"{\rtf1 " + said + b"}")
        with suppress(WellreadError):  # whatever they say, they come to an end
            list(read_pages(Source(path, "rtf", tmp_path)))
    path.write_bytes(rb"{\rtf1 said}}}} more {\par")
    assert [page.text for page in read_pages(Source(path, "rtf", tmp_path)) if isinstance(page, Page)] == ["said\n\n"]


def test_endless_paragraphs_and_cells_are_cut(tmp_path: Path) -> None:
    [*_, last] = read(tmp_path, rb"{\s1 " + b"words without an end " * 50_000 + b"}")
    assert len(last.text) < 300_000
    pages = read(tmp_path, rb"\trowd\intbl " + b"cell " * 200 + b"\\cell cell" * 80_000 + b"\\row")
    assert len(pages) > 1 and max(len(page.text) for page in pages) < 500_000
