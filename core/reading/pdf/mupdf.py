"""PyMuPDF without what Wellread does not use of it, and files opened with it."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from core.errors import Locked, WellreadError
from core.reading.opening import open_plain
from core.reading.source import Source

# Importing pymupdf brings these along when they are installed: onnxruntime, a model and half a second.
_UNWANTED = ("pymupdf.layout", "pymupdf4llm")
_GIVE_IT = "Give it with: wellread unlock FILE"
_NAMES = {"pdf": "PDF", "xps": "XPS document"}


def load() -> ModuleType:
    """The pymupdf module, imported in a third of its usual time and silent."""
    if "pymupdf" not in sys.modules:
        blocked = [name for name in _UNWANTED if name not in sys.modules]
        sys.modules.update(dict.fromkeys(blocked))  # type: ignore[arg-type]  # None makes an import fail
        try:
            import pymupdf
        finally:
            for name in blocked:
                sys.modules.pop(name, None)
        pymupdf.TOOLS.mupdf_display_errors(False)
        pymupdf.TOOLS.mupdf_display_warnings(False)
    return sys.modules["pymupdf"]


def faults() -> tuple[type[Exception], ...]:
    """What pymupdf raises for what it can't read: IndexError where a file has fewer pages than it said."""
    return RuntimeError, ValueError, IndexError, load().mupdf.FzErrorBase


def open_document(source: Source) -> Any:
    """The opened pymupdf.Document of a PDF or XPS file.

    Raises Locked where it needs a password that was not given, WellreadError with the reason where it can't be read.
    """
    what = _NAMES[source.kind]
    with open_plain(source.path):  # what is no plain file is refused before MuPDF waits for it
        try:
            document = load().open(_speakable(source), filetype=source.kind)
        except faults() as error:
            raise WellreadError(f"This {what} is damaged beyond repair, or it is none.") from error
    if document.needs_pass and not (source.password and document.authenticate(source.password)):
        document.close()
        wrong = f"The password that was given does not open this {what}."
        raise Locked(wrong if source.password else f"This {what} is protected with a password.", _GIVE_IT)
    if not _count(document):
        raise WellreadError(f"This {what} has no pages that could be found; it may be damaged.")
    return document


def _count(document: Any) -> int:
    with suppress(*faults()):
        return int(document.page_count)
    return 0


def _speakable(source: Source) -> Path:
    """A path to the file that MuPDF can take: it knows names in UTF-8 only, and a file may have another."""
    try:
        str(source.path).encode()
    except UnicodeEncodeError:
        link = source.scratch / "document"
        link.unlink(missing_ok=True)
        link.symlink_to(source.path.absolute())
        return link
    return source.path
