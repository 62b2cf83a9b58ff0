"""Work on a model that is new here, in a process of its own: it may fail, or take long, or too much memory."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from core.cancel import CancelToken
from core.errors import WellreadError
from models.catalog import Role
from models.children.entering import enter

_LOOK = 0.2  # seconds between two looks at the cancel token
_LONGEST = 600.0  # seconds; large models load slowly from slow disks
_PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found out.

    dimensions: of a vector, 0 for a reranker. context: in tokens, 0 where there is no limit. centre: what all vectors
    share, of an embedder that needs it taken off (models.centred).
    """

    dimensions: int
    context: int
    centre: tuple[float, ...] = ()


def try_out(folder: Path, role: Role, cancel: CancelToken) -> Trial:
    """Load the model in `folder` and use it once.

    Raises Cancelled, and WellreadError with the reason why it can't be used, to go on a sentence with.
    """
    found: Trial = in_its_own_process("models.children.trial:main", (folder, role), cancel)
    return found


def in_its_own_process(entry: str, arguments: tuple[Any, ...], cancel: CancelToken) -> Any:
    """What `entry`, "module:function", sends when it is called with a pipe and the arguments.

    Raises Cancelled, and the WellreadError that it sends or that says how it ended.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    # By name: the face that asks for this never imports a model's libraries.
    process = context.Process(target=enter, args=(entry, theirs, *arguments), name="new model")
    process.start()
    theirs.close()
    try:
        found = _wait(ours, cancel)
    finally:
        process.join(0 if cancel.cancelled else _PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()
        ours.close()
    if isinstance(found, WellreadError):
        raise found
    return found


def _wait(pipe: Connection, cancel: CancelToken) -> Any:
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until:
        cancel.check()
        try:
            if pipe.poll(_LOOK):
                return pipe.recv()
        except (EOFError, OSError):
            return WellreadError("its process stopped, perhaps for want of memory")
    return WellreadError(f"it took more than {_LONGEST / 60:.0f} minutes")
