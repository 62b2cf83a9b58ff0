"""Has the fast form of an embedder made by a process of its own, which leaves with whoever waits for it."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

from core.cancel import CancelToken
from models.children.entering import enter

_LOOK = 0.1  # seconds between two looks at the cancel token


def make_apart(folder: Path, place: Path, cancel: CancelToken | None = None) -> str:
    """Make the form of the weights in `folder` and put it in `place`; blocks for half a minute or more.

    Returns why none was made, "" where one was. Raises Cancelled.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    # By name: the process that waits never imports torch.
    arguments = ("models.embedding.making:main", theirs, folder, place)
    process = context.Process(target=enter, args=arguments, name="fast form")
    process.start()
    theirs.close()
    try:
        return _wait(ours, cancel or CancelToken())
    finally:
        ours.close()
        process.kill()  # it has nothing left to do, or is no longer wanted; a draft is swept by the next
        process.join()
        process.close()


def _wait(pipe: Connection, cancel: CancelToken) -> str:
    try:
        while not pipe.poll(_LOOK):
            cancel.check()
        return str(pipe.recv())
    except (EOFError, OSError):
        return "the process that made it stopped"
