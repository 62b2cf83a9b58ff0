"""JSON, settings and XML: the file itself, records whole, titles and the keys of large parts as headings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.core.reading.text_kit import assert_positions, blocks_of, passages_of, read, title_of, written

PEOPLE = {
    "shop": "Lamps and more",
    "people": [{"name": f"Person {n}", "address": {"street": f"Street {n}", "town": "Köln"}} for n in range(60)],
    "rules": {"leave": {f"rule {n}": f"Rule number {n} of the leave." for n in range(60)}},
    "closed": True,
}


def test_small_objects_stay_whole_and_large_ones_are_sections(tmp_path: Path) -> None:
    for indent in (2, None):
        source = json.dumps(PEOPLE, indent=indent, ensure_ascii=False)
        pages = read(written(tmp_path, "a.json", source), "json")
        assert_positions(pages, source)
        passages = passages_of(pages)
        assert {passage.heading for passage in passages} == {(), ("people",), ("rules", "leave")}
        person = next(passage for passage in passages if '"Person 7"' in passage.text)
        assert person.heading == ("people",)
        assert person.text.startswith("{") and person.text.endswith("}")
        assert passages[-1].heading == ()
        assert passages[-1].text.endswith('"closed": true')


def test_json_lines(tmp_path: Path) -> None:
    source = "".join(json.dumps({"n": n, "text": f"Line number {n} of the log."}) + "\n" for n in range(10_000))
    pages = read(written(tmp_path, "a.jsonl", source), "json")
    assert len(pages) > 1
    assert_positions(pages, source)
    assert all(passage.text.startswith("{") and passage.text.endswith("}") for passage in passages_of(pages))
    assert passages_of(pages)[-1].place.endswith(" to 10000")


def test_letters_that_json_escapes_can_be_found(tmp_path: Path) -> None:
    source = json.dumps({"text": 'Отпуск начинается в мае 😀, \n " и так далее. ' * 4000})
    pages = read(written(tmp_path, "a.json", source), "json")
    text = "".join(page.text for page in pages)
    assert len(pages) == 1
    assert text == source.encode().decode().replace("\\n", "\n") or json.loads(text) == json.loads(source)
    assert 'Отпуск начинается в мае 😀, \\n \\" и так' in text
    few = json.dumps({"text": "plain words, and one " * 40 + "é"})
    assert read(written(tmp_path, "b.json", few), "json")[0].text == few


def test_letters_that_stand_for_bytes_are_no_text(tmp_path: Path) -> None:
    source = json.dumps({"picture": "iVBORw0KGgo" * 4000, "name": "A brown dog"})
    assert [p.text for p in passages_of(read(written(tmp_path, "a.json", source), "json"))] == ['"name": "A brown dog"']


@pytest.mark.parametrize(
    "source",
    [
        "[" * 100_000,
        '{"a":' * 50_000,
        '["' + "\\" * 99_999,
        '"' * 50_001,
        "]" * 9,
        '{"a": [1, 2',
        '["' + "ab " * 200_000,
    ],
)
def test_broken_json_does_no_harm(tmp_path: Path, source: str) -> None:
    pages = read(written(tmp_path, "a.json", source), "json")
    assert "".join(page.text for page in pages) == source


def test_settings(tmp_path: Path) -> None:
    yaml = (
        "# of the shop\nversion: 3\nservices:\n  web:\n    image: nginx\n    # open to all\n    ports:\n    - 80\n"
        "  db:\n    settings:\n" + "".join(f"    - VARIABLE_{n}=some value of it\n" for n in range(60)) + "last: 1\n"
    )
    (page,) = pages = read(written(tmp_path, "a.yaml", yaml), "config")
    assert_positions(pages, yaml)
    assert blocks_of(page)[:6] == [
        ("code", "# of the shop\nversion: 3"),
        ("heading1", "services"),
        ("code", "web:\n    image: nginx\n    # open to all\n    ports:\n    - 80"),
        ("heading2", "db"),
        ("heading3", "settings"),
        ("code", "- VARIABLE_0=some value of it"),
    ]
    assert blocks_of(page)[-2:] == [("leave1", ""), ("code", "last: 1")]
    assert passages_of(pages)[-2].heading == ("services", "db", "settings")


def test_long_comments_and_values_beside_deeper_lines_are_kept(tmp_path: Path) -> None:
    licence = "# Everyone may use these settings as they like.\n" * 6
    yaml = licence + "- tracks: [one]\n  help:\n" + "".join(f"    line{n}: help number {n}\n" for n in range(50))
    pages = read(written(tmp_path, "a.yaml", yaml), "config")
    assert passages_of(pages)[0].text.startswith(licence.strip())
    assert "tracks: [one]" in "".join(passage.text for passage in passages_of(pages))
    assert_positions(pages, yaml)


def test_sections(tmp_path: Path) -> None:
    ini = "[shop]\nname = Lamps\n\n[rules.leave]\n" + "".join(f"rule{n} = Rule {n} of the leave\n" for n in range(90))
    pages = read(written(tmp_path, "a.ini", ini + "[end]\nx=1\n"), "config")
    assert [p.heading for p in passages_of(pages)][:2] == [(), ("rules.leave",)]
    assert passages_of(pages)[0].text == "[shop]\nname = Lamps"
    assert passages_of(pages)[-1].heading == ()


XML = """<?xml version="1.0"?>
<!DOCTYPE book [ <!ENTITY x "boom"> ]>
<!-- a comment -->
<book xmlns="http://docbook.org/ns/docbook">
<info><title>The <emphasis>Hand</emphasis>book</title></info>
<chapter><title>Leave</title>
<para>Ask for <emphasis>leave</emphasis> early, &amp; politely; it &x; takes time to plan things.</para>
<section><title>Sick days</title><para>Call in before nine.</para>
<programlisting><![CDATA[if (a < b) call();]]></programlisting></section>
<para>Back in the chapter.</para>
</chapter>
<people><person id="1"><name>Bob</name><age>31</age></person></people>
<row Name="Carl Smith" City="Oslo"/><col width="3" id="x"/>
</book>
"""


def test_xml(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xml", XML)
    (page,) = pages = read(path, "xml")
    assert blocks_of(page) == [
        ("heading1", "The <emphasis>Hand</emphasis>book"),
        ("heading2", "Leave"),
        ("paragraph", "Ask for <emphasis>leave</emphasis> early, &amp; politely; it &x; takes time to plan things."),
        ("heading3", "Sick days"),
        ("paragraph", "Call in before nine."),
        ("code", "<programlisting><![CDATA[if (a < b) call();]]></programlisting>"),
        ("leave3", ""),
        ("paragraph", "Back in the chapter."),
        ("leave2", ""),
        ("code", '<person id="1"><name>Bob</name><age>31</age></person>'),
        ("code", '<row Name="Carl Smith" City="Oslo"/>'),
        ("leave1", ""),
    ]
    assert title_of(path, "xml") == "The Handbook"
    assert_positions(pages, XML)
    assert passages_of(pages)[1].heading == ("The Handbook", "Leave", "Sick days")


def test_xml_in_pieces(tmp_path: Path) -> None:
    item = "<item><name>Person {0}</name><note>Some words about person {0}.</note></item>\n"
    source = "<list>\n" + "".join(item.format(n) for n in range(6000)) + "<!--" + "x" * 300_000 + "--></list>"
    pages = read(written(tmp_path, "a.xml", source), "xml")
    assert len(pages) > 3
    assert_positions(pages, source)
    passages = passages_of(pages)
    assert not any("xxx" in passage.text for passage in passages)
    assert all(passage.text.startswith("<item>") and passage.text.endswith("</item>") for passage in passages)


def test_letters_that_xml_numbers_can_be_found(tmp_path: Path) -> None:
    words = "Отпуск начинается в мае."
    source = "<p>" + "".join(f"&#{ord(c)};" if c > "~" else c for c in words) * 3000 + " &#60;b></p>"
    text = "".join(page.text for page in read(written(tmp_path, "a.xml", source), "xml"))
    assert text == "<p>" + words * 3000 + " &#60;b></p>"


@pytest.mark.parametrize(
    "source",
    [
        "<a>" * 50_000,
        "<" * 100_000,
        "<a b='" * 30_000,
        "<r><![CDATA[" + "a " * 200_000,
        "<r>" + "<a></b>" * 20_000,
        '<!DOCTYPE r [<!ENTITY a "aa">' + '<!ENTITY b "&a;&a;">' * 20_000 + "]><r>&b;</r>",
        "</a>" * 30_000,
        "<?x",
        '<r a=">',
    ],
)
def test_broken_xml_does_no_harm(tmp_path: Path, source: str) -> None:
    pages = read(written(tmp_path, "a.xml", source), "xml")
    assert "".join(page.text for page in pages) == source
