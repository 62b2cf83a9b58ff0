"""What a file really is, where its first bytes don't tell: the many formats that are zip archives or OLE files.

Runs in the reader's child, because looking into an archive is parsing already.
"""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from dataclasses import replace

from core.errors import NotRead, WellreadError
from core.reading.archives.zips import Cautious
from core.reading.formats import FORMATS
from core.reading.opening import open_plain
from core.reading.source import Source

_MOST_TYPES = 4 << 20  # bytes of [Content_Types].xml; real ones have thousands
_MOST_PREVIEW = 512 << 20  # bytes of the PDF that iWork programs keep of a document
# The main part's content type says what an office file is, whatever its parts are called.
_CONTENT_TYPES = (
    (re.compile(rb"ms-excel\.sheet\.binary\."), "xlsb"),
    (re.compile(rb"(?:wordprocessingml|ms-word)\.(?:document|template)\."), "docx"),
    (re.compile(rb"(?:presentationml|ms-powerpoint)\.(?:presentation|slideshow|template)\."), "pptx"),
    (re.compile(rb"(?:spreadsheetml|ms-excel)\.(?:sheet|template)\."), "xlsx"),
    (re.compile(rb"package\.xps-|oxps\."), "xps"),
    (re.compile(rb"ms-visio\."), "visio"),
)
_MIMETYPES = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_PARTS = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "FixedDocSeq.fdseq": "xps",
    "FixedDocumentSequence.fdseq": "xps",
    "META-INF/container.xml": "epub",
    "visio/document.xml": "visio",
    "Index/Document.iwa": "iwork",
}
# What Pages, Numbers and Keynote leave in their files, or in the folder that some of them pack.
_IWORK = re.compile(r"(?:\A|/)(?:buildVersionHistory\.plist|index\.apxl)\Z", re.IGNORECASE)
_ZIPPED = ("docx", "pptx", "xlsx", "xlsb", "odt", "odp", "ods", "epub", "xps", "cbz")
_PREVIEWS = ("QuickLook/Preview.pdf", "preview.pdf")


def refine(source: Source) -> Source:
    """The source with its true kind. Raises NotRead for what Wellread does not read, Locked for what is encrypted."""
    if source.kind == "zip":
        return _unzipped(source)
    if source.kind == "ole":
        from core.reading.legacy.ole import ole_kind
        from core.reading.legacy.unlock import unlocked

        return unlocked(replace(source, kind=ole_kind(source.path)))
    return source


def _unzipped(source: Source) -> Source:
    with open_plain(source.path) as file:
        try:
            with zipfile.ZipFile(Cautious(file)) as archive:
                kind = _zip_kind(source, archive)
                if kind == "iwork":
                    return _preview(source, archive)
        except NotRead:
            raise
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, WellreadError):
            return replace(source, kind=_by_suffix(source))  # its reader saves what can be saved
    if kind == "visio":
        raise NotRead("This is a Visio drawing, which Wellread does not read.", "Save it as PDF to have it read.")
    return replace(source, kind=kind)


def _zip_kind(source: Source, archive: zipfile.ZipFile) -> str:
    # Some programs write small letters or backslashes, and office programs open their files all the same.
    names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    if "mimetype" in names:
        stated = _start(archive, names["mimetype"], 200).strip()
        for mimetype, kind in _MIMETYPES.items():
            if stated == mimetype or stated == mimetype + b"-template":
                return kind
    if "[content_types].xml" in names:
        types = _start(archive, names["[content_types].xml"], _MOST_TYPES)
        for pattern, kind in _CONTENT_TYPES:
            if pattern.search(types):
                return kind
    for part, kind in _PARTS.items():
        if part.lower() in names:
            return kind
    if any(map(_IWORK.search, names)):
        return "iwork"
    return "cbz" if source.path.suffix.lower() == ".cbz" else "zip"


def _start(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as part:
        return part.read(most)


def _preview(source: Source, archive: zipfile.ZipFile) -> Source:
    """Pages, Numbers and Keynote keep their documents in a form of their own, and often a PDF of them beside it."""
    name = next((name for name in _PREVIEWS if name in archive.namelist()), None)
    if name is None or archive.getinfo(name).file_size > _MOST_PREVIEW:
        raise NotRead(
            "This is a Pages, Numbers or Keynote document, which Wellread does not read.",
            "Export it as PDF to have it read.",
        )
    copy = source.scratch / "preview.pdf"
    with archive.open(name) as packed, copy.open("wb") as out:
        shutil.copyfileobj(packed, out, 1 << 20)
    return replace(source, path=copy, kind="pdf")


def _by_suffix(source: Source) -> str:
    """What a damaged archive was, as far as its name tells."""
    suffix = source.path.suffix.lower()
    return next((kind for kind in _ZIPPED if suffix in FORMATS[kind].suffixes), "zip")
