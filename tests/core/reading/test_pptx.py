"""PowerPoint presentations (PPTX): a page a slide, with titles, lists, tables, charts, notes and comments."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pptx
import pytest
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from core.errors import WellreadError
from core.passages import Cutter
from core.reading.registry import read_pages, see_pictures
from core.reading.source import Source
from core.types import Author, Page, Picture

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PLACE = (Inches(1), Inches(1), Inches(4), Inches(3))


def blocks_of(page: Page) -> list[tuple[str, str]]:
    return [(f"{block.kind}{block.level or ''}", page.text[block.start : block.end]) for block in page.blocks]


def read(path: Path) -> list[Page]:
    return [page for page in read_pages(Source(path, "pptx", path.parent)) if isinstance(page, Page)]


def presentation(path: Path) -> None:
    show = pptx.Presentation()
    show.core_properties.title = "The plan"
    show.core_properties.author, show.core_properties.last_modified_by = "Ann Lee", "Bob"
    first = show.slides.add_slide(show.slide_layouts[1])
    box = first.shapes.add_textbox(*PLACE)
    box.text_frame.text = "beside it"
    first.shapes.title.text = "Goals"
    body = first.placeholders[1].text_frame
    body.text = "grow"
    for text, level in (("slowly", 1), ("stay small", 0)):
        paragraph = body.add_paragraph()
        paragraph.text, paragraph.level = text, level
    first.notes_slide.notes_text_frame.text = "Smile."
    second = show.slides.add_slide(show.slide_layouts[6])
    table = second.shapes.add_table(3, 2, *PLACE).table
    for place, text in zip(table.iter_cells(), ("Town", "People", "Rome", "3", "", "4"), strict=True):
        place.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    data = CategoryChartData()
    data.categories = ["May", "June"]
    data.add_series("Rain", (4, 7.25))
    chart = second.shapes.add_chart(XL_CHART_TYPE.LINE, *PLACE, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Weather"
    second.shapes.add_group_shape().shapes.add_textbox(*PLACE).text_frame.text = "in a group"
    third = show.slides.add_slide(show.slide_layouts[6])
    third._element.set("show", "0")
    for size in ((400, 200), (20, 20)):
        stream = io.BytesIO()
        Image.new("L", size).save(stream, "PNG")
        third.shapes.add_picture(stream, *PLACE)
    show.save(str(path))


def test_slides(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    presentation(path)
    source = Source(path, "pptx", tmp_path)
    reading = read_pages(source)
    first, second, picture = (next(reading) for _ in range(3))
    assert isinstance(first, Page) and isinstance(second, Page) and isinstance(picture, Picture)
    assert (first.number, first.label) == (1, "Slide 1")
    assert blocks_of(first) == [
        ("heading1", "Goals"),
        ("list", "- grow\n  - slowly\n- stay small"),
        ("paragraph", "beside it"),
        ("note", "Speaker notes: Smile."),
    ]
    assert {passage.heading for passage in Cutter().cut(first)} == {("Goals",)}
    assert blocks_of(second) == [
        ("table", "Town | People\nRome | 3\nRome | 4"),
        ("caption", "Weather"),
        ("table", " | Rain\nMay | 4\nJune | 7.25"),
        ("paragraph", "in a group"),
    ]
    assert second.blocks[0].header == len("Town | People")
    assert (picture.number, picture.label) == (3, "Slide 3 (hidden)")
    authors = [next(reading) for _ in range(2)]
    assert authors == [Author("Ann Lee"), Author("Bob")]
    with pytest.raises(StopIteration) as end:
        next(reading)
    assert end.value.value == "The plan"
    ((same, sight),) = see_pictures(source, [picture])
    assert same == picture and sight.image.size == (400, 200)


def slides(path: Path, *trees: str, relations: str = "", **parts: str) -> None:
    """A presentation written by hand: what the tree of each slide holds, relations of the first one, other parts."""
    spaces = f'xmlns:p="urn:p" xmlns:a="urn:a" xmlns:r="{RELATIONS}" xmlns:mc="urn:mc" xmlns:dgm="urn:dgm"'
    listed = "".join(f'<p:sldId id="{number}" r:id="s{number}"/>' for number in range(len(trees)))
    targets = "".join(
        f'<Relationship Id="s{number}" Type="{RELATIONS}/slide" Target="slides/slide{number}.xml"/>'
        for number in range(len(trees))
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "ppt/presentation.xml", f"<p:presentation {spaces}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>"
        )
        archive.writestr(
            "ppt/_rels/presentation.xml.rels",
            f'<Relationships>{targets}<Relationship Id="a" Type="{RELATIONS}/commentAuthors" Target="authors.xml"/>'
            "</Relationships>",
        )
        for number, tree in enumerate(trees):
            text = f"<p:sld {spaces}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld></p:sld>"
            archive.writestr(f"ppt/slides/slide{number}.xml", text)
        archive.writestr("ppt/slides/_rels/slide0.xml.rels", f"<Relationships>{relations}</Relationships>")
        for name, text in parts.items():
            archive.writestr(
                f"ppt/{name}.xml", text.replace("<root", f"<p:root {spaces}").replace("</root", "</p:root")
            )


def shape(text: str, place: str = "") -> str:
    holder = f"<p:nvSpPr><p:nvPr>{place}</p:nvPr></p:nvSpPr>"
    return f"<p:sp>{holder}<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


def related(kind: str, target: str) -> str:
    return f'<Relationship Id="{target}" Type="{RELATIONS}/{kind}" Target="../{target}.xml"/>'


def test_comments_diagrams_and_what_every_slide_repeats(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    field = '<a:p><a:fld type="slidenum"><a:t>7</a:t></a:fld><a:r><a:t>seven</a:t></a:r></a:p>'
    slides(
        path,
        shape("late title", '<p:ph type="ctrTitle"/>')
        + shape("12 May", '<p:ph type="dt"/>')
        + f"<p:sp><p:txBody>{field}</p:txBody></p:sp>"
        + f"<mc:AlternateContent><mc:Choice>{shape('new')}</mc:Choice><mc:Fallback>{shape('old')}</mc:Fallback>"
        "</mc:AlternateContent>"
        '<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm="data"/></a:graphicData></a:graphic>'
        "</p:graphicFrame>",
        relations=related("diagramData", "data") + related("comments", "one") + related("comments", "two"),
        data="<root><dgm:pt><dgm:t><a:p><a:r><a:t>first step</a:t></a:r></a:p></dgm:t></dgm:pt>"
        '<dgm:pt type="pres"><dgm:t><a:p><a:r><a:t>again</a:t></a:r></a:p></dgm:t></dgm:pt></root>',
        authors='<root><p:cmAuthor id="0" name="Ann B"/><p:author id="{G}" name="Bob"/></root>',
        one='<root><p:cm authorId="0"><p:text>Nice</p:text></p:cm></root>',
        two='<root><p:cm authorId="{G}"><p:txBody><a:p><a:r><a:t>Why?</a:t></a:r></a:p></p:txBody><p:replyLst>'
        '<p:reply authorId="0"><p:txBody><a:p><a:r><a:t>So.</a:t></a:r></a:p></p:txBody></p:reply></p:replyLst></p:cm>'
        "</root>",
    )
    (page,) = read(path)
    assert blocks_of(page) == [
        ("heading1", "late title"),
        ("paragraph", "seven"),
        ("paragraph", "new"),
        ("list", "- first step"),
        ("note", "Comment by Ann B: Nice"),
        ("note", "Comment by Bob: Why?"),
        ("note", "Comment by Ann B: So."),
    ]


def test_a_damaged_slide_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    slides(path, shape("one"), "<broken", shape("three"))
    reading = read_pages(Source(path, "pptx", tmp_path))
    pages = [next(reading), next(reading)]
    assert [(page.number, page.text.strip()) for page in pages if isinstance(page, Page)] == [(1, "one"), (3, "three")]
    with pytest.raises(WellreadError, match="damaged"):
        next(reading)


def test_hostile_presentations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pptx"
    slides(
        path,
        "<p:grpSp>" * 200 + shape("deep") + "</p:grpSp>" * 200,
        "<p:grpSp>" * 20 + shape("less") + "</p:grpSp>" * 20,
    )
    assert [page.text for page in read(path)] == ["less\n\n"]
    slides(path, shape("one"), "<p:grpSp>" * 3000)
    with pytest.raises(WellreadError, match="damaged"):
        read(path)
    slides(path, '<!DOCTYPE x [<!ENTITY a "b">]>')
    with pytest.raises(WellreadError, match="document type"):
        read(path)
    monkeypatch.setattr("core.reading.office.pptx._MOST_SLIDE", 1000)
    slides(path, shape("x" * 2000))
    with pytest.raises(WellreadError, match="more than any"):
        read(path)
