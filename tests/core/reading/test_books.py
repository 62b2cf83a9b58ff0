"""Books: EPUB, FictionBook, Kindle and Mobipocket, whole and broken."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image, ImageDraw

from core.errors import NotRead, WellreadError
from core.passages import Cutter
from core.reading.registry import read_pages, see_pictures
from core.reading.source import Source
from core.types import BlockKind, Page, Part, Picture
from tests.core.reading import kindle_maker as kindle

CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
PAGE = '<?xml version="1.0"?><html xmlns:epub="http://www.idpf.org/2007/ops"><head><title>t</title></head><body>{}</body></html>'


class Read(NamedTuple):
    pages: list[Page]
    pictures: list[Picture]
    title: str
    error: WellreadError | None

    @property
    def labels(self) -> list[str]:
        return [page.label for page in self.pages]

    @property
    def text(self) -> str:
        return "\n".join(page.text for page in self.pages)

    def blocks(self, kind: BlockKind) -> list[str]:
        return [page.text[b.start : b.end] for page in self.pages for b in page.blocks if b.kind is kind]


def read(path: Path, kind: str) -> Read:
    found: list[Page | Picture | Part] = []
    title, error = "", None
    reading = read_pages(Source(path, kind, path.parent))
    try:
        while True:
            found.append(next(reading))
    except StopIteration as end:
        title = end.value
    except WellreadError as raised:
        error = raised
    pages = [page for page in found if isinstance(page, Page)]
    for page in pages:
        assert all(0 <= block.start < block.end <= len(page.text) for block in page.blocks)
    return Read(pages, [picture for picture in found if isinstance(picture, Picture)], title, error)


def epub(path: Path, files: Mapping[str, str | bytes], spine: str, *, manifest: str = "", more: str = "") -> Path:
    """spine: names of files in order. manifest, more: further elements of the package."""
    names = spine.split()
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names)
    )
    refs = "".join(f'<itemref idref="i{n}"/>' for n in range(len(names)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>Moby-Dick;\n or, The Whale</dc:title></metadata><manifest>{items}{manifest}</manifest>"
        f'<spine toc="ncx">{refs}</spine>{more}</package>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OPS/book.opf", package)
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def letters(words: str = "CALL ME ISHMAEL", size: tuple[int, int] = (320, 60)) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((10, 20), words, "black")
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


NAV = PAGE.format(
    '<nav epub:type="landmarks"><ol><li><a href="a.xhtml">Wrong</a></li></ol></nav>'
    '<nav epub:type="toc"><ol><li><a href="a.xhtml">Loomings</a></li><li><span>Part Two</span><ol>'
    '<li><a href="b.xhtml#one">I</a></li><li><a href="b.xhtml#two">The Counterpane</a></li></ol></li></ol></nav>'
)
NAV_ITEM = '<item id="nav" href="nav.xhtml" properties="nav"/>'


class TestEpub:
    def test_chapters_are_pages_in_reading_order_called_as_the_contents_call_them(self, tmp_path: Path) -> None:
        files = {
            "OPS/b.xhtml": PAGE.format(
                '<h1 id="one">1.</h1><p>Queequeg.</p><h1><a id="two"></a>THE COUNTERPANE</h1><p>The harpooneer.</p>'
            ),
            "OPS/a.xhtml": PAGE.format("<h1>LOOMINGS</h1><p>Call me Ishmael.</p>"),
            "OPS/nav.xhtml": NAV,
        }
        book = read(epub(tmp_path / "m.epub", files, "a.xhtml nav.xhtml b.xhtml", manifest=NAV_ITEM), "epub")
        assert (book.title, book.error) == ("Moby-Dick; or, The Whale", None)
        assert [(page.number, page.label) for page in book.pages] == [
            (1, "Loomings"), (2, "Part Two, Chapter I"), (3, "Part Two, The Counterpane")
        ]  # fmt: skip
        assert "Call me Ishmael." in book.pages[0].text
        assert "THE COUNTERPANE" in book.pages[2].text and "harpooneer" in book.pages[2].text
        assert "Queequeg" in book.pages[1].text and "harpooneer" not in book.pages[1].text

    def test_headings_lists_tables_and_notes_are_kept(self, tmp_path: Path) -> None:
        body = (
            "<h1>Loomings</h1><h2>Water</h2><p>Whales<a epub:type='noteref' href='#n1'>1</a> are large.</p>"
            "<ul><li>sperm</li><li>right</li></ul><table><tr><th>Whale</th><th>Feet</th></tr><tr><td>Sperm</td><td>60</td>"
            "</tr></table><aside epub:type='footnote' id='n1'><p>So they say.</p></aside>"
        )
        book = read(epub(tmp_path / "m.epub", {"OPS/a.xhtml": PAGE.format(body)}, "a.xhtml"), "epub")
        levels = [
            (b.level, p.text[b.start : b.end]) for p in book.pages for b in p.blocks if b.kind is BlockKind.HEADING
        ]
        assert levels == [(1, "Loomings"), (2, "Water")]
        assert book.blocks(BlockKind.LIST) == ["- sperm\n- right"]
        table = next(b for b in book.pages[0].blocks if b.kind is BlockKind.TABLE)
        assert book.pages[0].text[table.start : table.start + table.header] == "Whale | Feet"
        assert "So they say." in book.blocks(BlockKind.NOTE)[0]
        assert book.labels == ["Loomings"]

    def test_a_chapter_without_a_heading_gets_the_one_of_the_contents(self, tmp_path: Path) -> None:
        files = {
            "OPS/a.xhtml": PAGE.format("<p class='title'>Call me Ishmael.</p>"),
            "OPS/b.xhtml": PAGE.format("<h3 id='one'>Deep</h3><p>Text.</p>"),
            "OPS/nav.xhtml": NAV,
        }
        book = read(epub(tmp_path / "m.epub", files, "a.xhtml b.xhtml", manifest=NAV_ITEM), "epub")
        cutter = Cutter()
        paths = [passage.heading for page in book.pages for passage in cutter.cut(page)]
        assert paths == [("Loomings",), ("Part Two", "Deep")]

    def test_the_contents_of_older_books(self, tmp_path: Path) -> None:
        ncx = (
            '<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://x/ncx.dtd">'
            '<ncx:ncx xmlns:ncx="http://www.daisy.org/z3986/2005/ncx/"><ncx:navMap><ncx:navPoint><ncx:navLabel>'
            '<ncx:text>Chapter 1</ncx:text></ncx:navLabel><ncx:content src="Text/Chap%20A.HTML"/></ncx:navPoint>'
            "</ncx:navMap></ncx:ncx>"
        )
        files = {"OPS/Text/chap A.html": PAGE.format("<p>Call me Ishmael.</p>"), "OPS/toc.ncx": ncx}
        spine = epub(
            tmp_path / "m.epub", files, "Text/Chap%20A.HTML",
            manifest='<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
        )  # fmt: skip
        assert read(spine, "epub").labels == ["Chapter 1"]

    def test_a_piece_of_a_chapter_that_was_split_goes_by_its_name(self, tmp_path: Path) -> None:
        files = {
            "OPS/p_split_000.html": PAGE.format("<h1>Loomings</h1><p>Call me.</p>"),
            "OPS/p_split_001.html": PAGE.format("<p>Ishmael.</p>"),
            "OPS/q.html": PAGE.format("<p>The end.</p>"),
        }
        book = read(epub(tmp_path / "m.epub", files, "p_split_000.html p_split_001.html q.html"), "epub")
        assert book.labels == ["Loomings", "Loomings", "Section 3"]

    def test_deeper_entries_cut_only_where_they_leave_the_chapter(self, tmp_path: Path) -> None:
        nav = PAGE.format(
            '<nav epub:type="toc"><ol><li><a href="a.xhtml">Book</a><ol><li><a href="a.xhtml#x">Intro</a></li>'
            '<li><span>Isaacs</span><ol><li><a href="a.xhtml#y">Clover</a><ol><li><a href="a.xhtml#z">Deeper</a></li>'
            "</ol></li></ol></li></ol></li></ol></nav>"
        )
        body = (
            '<h1>Book</h1><h2 id="x">Intro</h2><p>A.</p><h3 id="y">Clover</h3><p>B.</p><h4 id="z">Deeper</h4><p>C.</p>'
        )
        files = {"OPS/a.xhtml": PAGE.format(body), "OPS/nav.xhtml": nav}
        book = read(epub(tmp_path / "m.epub", files, "a.xhtml", manifest=NAV_ITEM), "epub")
        assert book.labels == ["Book", "Book, Intro", "Book, Isaacs, Clover"]
        cutter = Cutter()
        paths = [passage.heading for page in book.pages for passage in cutter.cut(page)]
        assert paths[1:] == [("Book", "Intro"), ("Book", "Isaacs", "Clover"), ("Book", "Isaacs", "Clover", "Deeper")]

    def test_numbers_of_printed_pages_and_marks_within_words_are_left_out(self, tmp_path: Path) -> None:
        body = '<p>The wh&shy;ale<span epub:type="pagebreak" id="p7">7</span> swims\u2060\ufeff—on.</p>'
        book = read(epub(tmp_path / "m.epub", {"OPS/a.xhtml": PAGE.format(body)}, "a.xhtml"), "epub")
        assert book.text.strip() == "The whale swims—on."

    def test_pages_that_are_pictures_wait_for_ocr_and_covers_do_not(self, tmp_path: Path) -> None:
        files: dict[str, str | bytes] = {
            "OPS/cover.xhtml": PAGE.format('<img src="c.png" alt="Cover"/>'),
            "OPS/p1.xhtml": PAGE.format('<svg><image xlink:href="img/p%201.png"/></svg>'),
            "OPS/text.xhtml": PAGE.format(f'<p>{"Much text. " * 20}</p><img src="c.png"/>'),
            "OPS/c.png": letters("MOBY"),
            "OPS/img/p 1.png": letters(),
        }
        path = epub(tmp_path / "m.epub", files, "cover.xhtml p1.xhtml text.xhtml")
        book = read(path, "epub")
        assert book.pictures == [Picture("OPS/img/p 1.png", 1, "Section 1")]
        assert book.pages[0].number == 2
        [(picture, sight)] = see_pictures(Source(path, "epub", tmp_path), [*book.pictures, Picture("missing.png")])
        assert picture == book.pictures[0] and sight.image.size == (320, 60)

    def test_a_picture_too_large_to_open_is_left_out(self, tmp_path: Path) -> None:
        bomb = letters()
        header = b"IHDR" + struct.pack(">II", 60_000, 60_000) + bomb[24:29]
        bomb = bomb[:12] + header + struct.pack(">I", zlib.crc32(header)) + bomb[33:]
        path = epub(
            tmp_path / "m.epub", {"OPS/a.xhtml": PAGE.format('<img src="b.png"/>'), "OPS/b.png": bomb}, "a.xhtml"
        )
        pictures = read(path, "epub").pictures
        assert len(pictures) == 1
        assert list(see_pictures(Source(path, "epub", tmp_path), pictures)) == []

    def test_ornaments_and_pictures_met_before_are_left_out(self, tmp_path: Path) -> None:
        files: dict[str, str | bytes] = {
            f"OPS/{n}.xhtml": PAGE.format('<img src="a.png"/><img src="b.png"/>') for n in "ab"
        }
        files |= {"OPS/a.png": letters(), "OPS/b.png": letters("*", (30, 20))}
        assert read(epub(tmp_path / "m.epub", files, "a.xhtml b.xhtml"), "epub").pictures == [
            Picture("OPS/a.png", 1, "Section 1")
        ]

    def test_a_book_that_a_shop_protects_is_named_so(self, tmp_path: Path) -> None:
        lock = (
            '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod '
            'Algorithm="{}"/><enc:CipherData><enc:CipherReference URI="{}"/></enc:CipherData>'
            "</enc:EncryptedData></encryption>"
        )
        real = lock.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OPS/a.xhtml")
        font = lock.format("http://www.idpf.org/2008/embedding", "OPS/a.xhtml")
        text = PAGE.format("<p>Call me Ishmael.</p>")
        files = {"OPS/a.xhtml": text, "META-INF/encryption.xml": real}
        locked = read(epub(tmp_path / "l.epub", files, "a.xhtml"), "epub")
        assert isinstance(locked.error, NotRead) and "protected" in locked.error.message and not locked.pages
        free = read(epub(tmp_path / "f.epub", {**files, "META-INF/encryption.xml": font}, "a.xhtml"), "epub")
        assert free.error is None and "Ishmael" in free.text
        half = read(epub(tmp_path / "h.epub", {**files, "OPS/b.xhtml": text}, "a.xhtml b.xhtml"), "epub")
        assert len(half.pages) == 1 and half.error is not None and "1 of the 2" in half.error.message

    def test_a_book_without_its_package_is_read_in_the_order_of_names(self, tmp_path: Path) -> None:
        path = tmp_path / "m.epub"
        with zipfile.ZipFile(path, "w") as archive:
            for n in (10, 2, 1):
                archive.writestr(f"chapter{n}.xhtml", PAGE.format(f"<h1>Number {n}</h1>"))
        assert read(path, "epub").labels == ["Number 1", "Number 2", "Number 10"]

    def test_a_book_that_is_nothing_but_its_contents_is_read(self, tmp_path: Path) -> None:
        path = epub(
            tmp_path / "m.epub", {"OPS/nav.xhtml": NAV.replace("Loomings", "Looming")}, "nav.xhtml", manifest=NAV_ITEM
        )
        assert "Looming" in read(path, "epub").text

    def test_missing_and_damaged_files_are_counted_and_the_others_read(self, tmp_path: Path) -> None:
        files = {f"OPS/{n}.xhtml": PAGE.format(f"<p>{n} {'words ' * 3000}</p>") for n in "ab"}
        path = epub(tmp_path / "m.epub", files, "a.xhtml b.xhtml c.xhtml")
        data = bytearray(path.read_bytes())
        at = data.index(b"OPS/b.xhtml") + 40
        data[at : at + 20] = bytes(20)
        path.write_bytes(data)
        book = read(path, "epub")
        assert "a words" in book.pages[0].text
        assert book.error is not None and "2 of the 3" in book.error.message

    def test_a_book_that_breaks_off_is_read_as_far_as_it_goes(self, tmp_path: Path) -> None:
        files = {f"OPS/{n}.xhtml": PAGE.format(f"<h1>Chapter {n}</h1><p>{'words ' * 300}</p>") for n in "ab"}
        path = epub(tmp_path / "m.epub", files, "a.xhtml b.xhtml")
        data = path.read_bytes()
        path.write_bytes(data[: data.index(b"OPS/b.xhtml") + 60])
        book = read(path, "epub")
        assert book.labels[0] == "Chapter a" and book.error is not None

    def test_what_is_no_book_says_so(self, tmp_path: Path) -> None:
        path = tmp_path / "m.epub"
        path.write_bytes(b"PK\x03\x04 and nothing that follows")
        assert read(path, "epub").error is not None
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/epub+zip")
        error = read(path, "epub").error
        assert error is not None and "not a book" in error.message

    def test_bombs_cost_little(self, tmp_path: Path) -> None:
        entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
        swelling = (
            f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><package><metadata><title>&a11;</title></metadata></package>'
        )
        path = tmp_path / "m.epub"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("META-INF/container.xml", CONTAINER)
            archive.writestr("OPS/book.opf", swelling)
            archive.writestr("a.xhtml", PAGE.format("<p>Call me Ishmael.</p>"))
            archive.writestr("b.xhtml", b"<p>" + bytes(66 << 20))
            archive.writestr("c.xhtml", "<div>" * 50_000 + "deep" + "</p>" * 50_000)
        book = read(path, "epub")
        assert "Ishmael" in book.text and "deep" in book.text
        assert book.error is not None and "1 of the 3" in book.error.message


FB2 = """<?xml version="1.0" encoding="windows-1251"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><author><first-name>Лев</first-name><last-name>Толстой</last-name></author>
<book-title>Война и мир</book-title><annotation><p>О войне.</p></annotation></title-info>
<document-info><author><nickname>typist</nickname></author></document-info></description>
<body><title><p>Лев Толстой</p><p>Война и мир</p></title>
<section><title><p>Часть первая</p></title><epigraph><p>Мир.</p><text-author>Некто</text-author></epigraph>
<section><title><p>I</p></title><p>Ну, князь<a l:href="#n1" type="note">1</a>, Генуя &amp; Лукка&nbsp;&mdash; AT&T.</p>
<poem><stanza><v>В приятну ночь,</v><v>при лунном свете</v></stanza></poem><subtitle>* * *</subtitle>
<section><title><p>Глубже</p></title><p>Текст.</p></section>
<table><tr><th>Имя</th><th>Лет</th></tr><tr><td>Пьер</td><td>20</td></tr></table></section></section></body>
<body name="notes"><title><p>Сноски</p></title><section id="n1"><title><p>1</p></title>
<p>Итальянские города.</p></section></body>
<binary id="cover.jpg" content-type="image/jpeg">/9j/4AAQSkZJRgABAQ</binary></FictionBook>"""


class TestFictionBook:
    def test_chapters_notes_verses_and_tables(self, tmp_path: Path) -> None:
        path = tmp_path / "m.fb2"
        path.write_bytes(FB2.encode("cp1251"))
        book = read(path, "fb2")
        assert (book.title, book.error) == ("Война и мир", None)
        assert book.labels == [
            "Война и мир", "Лев Толстой Война и мир", "Часть первая", "Часть первая, Chapter I", "Сноски"
        ]  # fmt: skip
        assert "By Лев Толстой" in book.pages[0].text and "О войне." in book.pages[0].text
        assert "Ну, князь[1], Генуя & Лукка — AT&T." in book.pages[3].text
        assert "В приятну ночь,\nпри лунном свете" in book.blocks(BlockKind.PARAGRAPH)
        assert "— Некто" in book.pages[2].text
        assert book.blocks(BlockKind.NOTE) == ["[1] Итальянские города."]
        assert "typist" not in book.text and "4AAQ" not in book.text and "* * *" not in book.text
        table = next(b for b in book.pages[3].blocks if b.kind is BlockKind.TABLE)
        assert book.pages[3].text[table.start : table.start + table.header] == "Имя | Лет"
        levels = {p.text[b.start : b.end]: b.level for p in book.pages for b in p.blocks if b.kind is BlockKind.HEADING}
        assert (levels["Часть первая"], levels["I"], levels["Глубже"]) == (2, 3, 4)

    def test_broken_tags_cost_no_more_than_themselves(self, tmp_path: Path) -> None:
        path = tmp_path / "m.fb2"
        broken = FB2.replace("<last-name>", "<last{name>").replace("</epigraph>", "</epi>").replace("<v>при", "<vпри")
        path.write_bytes(broken.encode("cp1251"))
        book = read(path, "fb2")
        assert "Генуя" in book.text and "Итальянские города." in book.text and book.error is None

    def test_a_book_that_breaks_off(self, tmp_path: Path) -> None:
        path = tmp_path / "m.fb2"
        path.write_bytes(FB2[: FB2.index("<poem>")].encode("cp1251"))
        book = read(path, "fb2")
        assert "Генуя" in book.text
        assert book.error is not None and "missing" in book.error.message

    def test_entities_depth_and_endless_paragraphs(self, tmp_path: Path) -> None:
        entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
        path = tmp_path / "m.fb2"
        path.write_text(
            f'<!DOCTYPE x [<!ENTITY a0 SYSTEM "file:///etc/passwd">{entities}]><FictionBook><body>'
            "<section><p>&a0;&a11; Hi</p>" + "<section>" * 50_000 + "</p>" * 50_000 + f"<p>{'many words ' * 50_000}"
        )  # fmt: skip
        book = read(path, "fb2")
        assert "Hi" in book.text and "root:" not in book.text and "many words" in book.text
        assert max(len(page.text) for page in book.pages) < 400_000


CHAPTERS = [
    f"<h2>Chapter {n}</h2><p>Call me <i>Ishmael</i> {n} é. {'Some years ago. ' * 300}</p><ul><li>one</li></ul>"
    for n in (1, 2, 3)
]
MARKUP = (
    f"<html><head><guide></guide></head><body><p>Front</p>{'<mbp:pagebreak/>'.join(CHAPTERS)}</body></html>".encode()
)
PLACES = {f"{n}. Title": MARKUP.index(chapter.encode()) for n, chapter in enumerate(CHAPTERS, 1)}


class TestKindle:
    @pytest.mark.parametrize("packing", [1, 2, 17480])
    def test_text_and_chapters_however_they_are_packed(self, tmp_path: Path, packing: int) -> None:
        path = tmp_path / "m.mobi"
        path.write_bytes(kindle.old_book(MARKUP, packing=packing, chapters=PLACES, given={503: b"Moby &amp; Dick"}))
        book = read(path, "mobi")
        assert (book.title, book.error) == ("Moby & Dick", None)
        assert book.labels == ["Section 1", "1. Title", "2. Title", "3. Title"]
        assert [page.number for page in book.pages] == [1, 2, 3, 4]
        assert "Call me Ishmael 2 é." in book.pages[2].text
        assert book.pages[3].text.count("Some years ago.") == 300
        assert book.blocks(BlockKind.LIST) == ["- one"] * 3

    def test_chapters_by_page_breaks_where_there_is_no_table(self, tmp_path: Path) -> None:
        path = tmp_path / "m.mobi"
        path.write_bytes(kindle.old_book(MARKUP))
        assert read(path, "mobi").labels == ["Chapter 1", "Chapter 2", "Chapter 3"]
        assert read(path, "mobi").title == "Moby – Dick"

    def test_chapters_by_the_links_of_the_page_that_lists_them(self, tmp_path: Path) -> None:
        head = "<html><head><guide><reference title='x' type='toc' filepos=0000000094 /></guide></head><body>"
        toc = "<p><a filepos=0000000300 >Loo<b>mings</b></a><br/><a filepos=0000000500>Carpet</a></p><mbp:pagebreak/>"
        markup = (head + toc).encode().ljust(300) + b"<p>Call me Ishmael.</p>".ljust(200) + b"<p>The bag.</p>"
        path = tmp_path / "m.mobi"
        path.write_bytes(kindle.old_book(markup))
        book = read(path, "mobi")
        assert book.labels[-2:] == ["Loomings", "Carpet"]
        assert "Ishmael" in book.pages[-2].text and "bag" in book.pages[-1].text

    def test_the_later_format_is_put_together(self, tmp_path: Path) -> None:
        frame = b"<html><head><title>x</title></head><body><div>|</table></div></body></html>"
        parts = [
            (frame, [b"<h1>Part One</h1><table><tr><th>Whale</th><th>Feet</th></tr>", b"<tr><td>Sperm<td>60</tr>"]),
            (frame, ["<p>Call me Ishmael é.</p>".encode()]),
        ]  # fmt: skip
        path = tmp_path / "m.azw3"
        path.write_bytes(kindle.database(kindle.new_book(parts, [("Part One", 0, 0), ("Loomings", 1, 2)])))
        book = read(path, "mobi")
        assert (book.title, book.error) == ("New book", None)
        assert book.labels == ["Part One", "Part One, Loomings"]
        assert book.blocks(BlockKind.TABLE) == ["Whale | Feet\nSperm | 60"]
        assert book.blocks(BlockKind.HEADING) == ["Part One", "Loomings"]
        assert "margin" not in book.text

    def test_of_two_books_in_one_file_the_later_format_is_read(self, tmp_path: Path) -> None:
        new = kindle.new_book(
            [(b"<html><body>|</body></html>", [b"<h1>Loomings</h1><p>New.</p>"])], [("Loomings", 0, 0)]
        )
        old = b"<html><body><p>Old.</p></body></html>"
        path = tmp_path / "m.mobi"
        path.write_bytes(kindle.old_book(old, given={121: struct.pack(">I", 3)}, more=[b"BOUNDARY", *new]))
        assert read(path, "mobi").text.split() == ["Loomings", "New."]
        path.write_bytes(kindle.old_book(old, given={121: struct.pack(">I", 77)}))
        assert read(path, "mobi").text.strip() == "Old."

    def test_pages_that_are_pictures_wait_for_ocr(self, tmp_path: Path) -> None:
        path = tmp_path / "m.mobi"
        markup = b'<img recindex="00002"/><mbp:pagebreak/><img src="kindle:embed:0001?mime=image/png"/>'
        path.write_bytes(kindle.old_book(markup, pictures=[letters("ONE", (90, 40)), letters("TWO", (100, 40))]))
        book = read(path, "mobi")
        assert [(p.number, p.label) for p in book.pictures] == [(1, "Section 1"), (2, "Section 2")]
        seen = list(see_pictures(Source(path, "mobi", tmp_path), book.pictures))
        assert [sight.image.size for _, sight in seen] == [(100, 40), (90, 40)]

    def test_plain_text_of_old_handhelds(self, tmp_path: Path) -> None:
        text = b"Call me Ishmael.\r\n\r\n\x93Some years ago\x94 < now."
        first = struct.pack(">HHIHHHH", 2, 0, len(text), 1, 4096, 0, 0)
        path = tmp_path / "m.prc"
        path.write_bytes(kindle.database([first, kindle.palmdoc(text)], b"TEXtREAd"))
        book = read(path, "mobi")
        assert book.blocks(BlockKind.PARAGRAPH) == ["Call me Ishmael.", "“Some years ago” < now."]
        assert book.title == "Moby Dick"

    def test_a_protected_book_says_so(self, tmp_path: Path) -> None:
        path = tmp_path / "m.azw"
        path.write_bytes(kindle.old_book(MARKUP, lock=2))
        error = read(path, "mobi").error
        assert isinstance(error, NotRead) and "protected" in error.message

    def test_a_book_that_breaks_off(self, tmp_path: Path) -> None:
        path = tmp_path / "m.mobi"
        data = kindle.old_book(MARKUP)
        path.write_bytes(data[: len(data) * 2 // 3])
        book = read(path, "mobi")
        assert "Ishmael 1" in book.text
        assert book.error is not None and "missing" in book.error.message

    @pytest.mark.parametrize("at", [76, 78, 82, 1, 20, 112, 116, 240, 244, 248])
    def test_numbers_that_lie_cost_little(self, tmp_path: Path, at: int) -> None:
        path = tmp_path / "m.mobi"
        for packing in (2, 17480):
            data = bytearray(kindle.old_book(MARKUP, packing=packing, chapters=PLACES))
            first = struct.unpack_from(">I", data, 78)[0]
            place = at if at in (76, 78, 82) else first + at
            data[place : place + 4] = b"\xff" * 4
            path.write_bytes(data)
            try:
                book = read(path, "mobi")
            except MemoryError:
                pytest.fail("it was believed")
            assert len(book.text) < 10 * len(MARKUP)

    def test_phrases_made_of_themselves_end(self, tmp_path: Path) -> None:
        data = bytearray(kindle.old_book(b"<p>eeee</p>", packing=17480))
        for value in range(128):  # every phrase stands for itself again, twice
            at = data.index(b"CDIC") + 16 + 256 + 3 * value
            data[at : at + 2] = struct.pack(">H", 1)
        path = tmp_path / "m.mobi"
        path.write_bytes(data)
        assert len(read(path, "mobi").text) < 10_000
