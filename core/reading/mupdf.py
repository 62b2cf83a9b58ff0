"""PyMuPDF without what Wellread does not use of it, and PDF files opened with it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from core.errors import WellreadError
from core.reading.opening import open_plain

# Importing pymupdf brings these along when they are installed: onnxruntime, a model and half a second.
_UNWANTED = ("pymupdf.layout", "pymupdf4llm")


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


def open_pdf(path: Path) -> Any:
    """The opened pymupdf.Document. Raises WellreadError with the reason where it can't be read."""
    pymupdf = load()
    with open_plain(path) as file:
        try:
            str(path).encode()
            document = pymupdf.open(path, filetype="pdf")
        except UnicodeEncodeError:  # MuPDF takes names in UTF-8 only; a file may have another
            document = pymupdf.open(stream=file.read(), filetype="pdf")
        except (RuntimeError, ValueError) as error:  # pymupdf.FileDataError and its kin
            raise WellreadError("This PDF is damaged beyond repair, or it is not a PDF.") from error
    if document.needs_pass:
        document.close()
        raise WellreadError(
            "This PDF is protected with a password.", "Save a copy without the password to have it read."
        )
    if not document.page_count:
        raise WellreadError("This PDF has no pages that could be found; it may be damaged.")
    return document
