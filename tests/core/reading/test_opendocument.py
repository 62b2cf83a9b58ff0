"""OpenDocument texts and presentations, zipped and flat: structure as a person sees it, and hostile files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from core.errors import Locked, WellreadError
from core.reading.registry import read_pages, see_pictures
from core.reading.source import Source
from core.types import Page, Picture

NAMES = "office table text style draw presentation meta chart math".split()
SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in NAMES)
SPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
TITLE = "<office:meta><dc:title>The  title</dc:title></office:meta>"
SHARED = """<office:styles>
<style:style style:name="Heading_20_2" style:family="paragraph" style:default-outline-level="2"/>
<style:style style:name="Caption" style:family="paragraph"/><text:outline-style style:name="Outline">
<text:outline-level-style text:level="1" style:num-format="I"/><text:outline-level-style text:level="2"
style:num-format="1" style:num-suffix="." text:display-levels="2"/></text:outline-style></office:styles>
<office:master-styles><style:master-page><style:header><text:p>Shop Ltd</text:p></style:header>
<style:footer><text:p>- <text:page-number>3</text:page-number> -</text:p></style:footer></style:master-page>
</office:master-styles>"""
OWN = """<office:automatic-styles><style:style style:name="P1" style:family="paragraph"
style:parent-style-name="Heading_20_2"/><style:style style:name="P2" style:family="paragraph"
style:parent-style-name="Caption"/><style:style style:name="T1" style:family="text">
<style:text-properties text:display="none"/></style:style><style:style style:name="dp2" style:family="drawing-page">
<style:drawing-page-properties presentation:visibility="hidden"/></style:style><text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>
<text:list-level-style-bullet text:level="3"/></text:list-style></office:automatic-styles>"""


def zipped(path: Path, kind: str, body: str, **more: bytes) -> Path:
    root = f"<office:document-content {SPACES}>{OWN}<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", f"{root}</office:document-content>")
        archive.writestr("styles.xml", f"<office:document-styles {SPACES}>{SHARED}</office:document-styles>")
        archive.writestr("meta.xml", f"<office:document-meta {SPACES}>{TITLE}</office:document-meta>")
        for name, data in more.items():
            archive.writestr(name, data)
    return path


def flat(path: Path, kind: str, body: str) -> Path:
    body = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    path.write_text(
        f'<?xml version="1.0"?><office:document {SPACES}>{TITLE}{SHARED}{OWN}{body}</office:document>', encoding="utf-8"
    )
    return path


def read(path: Path, kind: str) -> tuple[list[Page], str]:
    """The pages, and the title."""
    pages: list[Page] = []
    reading = read_pages(Source(path, kind, path.parent))
    while True:
        try:
            found = next(reading)
        except StopIteration as end:
            return pages, end.value
        if isinstance(found, Page):
            pages.append(found)


def blocks_of(page: Page) -> list[tuple[str, str]]:
    return [(f"{block.kind}{block.level or ''}", page.text[block.start : block.end]) for block in page.blocks]


def par(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


TEXT = f"""<text:tracked-changes><text:changed-region><text:deletion>{par("gone")}</text:deletion></text:changed-region>
</text:tracked-changes><text:table-of-content><text:index-body>{
    par("Scope 1")
}</text:index-body></text:table-of-content>
<text:h text:outline-level="1">Scope</text:h><text:h text:outline-level="2">Who</text:h>{par("Where", "P1")}
{
    par(
        'Water<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        '<text:p>It is wet.</text:p></text:note-body></text:note><text:s text:c="2"/>and '
        '<text:span text:style-name="T1">no </text:span>'
        "<text:span>air</text:span><office:annotation><dc:creator>Ann B</dc:creator><text:p>Is it?</text:p>"
        "</office:annotation><text:line-break/>below"
    )
}
<text:list text:style-name="L1"><text:list-item>{par("one")}{par("more")}<text:list><text:list-item>{par("in")}
</text:list-item></text:list></text:list-item></text:list>{par("Table 1", "P2")}
<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item>{par("two")}</text:list-item></text:list>
<table:table><table:table-header-rows><table:table-row><table:table-cell>{par("Town")}</table:table-cell>
<table:table-cell table:number-columns-spanned="2">{par("Year")}</table:table-cell><table:covered-table-cell/>
</table:table-row></table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned="2">{
    par("Rome")
}
</table:table-cell><table:table-cell>{par("1")}</table:table-cell><table:table-cell>{par("2")}</table:table-cell>
</table:table-row><table:table-row><table:covered-table-cell/><table:table-cell>{par("3")}</table:table-cell>
<table:table-cell>{par("4")}</table:table-cell></table:table-row></table:table>
{par("by <draw:frame><draw:text-box>" + par("boxed") + "</draw:text-box></draw:frame>it")}"""
READ = [
    ("heading1", "I Scope"),
    ("heading2", "I.1. Who"),
    ("heading2", "I.2. Where"),
    ("paragraph", "Water[1]  and air\nbelow"),
    ("note", "[1] It is wet."),
    ("note", "Comment by Ann B: Is it?"),
    ("list", "1. one\nmore\n(a) in"),
    ("caption", "Table 1"),
    ("list", "2. two"),
    ("table", "Town | Year\nRome | 1 | 2\nRome | 3 | 4"),
    ("paragraph", "by it"),
    ("paragraph", "boxed"),
    ("note", "Page header: Shop Ltd"),
]


def test_texts(tmp_path: Path) -> None:
    for path in (zipped(tmp_path / "a.odt", "text", TEXT), flat(tmp_path / "a.fodt", "text", TEXT)):
        (page,), title = read(path, "odt")
        assert blocks_of(page) == READ
        assert title == "The title" and page.blocks[9].header == len("Town | Year")


def png(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (width, height)).save(stream, "PNG")
    return stream.getvalue()


def test_pictures_charts_and_formulas(tmp_path: Path) -> None:
    chart = f"""<office:document-content {SPACES}><chart:title>{par("Rain")}</chart:title><table:table><table:table-row>
<table:table-cell/><table:table-cell>{par("mm")}</table:table-cell></table:table-row><table:table-row><table:table-cell>
{par("May")}</table:table-cell><table:table-cell>{par("4")}</table:table-cell></table:table-row></table:table>
</office:document-content>"""
    formula = f"<math:math {SPACES}><math:mi>a</math:mi><math:mo>+</math:mo><math:mn>1</math:mn></math:math>"
    body = "".join(
        par(f'<draw:frame><draw:{tag} xlink:href="{name}"/></draw:frame>')
        for tag, name in (
            ("object", "./Object 1"), ("object", "Object 2"), ("object", "../../x"), ("object", ""),
            ("image", "Pictures/big.png"), ("image", "Pictures/big.png"), ("image", "Pictures/icon.png"),
        )
    )  # fmt: skip
    path = zipped(
        tmp_path / "a.odt",
        "text",
        body,
        **{
            "Object 1/content.xml": chart.encode(),
            "Object 2/content.xml": formula.encode(),
            "Pictures/big.png": png(300, 200),
            "Pictures/icon.png": png(16, 16),
        },
    )
    source = Source(path, "odt", tmp_path)
    picture, page = list(read_pages(source))
    assert isinstance(page, Page) and isinstance(picture, Picture)
    assert blocks_of(page)[:3] == [("caption", "Rain"), ("table", " | mm\nMay | 4"), ("paragraph", "a + 1")]
    ((same, sight),) = see_pictures(source, [picture])
    assert (same.item, sight.image.size) == ("Pictures/big.png", (300, 200))


SLIDES = f"""<draw:page><draw:frame presentation:class="outline"><draw:text-box><text:list><text:list-item>{par("grow")}
<text:list><text:list-item>{par("slowly")}</text:list-item></text:list></text:list-item></text:list></draw:text-box>
</draw:frame><draw:frame presentation:class="title"><draw:text-box>{par("Goals")}</draw:text-box></draw:frame>
<draw:frame presentation:class="footer"><draw:text-box>{par("12 May")}</draw:text-box></draw:frame>
<draw:g><draw:custom-shape>{par("in a group")}</draw:custom-shape></draw:g>
<draw:frame><table:table><table:table-row><table:table-cell>{par("Town")}</table:table-cell><table:table-cell>{par("People")}
</table:table-cell></table:table-row><table:table-row><table:table-cell>{par("Rome")}</table:table-cell><table:table-cell>
{par("3")}</table:table-cell></table:table-row></table:table></draw:frame>
<office:annotation><dc:creator>Ann B</dc:creator>{par("Nice")}</office:annotation>
<presentation:notes><draw:page-thumbnail/><draw:frame presentation:class="notes"><draw:text-box>{par("Smile.")}
</draw:text-box></draw:frame></presentation:notes></draw:page><draw:page/>
<draw:page draw:style-name="dp2"><draw:rect>{par("kept back")}</draw:rect></draw:page>"""


def test_slides(tmp_path: Path) -> None:
    for path in (zipped(tmp_path / "a.odp", "presentation", SLIDES), flat(tmp_path / "a.fodp", "presentation", SLIDES)):
        (first, last), title = read(path, "odp")
        assert blocks_of(first) == [
            ("heading1", "Goals"),
            ("list", "- grow\n  - slowly"),
            ("paragraph", "in a group"),
            ("table", "Town | People\nRome | 3"),
            ("note", "Speaker notes: Smile."),
            ("note", "Comment by Ann B: Nice"),
        ]
        assert (first.number, first.label) == (1, "Slide 1") and title == "The title"
        assert (last.number, last.label, last.text) == (3, "Slide 3 (hidden)", "kept back\n\n")


def test_a_long_text_comes_in_pieces(tmp_path: Path) -> None:
    row = f"<table:table-row>{'<table:table-cell>{}</table:table-cell>' * 2}</table:table-row>"
    rows = "".join(row.format(par(f"number {at}"), par("what there is to say")) for at in range(6000))
    names = row.format(par("Number"), par("Words"))
    body = f"<table:table><table:table-header-rows>{names}</table:table-header-rows>{rows}</table:table>" + "".join(
        par(f"Paragraph {at} of a long report.") for at in range(6000)
    )
    pages, _ = read(zipped(tmp_path / "a.odt", "text", body), "odt")
    assert len(pages) > 3 and pages[1].columns == "Number | Words" and pages[-1].columns == ""
    assert sum(page.text.count("what there is") for page in pages) == 6000


def test_hostile_files(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    zipped(path, "text", par("kept") + "<text:section>" * 3000)
    with pytest.raises(WellreadError, match="damaged"):
        read(path, "odt")
    million = 'table:number-columns-repeated="1000000"'
    cell = f"<table:table-cell {million}>{par('x')}</table:table-cell>"
    zipped(
        path,
        "text",
        f'<table:table><table:table-row table:number-rows-repeated="9999999">{cell}</table:table-row></table:table>',
    )
    (page,), _ = read(path, "odt")
    assert len(page.text) < 1000
    zipped(
        tmp_path / "a.odp",
        "presentation",
        f"<draw:page>{'<draw:g>' * 100}<draw:rect>{par('x')}</draw:rect></draw:page>",
    )
    with pytest.raises(WellreadError, match="damaged"):
        read(tmp_path / "a.odp", "odp")
    zipped(path, "text", "", **{"META-INF/manifest.xml": b"<m><file-entry><encryption-data/></file-entry></m>"})
    with pytest.raises(Locked):
        read(path, "odt")
    flat(path, "text", '<!DOCTYPE x [<!ENTITY a "b">]>')
    with pytest.raises(WellreadError):
        read(path, "odt")
    path.write_bytes(b"no office file")
    with pytest.raises(WellreadError):
        read(path, "odt")
