"""The child that turns a packed model into its files: seconds of work that would hold up a window."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from pathlib import Path

from core.cancel import CancelToken
from core.errors import WellreadError
from models import e5s1
from models.weights import silent

_FORMS = {"e5s1": e5s1.unpack}


def main(pipe: Connection, form: str, path: Path, folder: Path) -> None:
    """Send None once the files lie in `folder`, or a WellreadError with the reason, to go on a sentence with."""
    try:
        _FORMS[form](path, folder, silent, CancelToken())
        pipe.send(None)
    except Exception as error:
        said = error.message if isinstance(error, WellreadError) else str(error)
        pipe.send(WellreadError(said.rstrip(".")))
    os._exit(0)
