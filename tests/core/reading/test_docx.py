"""Word files (DOCX): text in order, structure as a person sees it, pictures for OCR, and no harm from hostile ones."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.shared import Inches
from PIL import Image

from core.errors import WellreadError
from core.reading.registry import read_pages, see_pictures
from core.reading.source import Source
from core.types import Author, Page, Picture

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """<w:style w:styleId="H"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>
</w:style>
<w:style w:styleId="H2"><w:name w:val="My section"/><w:basedOn w:val="H3"/></w:style>
<w:style w:styleId="H3"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="C"><w:name w:val="caption"/></w:style><w:style w:styleId="T"><w:name w:val="toc 1"/></w:style>
<w:style w:styleId="X"><w:name w:val="secret"/><w:rPr><w:vanish/></w:rPr></w:style>"""
NUMBERS = """<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2.%3"/><w:isLgl/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>
<w:lvlText w:val="%1"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>
</w:lvlOverride></w:num>"""


def word_file(path: Path, body: str, space: str = WORD, **parts: str) -> None:
    """A Word file written by hand. `parts` are others, by the kind of their relation; their roots are added here."""
    roots = {"styles": "styles", "numbering": "numbering", "header": "hdr", "footer": "ftr"}
    texts = {"styles": STYLES, "numbering": NUMBERS, **parts}
    listing = "".join(
        f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/>'
        for kind in texts
        if "." not in kind
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}" {SPACES}><w:body>{body}</w:body></w:document>'
        )
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{listing}</Relationships>")
        for kind, text in texts.items():
            root = roots.get(kind, kind)
            archive.writestr(f"word/{kind}.xml", f'<w:{root} xmlns:w="{space}" {SPACES}>{text}</w:{root}>')


SPACES = (
    f'xmlns:r="{RELATIONS}" xmlns:m="urn:m" xmlns:mc="urn:mc" xmlns:wps="urn:wps" xmlns:v="urn:v" xmlns:a="urn:a" '
    'xmlns:c="urn:c" xmlns:dgm="urn:dgm"'
)


def par(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def item(text: str, number: int, level: int = 0) -> str:
    return par(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{par(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def read(path: Path) -> list[Page]:
    return [page for page in read_pages(Source(path, "docx", path.parent)) if isinstance(page, Page)]


def blocks_of(page: Page) -> list[tuple[str, str]]:
    return [(f"{block.kind}{block.level or ''}", page.text[block.start : block.end]) for block in page.blocks]


def blocks(path: Path, body: str, space: str = WORD, **parts: str) -> list[tuple[str, str]]:
    word_file(path / "a.docx", body, space, **parts)
    return [block for page in read(path / "a.docx") for block in blocks_of(page)]


def made_by_word(path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Handbook of the shop"
    document.core_properties.author = "Ann Lee"
    document.add_heading("Leave", 1)
    document.add_paragraph("Ask for leave early.\tPlease.")
    document.add_heading("Sick days", 2)
    document.add_paragraph("call in", style="List Bullet")
    document.add_paragraph("send a note", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for place, text in zip((c for row in table.rows for c in row.cells), ("Grade", "Days", "A", "30"), strict=True):
        place.text = text
    document.add_paragraph("The end.")
    document.sections[0].header.paragraphs[0].text = "Shop Ltd"
    document.sections[0].footer.paragraphs[0].text = "- 7 -"
    for size in ((400, 200), (20, 20)):
        stream = io.BytesIO()
        Image.new("L", size).save(stream, "PNG")
        document.add_picture(stream, width=Inches(1))
    document.save(str(path))


def test_a_file_as_a_library_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    made_by_word(path)
    source = Source(path, "docx", tmp_path)
    reading = read_pages(source)
    picture, page = next(reading), next(reading)
    assert isinstance(page, Page) and isinstance(picture, Picture)
    assert blocks_of(page) == [
        ("heading1", "Leave"),
        ("paragraph", "Ask for leave early.\tPlease."),
        ("heading2", "Sick days"),
        ("list", "- call in\n1. send a note"),
        ("table", "Grade | Days\nA | 30"),
        ("paragraph", "The end."),
        ("note", "Page header: Shop Ltd"),
    ]
    assert next(reading) == Author("Ann Lee")
    with pytest.raises(StopIteration) as end:
        next(reading)
    assert end.value.value == "Handbook of the shop"
    assert picture.item.startswith("word/media/") and picture.label == "Picture 1"
    ((same, sight),) = see_pictures(source, [picture, Picture("word/media/none.png")])
    assert same == picture and sight.image.size == (400, 200)


@pytest.mark.parametrize("space", [WORD, STRICT])
def test_headings_and_lists_carry_the_numbers_that_word_shows(tmp_path: Path, space: str) -> None:
    heading = '<w:pStyle w:val="H"/>'
    body = (
        par("Scope", heading) + item("one", 1) + item("below", 1, 1) + item("deep", 1, 2) + item("two", 1)
        + item("again", 1, 1) + par("Terms", heading) + item("on", 1) + item("anew", 3) + item("next", 3)
        + par("Own", '<w:pStyle w:val="H2"/>') + par("Plain", f'{heading}<w:outlineLvl w:val="9"/>')
    )  # fmt: skip
    assert blocks(tmp_path, body, space) == [
        ("heading1", "I Scope"),
        ("list", "1. one\n(a) below\n1.1.1 deep\n2. two\n(a) again"),
        ("heading1", "II Terms"),
        ("list", "3. on\n5. anew\n6. next"),
        ("heading2", "Own"),
        ("list", "III Plain"),
    ]


def test_only_what_a_person_sees(tmp_path: Path) -> None:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    runs = (
        run("kept "),
        f"<w:ins>{run('new ')}</w:ins>",
        "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>",
        f"<w:moveFrom>{run('moved')}</w:moveFrom>",
        run("hidden", "<w:vanish/>"),
        run("styled", '<w:rStyle w:val="X"/>'),
        f"<w:hyperlink>{run('link ')}</w:hyperlink>",
        field.format("begin"),
        f"<w:r><w:instrText>IF x</w:instrText></w:r>{run('code')}",
        field.format("separate"),
        run("result "),
        field.format("end"),
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:noBreakHyphen/><w:br w:type="page"/></w:r>',
        run("end"),
    )
    body = (
        f"<w:p>{''.join(runs)}</w:p>"
        + par("Scope ... 3", '<w:pStyle w:val="T"/>')
        + f"<w:sdt><w:sdtContent>{par('in control')}</w:sdtContent></w:sdt>"
    )
    assert blocks(tmp_path, body) == [("paragraph", "kept new link result ☑-end"), ("paragraph", "in control")]


def test_notes_comments_and_captions(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>Water</w:t><w:footnoteReference w:id="2"/><w:t> and air</w:t><w:endnoteReference w:id="1"/>'
        '<w:commentReference w:id="0"/></w:r></w:p>'
        + par("Figure of it", '<w:pStyle w:val="C"/>')
        + f'<w:p>{run("Table ")}<w:fldSimple w:instr=" SEQ Table ">{run("1")}</w:fldSimple></w:p>'
    )
    assert blocks(
        tmp_path,
        body,
        footnotes=f'<w:footnote w:id="0" w:type="separator">{par("x")}</w:footnote>'
        f'<w:footnote w:id="2">{par("It is wet.")}</w:footnote>',
        endnotes=f'<w:endnote w:id="1">{par("Mostly.")}</w:endnote>',
        comments=f'<w:comment w:id="0" w:author="Ann B">{par("Is it?")}</w:comment>',
    ) == [
        ("paragraph", "Water[1] and air[i]"),
        ("note", "[1] It is wet."),
        ("note", "[i] Mostly."),
        ("note", "Comment by Ann B: Is it?"),
        ("caption", "Figure of it"),
        ("caption", "Table 1"),
    ]


def test_tables(tmp_path: Path) -> None:
    names = "<w:tblHeader/>"
    body = (
        "<w:tbl>" + row(cell("Sales", '<w:gridSpan w:val="3"/>'), properties=names)
        + row(cell("Town"), cell("Year", '<w:gridSpan w:val="2"/>'), properties=names)
        + row(cell(""), cell("2023"), cell("2024"), properties=names)
        + row(cell("Rome", '<w:vMerge w:val="restart"/>'), cell("1"), cell("2"))
        + row(cell("", "<w:vMerge/>"), cell("3"), cell("4"))
        + row(cell("Oslo"), cell("5"), cell("6"), properties="<w:del/>") + "</w:tbl>"
        + "<w:tbl>" + row("<w:tc>" + par("Outer") + "<w:tbl>" + row(cell("a"), cell("b")) + row(cell("1"), cell("2"))
                          + "</w:tbl>" + par("After") + "</w:tc>") + "</w:tbl>"
    )  # fmt: skip
    assert blocks(tmp_path, body) == [
        ("caption", "Sales"),
        ("table", "Town | Year 2023 | Year 2024\nRome | 1 | 2\nRome | 3 | 4"),
        ("paragraph", "Outer"),
        ("table", "a | b\n1 | 2"),
        ("paragraph", "After"),
    ]
    page = read(tmp_path / "a.docx")[0]
    assert page.blocks[1].header == len("Town | Year 2023 | Year 2024")


def test_boxes_equations_and_charts(tmp_path: Path) -> None:
    box = f"<wps:txbx><w:txbxContent>{par('boxed')}</w:txbxContent></wps:txbx>"
    body = (
        f"<w:p><w:r><w:t>by </w:t><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r><m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r>"
        "</m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r>"
        "<m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>"
        '<w:p><w:r><w:drawing><c:chart r:id="chart"/></w:drawing></w:r></w:p>'
    )
    points = '<c:pt idx="0"><c:v>{}</c:v></c:pt><c:pt idx="1"><c:v>{}</c:v></c:pt>'
    title = "<c:title><c:tx><c:rich><a:p><a:r><a:t>Rain</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    months = f"<c:cat><c:strRef><c:strCache>{points.format('May', 'June')}</c:strCache></c:strRef></c:cat>"
    numbers = f"<c:numCache><c:formatCode>0.0</c:formatCode>{points.format(4, 7.25)}</c:numCache>"
    values = f"<c:val><c:numRef>{numbers}</c:numRef></c:val>"
    chart = f"<c:chart>{title}<c:ser><c:tx><c:v>mm</c:v></c:tx>{months}{values}</c:ser></c:chart>"
    assert blocks(tmp_path, body, chart=chart) == [
        ("paragraph", "by (a+b)/2x^2"),
        ("paragraph", "boxed"),
        ("caption", "Rain"),
        ("table", " | mm\nMay | 4.0\nJune | 7.3"),
    ]


def test_a_long_table_and_text_come_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "long.docx"
    rows = "".join(row(cell(f"number {number}"), cell("what there is to say of it")) for number in range(8000))
    body = "".join(par(f"Paragraph {number} of a long report.") for number in range(8000))
    word_file(path, f"<w:tbl>{row(cell('Number'), cell('Words'), properties='<w:tblHeader/>')}{rows}</w:tbl>{body}")
    pages = read(path)
    assert len(pages) > 4 and pages[1].columns == "Number | Words" and pages[-1].columns == ""
    assert [page.offset for page in pages] == [sum(len(page.text) for page in pages[:at]) for at in range(len(pages))]
    assert sum(page.text.count("what there is") for page in pages) == 8000


def test_hostile_files(tmp_path: Path) -> None:
    bad = tmp_path / "bad.docx"
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'
    late = f"<!--{'x' * 5000}-->" + bomb.replace("<d>", '<p x="&b;">').replace("</d>", "</p>")
    for text, reason in ((bomb, "document type"), (late, "document type"), ("<w:document", "damaged"), ("", "damaged")):
        with zipfile.ZipFile(bad, "w") as archive:
            archive.writestr("word/document.xml", text)
        with pytest.raises(WellreadError, match=reason):
            read(bad)
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("word/other.xml", "")
    with pytest.raises(WellreadError, match="missing"):
        read(bad)
    word_file(bad, "<w:tbl><w:tr><w:tc>" * 60 + par("deep") + "</w:tc></w:tr></w:tbl>" * 60)
    assert "deep" in read(bad)[0].text
    word_file(bad, par("first") + "<w:tbl><w:tr><w:tc>" * 5000)
    with pytest.raises(WellreadError, match="damaged"):
        read(bad)
    word_file(bad, par("kept"), styles="<broken", numbering="</w:x>", footnotes="&none;")
    assert read(bad)[0].text == "kept\n\n"


def test_what_came_before_the_damage_is_kept(tmp_path: Path) -> None:
    path, bad = tmp_path / "a.docx", tmp_path / "bad.docx"
    made_by_word(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[: data.index(b"The end.")] if name == "word/document.xml" else data)
    reading = read_pages(Source(bad, "docx", tmp_path))
    page = next(reading)
    assert isinstance(page, Page) and "Ask for leave early" in page.text
    with pytest.raises(WellreadError, match="damaged"):
        next(reading)


def test_a_file_that_is_cut_short_gives_what_is_left_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    word_file(path, "".join(par(f"Paragraph {number}.") for number in range(5000)))
    path.write_bytes(path.read_bytes()[:8000])
    reading = read_pages(Source(path, "docx", tmp_path))
    page = next(reading)
    assert isinstance(page, Page) and page.text.startswith("Paragraph 0.\n\nParagraph 1.")
    with pytest.raises(WellreadError):
        list(reading)
