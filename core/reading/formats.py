"""Every kind of file that Wellread reads: what it is called, what reads it and what of it is kept.

This table is the only one: recognising, reading and docs/formats.md all go by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    name: as a person calls such a file. suffixes: the usual ones; the content decides, a name only helps.
    module: of core.reading, with `pages(source)` and, where such files hold pictures, `pictures(source, wanted)`.
    library: what parses it. keeps: which structure. places: what a citation names beside the file.
    """

    kind: str
    name: str
    suffixes: tuple[str, ...]
    module: str
    library: str
    keeps: str
    places: str


_ALL = (
    Format("pdf", "PDF document", (".pdf",),
           "pdf", "PyMuPDF", "headings, bookmarks, lists, tables, form fields, annotations", "page, box"),
    Format("xps", "XPS document", (".xps", ".oxps"), "pdf", "PyMuPDF", "headings, lists, tables", "page, box"),
    Format("docx", "Word document", (".docx", ".docm", ".dotx", ".dotm"),
           "docx", "lxml", "headings, lists, tables, captions, footnotes, comments", ""),
    Format("doc", "Word 97-2003 document", (".doc", ".dot"),
           "doc", "olefile", "headings, lists, tables, footnotes, comments", ""),
    Format("odt", "OpenDocument text", (".odt", ".ott", ".fodt"),
           "odt", "lxml", "headings, lists, tables, footnotes, comments", ""),
    Format("rtf", "rich text", (".rtf",), "rtf", "own", "headings, lists, tables, footnotes", ""),
    Format("pptx", "PowerPoint presentation", (".pptx", ".pptm", ".ppsx", ".potx"),
           "pptx", "lxml", "titles, lists, tables, speaker notes, comments", "slide"),
    Format("ppt", "PowerPoint 97-2003 presentation", (".ppt", ".pps"),
           "ppt", "olefile", "titles, lists, speaker notes", "slide"),
    Format("odp", "OpenDocument presentation", (".odp", ".fodp"),
           "odp", "lxml", "titles, lists, tables, speaker notes", "slide"),
    Format("xlsx", "Excel workbook", (".xlsx", ".xlsm", ".xltx"),
           "sheets", "python-calamine", "tables with their headers, comments", "sheet, cells"),
    Format("xlsb", "Excel binary workbook", (".xlsb",),
           "sheets", "python-calamine", "tables with their headers", "sheet, cells"),
    Format("xls", "Excel 97-2003 workbook", (".xls",),
           "sheets", "python-calamine", "tables with their headers", "sheet, cells"),
    Format("ods", "OpenDocument spreadsheet", (".ods", ".fods"),
           "sheets", "python-calamine", "tables with their headers", "sheet, cells"),
    Format("epub", "EPUB book", (".epub",), "epub", "lxml", "chapters, headings, lists, tables, footnotes", "chapter"),
    Format("fb2", "FictionBook", (".fb2",), "fb2", "lxml", "chapters, headings, footnotes", "chapter"),
    Format("mobi", "Kindle or Mobipocket book", (".mobi", ".azw", ".azw3", ".prc"),
           "mobi", "PyMuPDF", "chapters, headings", "chapter"),
    Format("cbz", "comic book archive", (".cbz",), "cbz", "zipfile, RapidOCR", "text read by OCR", "page, box"),
    Format("html", "web page", (".html", ".htm", ".xhtml"), "html", "lxml", "headings, lists, tables, captions", ""),
    Format("mhtml", "saved web page", (".mhtml", ".mht"), "mhtml", "email, lxml", "headings, lists, tables", ""),
    Format("xml", "XML", (".xml",), "xml", "lxml", "elements and their text", "line"),
    Format("markdown", "Markdown", (".md", ".markdown", ".mdx"),
           "markdown", "markdown-it-py", "headings, lists, tables, code", "line"),
    Format("rst", "reStructuredText", (".rst", ".rest"), "markup", "own", "headings, lists, tables, code", "line"),
    Format("org", "Org", (".org",), "markup", "own", "headings, lists, tables, code", "line"),
    Format("asciidoc", "AsciiDoc", (".adoc", ".asciidoc", ".asc"),
           "markup", "own", "headings, lists, tables, code", "line"),
    Format("latex", "LaTeX", (".tex", ".ltx"), "latex", "own", "headings, lists, tables, captions, footnotes", "line"),
    Format("text", "plain text", (".txt", ".text", ".log"), "text", "charset-normalizer", "paragraphs", "line"),
    Format("csv", "table in text", (".csv", ".tsv", ".tab"),
           "csv_table", "csv", "rows with the names of their columns", "line"),
    Format("json", "JSON", (".json", ".jsonl", ".ndjson", ".geojson"), "json_text", "own", "keys as headings", "line"),
    Format("config", "settings file", (".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties"),
           "config", "own", "keys as headings", "line"),
    Format("subtitles", "subtitles", (".srt", ".vtt"), "subtitles", "own", "cues", "time"),
    Format("notebook", "Jupyter notebook", (".ipynb",), "notebook", "json", "headings, code, output", "cell"),
    Format("code", "source code",
           (".py", ".js", ".ts", ".java", ".c", ".h", ".cpp", ".cs", ".go", ".rs", ".rb", ".php", ".swift", ".kt",
            ".sh", ".sql", ".css", ".r", ".scala", ".lua", ".pl"),
           "source_code", "own", "functions and classes as headings", "line"),
    Format("eml", "e-mail", (".eml", ".emlx"),
           "eml", "email, own", "fields, text, quotations, attachments", "file inside"),
    Format("msg", "Outlook e-mail", (".msg",),
           "msg", "olefile, compressed-rtf, own", "fields, text, quotations, attachments", "file inside"),
    Format("tnef", "Outlook's wrapping (winmail.dat)", (".tnef",),
           "tnef", "own", "text, attachments", "file inside"),
    Format("mbox", "mailbox", (".mbox", ".mbx"),
           "mbox", "email, own", "fields, text, quotations, attachments", "message, file inside"),
    Format("ics", "calendar", (".ics",), "ics", "icalendar", "events, tasks", ""),
    Format("vcf", "address book", (".vcf",), "vcf", "vobject", "people", ""),
    Format("image", "picture", (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif"),
           "image", "RapidOCR", "text read by OCR", "box"),
    Format("zip", "zip archive", (".zip",), "archive", "zipfile, pyzipper", "the files in it", "file inside"),
    Format("tar", "tar archive", (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst"),
           "archive", "tarfile", "the files in it", "file inside"),
    Format("7z", "7-Zip archive", (".7z",), "archive", "py7zr", "the files in it", "file inside"),
    Format("gzip", "compressed file", (".gz", ".bz2", ".xz", ".zst"),
           "archive", "gzip, bz2, lzma, backports.zstd", "the file in it", "file inside"),
)  # fmt: skip

FORMATS = MappingProxyType({format_.kind: format_ for format_ in _ALL})
