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
    """Send None once the files lie in `folder`, or a WellreadError."""
    try:
        _FORMS[form](path, folder, silent, CancelToken())
        pipe.send(None)
    except WellreadError as error:
        pipe.send(error)
    except Exception as error:
        pipe.send(WellreadError(f"The package of the model could not be unpacked: {error}."))
    os._exit(0)
