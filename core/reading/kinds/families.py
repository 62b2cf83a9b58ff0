"""Which kind of text a text is: by how it begins where that tells, else by the name of its file."""

from __future__ import annotations

import re

from core.reading.text.languages import INTERPRETERS, LANGUAGES, NAMES

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rmd", ".qmd", ".mdwn", ".mkdn"})
_HTML = frozenset({".html", ".htm", ".xhtml", ".shtml", ".xht"})
_XML = frozenset(
    ".xml .xsd .xsl .xslt .rdf .rss .atom .svg .plist .kml .gpx .dbk .docbook .tei .nxml .opml .xlf .xliff .tmx .ttml "
    ".wsdl .dita .ditamap .owl .graphml .gexf .mml .musicxml .drawio .bpmn .xmp .ncx .opf .xbrl".split()
)
_JSON = frozenset({".json", ".jsonl", ".ndjson", ".geojson", ".jsonld", ".json5", ".jsonc", ".webmanifest", ".har"})
_TABLES = frozenset({".csv", ".tsv", ".tab", ".psv"})
_CONFIG = frozenset(
    ".yaml .yml .toml .ini .cfg .conf .cnf .properties .env .editorconfig .desktop .service .socket .timer .reg .inf "
    ".url .prefs .strings .gitconfig .npmrc".split()
)
_BY_SUFFIX = {
    **dict.fromkeys(MARKDOWN, "markdown"),
    **dict.fromkeys(_CONFIG, "config"),
    **dict.fromkeys(_TABLES, "csv"),
    **dict.fromkeys((".rst", ".rest"), "rst"),
    ".org": "org",
    **dict.fromkeys((".adoc", ".asciidoc", ".asc"), "asciidoc"),
    **dict.fromkeys((".tex", ".ltx", ".latex"), "latex"),
    **dict.fromkeys((".srt", ".vtt"), "subtitles"),
    **dict.fromkeys(LANGUAGES, "code"),
}
# Names under which any kind of text may hide, tables and mails among them.
_ANY = frozenset({"", ".txt", ".text", ".dat", ".out", ".asc", ".xls", ".xlsx", ".doc", ".docx"})
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)([\s/>][^<]*)")
_HTML_DOCTYPE = re.compile(r"(?:<!--.*?-->|\s)*<!doctype\s+html", re.IGNORECASE | re.DOTALL)
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta)\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(?:p|div|span|h[1-6]|table|ul|ol|a|br|section|article|font|center)\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"office:mimetype\s*=\s*[\"']application/vnd\.oasis\.opendocument\.(text|presentation|spreadsheet)"
)
_OFFICE_KINDS = {"text": "odt", "presentation": "odp", "spreadsheet": "ods"}
_OBJECT = re.compile(r"\{\s*(?:\"[^\"\n]{0,200}\"\s*:|\}\s*\Z)")
_ARRAY = re.compile(
    r"\[\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d\]-]|\"(?:[^\"\\\n]|\\.){0,4000}\"\s*[,\]]|-?\d[\d.eE+-]*\s*,\s*[-\d\[{\"]|\]\s*\Z)"
)
_CELLS = re.compile(r"\"(?:cell_type|nbformat)\"\s*:")
_CUE = re.compile(r"\d+[ \t]*\r?\n\d{1,2}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->")
_LATEX = re.compile(r"^[ \t]*\\(?:documentclass|documentstyle|begin\s*\{document\})", re.MULTILINE)
_SHEBANG = re.compile(r"#![ \t]*(?:\S*/)?(\S+)(?:[ \t]+(?:-S[ \t]+)?([a-zA-Z]+))?")


def family(name: str, suffix: str, text: str) -> str:
    """The kind of a text that is neither a mail nor one of the formats that `core.reading.kinds.letters` knows."""
    start = text.lstrip("\ufeff \t\r\n")[:4000]
    own = _BY_SUFFIX.get(suffix, "")
    if start.startswith("<") and own not in ("code", "markdown", "csv"):
        marked = _markup(suffix, text)
        if marked:
            return marked
    if suffix in _HTML and _ANY_TAG.search(text):
        return "html"
    if (start[:1] == "{" and own in ("", "config")) or (start[:1] == "[" and not own):
        json = _json(suffix, text, start)
        if json:
            return json
    if start.startswith("WEBVTT") or _CUE.match(start):
        return "subtitles"
    return own or _unnamed(name, suffix, text)


def _markup(suffix: str, text: str) -> str:
    """The kind of a text that begins with an angle bracket, "" where that means nothing."""
    after = text.lstrip("\ufeff \t\r\n")
    prolog = _PROLOG.match(after)
    rest = after[prolog.end() :] if prolog else after
    if _HTML_START.match(rest) or _HTML_DOCTYPE.match(after):
        return "html"
    root = _ROOT.match(rest)
    declared = after.startswith("<?xml")
    if root is None:
        return "xml" if declared or suffix in _XML else ""
    name = root[2]
    if name == "FictionBook":
        return "fb2"
    if root[1] == "office:" and (office := _OFFICE.search(rest)):
        return _OFFICE_KINDS.get(office[1], "xml")
    if declared or suffix in _XML or "xmlns" in root[3]:
        return "xml"
    if _ANY_TAG.match(rest):
        return "html" if suffix in _HTML or suffix in _ANY else ""
    return "xml" if suffix not in _BY_SUFFIX and f"</{root[1] or ''}{name}>" in text else ""


def _json(suffix: str, text: str, start: str) -> str:
    if suffix == ".ipynb" or (suffix in ("", ".json", ".txt") and start[0] == "{" and _CELLS.search(text)):
        return "notebook"
    if suffix in _JSON or _OBJECT.match(start) or _ARRAY.match(start):
        return "json"
    return ""


def _unnamed(name: str, suffix: str, text: str) -> str:
    if name.lower() in NAMES or text.startswith("<?php"):
        return "code"
    if (shebang := _SHEBANG.match(text)) and _interpreter(shebang):
        return "code"
    if suffix in _JSON and text.lstrip()[:2] in ("//", "/*"):
        return "json"
    if _LATEX.search(text):
        return "latex"
    return "csv" if suffix in _ANY and is_table(text) else "text"


def _interpreter(shebang: re.Match[str]) -> bool:
    program = (shebang[2] or "") if shebang[1].endswith("env") else shebang[1].rpartition("/")[2]
    return program.rstrip("0123456789.") in INTERPRETERS


def is_table(text: str) -> bool:
    """Whether a text without the name of a table is one all the same: the same many separators in each line."""
    lines = [line for line in text.splitlines()[:-1][:60] if line.strip()]
    for separator, most_lines, least in (("\t", 4, 1), (";", 5, 2), ("|", 5, 2), (",", 8, 3)):
        counts = {line.count(separator) for line in lines}
        if len(lines) >= most_lines and len(counts) == 1 and counts.pop() >= least:
            sentences = sum(line.count(separator + " ") for line in lines)
            framed = separator == "|" and all(line.lstrip().startswith("|") for line in lines)
            return not framed and 4 * sentences < sum(line.count(separator) for line in lines)
    return False
