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
    Format("pdf", "PDF document", (".pdf",), "pdf.pages", "PyMuPDF",
           "headings, bookmarks, lists, tables, form fields, annotations", "page, box"),
    Format("xps", "XPS document", (".xps", ".oxps"), "pdf.pages", "PyMuPDF", "headings, lists, tables", "page, box"),
    Format("docx", "Word document", (".docx", ".docm", ".dotx", ".dotm"), "office.docx", "lxml",
           "headings, lists with their numbers, tables, captions, footnotes, comments, charts, pictures by OCR", ""),
    Format("doc", "Word 6 to 2003 document", (".doc", ".dot"), "legacy.doc", "olefile",
           "headings, lists, tables, captions, footnotes, comments, text boxes, pictures by OCR", ""),
    Format("odt", "OpenDocument text", (".odt", ".ott", ".fodt"), "office.odt", "lxml, cryptography",
           "headings, lists, tables, captions, footnotes, comments, pictures by OCR", ""),
    Format("rtf", "rich text", (".rtf",), "rich_text.rtf", "own",
           "headings, lists, tables, captions, footnotes, comments, text boxes", ""),
    Format("pptx", "PowerPoint presentation", (".pptx", ".pptm", ".ppsx", ".potx"), "office.pptx", "lxml",
           "titles, lists, tables, charts, speaker notes, comments, pictures by OCR", "slide"),
    Format("ppt", "PowerPoint 97-2003 presentation", (".ppt", ".pps", ".pot"), "legacy.ppt", "olefile",
           "titles, lists, tables, speaker notes, comments, pictures by OCR", "slide"),
    Format("odp", "OpenDocument presentation", (".odp", ".fodp"), "office.odp", "lxml, cryptography",
           "titles, lists, tables, charts, speaker notes, comments, pictures by OCR", "slide"),
    Format("xlsx", "Excel workbook", (".xlsx", ".xlsm", ".xltx"), "sheets.sheets", "lxml",
           "tables with their headers, comments, text boxes, titles of charts", "sheet, cells"),
    Format("xlsb", "Excel binary workbook", (".xlsb",), "sheets.sheets", "own, lxml",
           "tables with their headers, comments, text boxes", "sheet, cells"),
    Format("xls", "Excel workbook of 1987 to 2003", (".xls",), "sheets.sheets", "own, olefile",
           "tables with their headers, comments, text boxes, titles of charts", "sheet, cells"),
    Format("ods", "OpenDocument spreadsheet", (".ods", ".fods"), "sheets.sheets", "lxml, cryptography",
           "tables with their headers, comments, text boxes", "sheet, cells"),
    Format("epub", "EPUB book", (".epub",), "books.epub", "lxml",
           "chapters, headings, lists, tables, captions, footnotes, pictures by OCR", "chapter"),
    Format("fb2", "FictionBook", (".fb2",), "books.fb2", "lxml", "chapters, headings, verses, tables, footnotes",
           "chapter"),
    Format("mobi", "Kindle or Mobipocket book", (".mobi", ".azw", ".azw3", ".prc"), "books.mobi", "own, lxml",
           "chapters, headings, lists, tables, pictures by OCR", "chapter"),
    Format("cbz", "comic book archive", (".cbz",), "books.cbz", "zipfile, Pillow, RapidOCR",
           "text read by OCR; title and summary", "page, box"),
    Format("html", "web page", (".html", ".htm", ".xhtml"), "web.html", "lxml",
           "headings, lists, tables, captions", ""),
    Format("mhtml", "saved web page", (".mhtml", ".mht"), "web.mhtml", "email, lxml",
           "headings, lists, tables, captions, footnotes", ""),
    Format("xml", "XML", (".xml",), "text.xml", "own", "titles as headings, records, captions, notes", "line"),
    Format("markdown", "Markdown", (".md", ".markdown", ".mdx"), "text.markdown", "markdown-it-py",
           "headings, lists, tables, code", "line"),
    Format("rst", "reStructuredText", (".rst", ".rest"), "text.markup", "own", "headings, lists, tables, code",
           "line"),
    Format("org", "Org", (".org",), "text.markup", "own", "headings, lists, tables, code", "line"),
    Format("asciidoc", "AsciiDoc", (".adoc", ".asciidoc", ".asc"), "text.markup", "own",
           "headings, lists, tables, code", "line"),
    Format("latex", "LaTeX", (".tex", ".ltx"), "text.latex", "own",
           "headings, lists, tables, captions, footnotes", "line"),
    Format("text", "plain text", (".txt", ".text", ".log"), "text.text", "chardet", "paragraphs", "line"),
    Format("csv", "table in text", (".csv", ".tsv", ".tab"), "text.csv_table", "csv",
           "rows with the names of their columns", "line"),
    Format("json", "JSON", (".json", ".jsonl", ".ndjson", ".geojson"), "text.json_text", "own",
           "records whole, keys of large parts as headings", "line"),
    Format("config", "settings file", (".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties"),
           "text.config", "own", "entries whole, keys of large parts as headings", "line"),
    Format("subtitles", "subtitles", (".srt", ".vtt"), "text.subtitles", "own", "what is said, in running text",
           "time"),
    Format("notebook", "Jupyter notebook", (".ipynb",), "text.notebook", "json, markdown-it-py",
           "headings, lists, tables, code, output", "cell"),
    Format("code", "source code", (".py", ".js", ".ts", ".java", ".c", ".h", ".cpp", ".cs", ".go", ".rs", ".rb",
           ".php", ".swift", ".kt", ".sh", ".sql", ".css", ".r", ".scala", ".lua", ".pl"), "text.source_code",
           "own", "functions and classes as headings", "line"),
    Format("eml", "e-mail", (".eml", ".emlx"), "mail.eml", "email, own", "fields, text, quotations, attachments",
           "file inside"),
    Format("msg", "Outlook e-mail", (".msg",), "mail.msg", "olefile, compressed-rtf, own",
           "fields, text, quotations, attachments", "file inside"),
    Format("tnef", "Outlook's wrapping (winmail.dat)", (".tnef",), "mail.tnef", "own", "text, attachments",
           "file inside"),
    Format("mbox", "mailbox", (".mbox", ".mbx"), "mail.mbox", "email, own",
           "fields, text, quotations, attachments", "message, file inside"),
    Format("ics", "calendar", (".ics", ".vcs"), "diaries.ics", "own", "events, tasks, journal entries", "day"),
    Format("vcf", "address book", (".vcf", ".vcard"), "diaries.vcf", "own", "people", ""),
    Format("image", "picture", (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif"),
           "pictures.image", "Pillow, RapidOCR",
           "text read by OCR: headings, lists, tables; title, description, comments", "page, box"),
    Format("zip", "zip archive", (".zip",), "archives.archive", "zipfile, pyzipper", "the files in it",
           "file inside"),
    Format("tar", "tar archive", (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst"),
           "archives.archive", "tarfile", "the files in it", "file inside"),
    Format("7z", "7-Zip archive", (".7z",), "archives.archive", "py7zr", "the files in it", "file inside"),
    Format("gzip", "compressed file", (".gz", ".bz2", ".xz", ".zst"), "archives.archive",
           "gzip, bz2, lzma, backports.zstd", "the file in it", "file inside"),
)  # fmt: skip

FORMATS = MappingProxyType({format_.kind: format_ for format_ in _ALL})
