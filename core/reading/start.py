"""Where a reader's process begins: confined first, and only then are parsers and their libraries imported."""

from __future__ import annotations

from multiprocessing.connection import Connection

from core.reading.sandbox import enter


def main(connection: Connection, memory: int, scratch: str, patient: bool) -> None:
    """Take jobs from the connection until it ends.

    memory: bytes of data that this process may hold. scratch: the one folder that it may write to. patient: whether it
    gives way even to the other readers.
    """
    enter(scratch, memory, patient)
    from core.reading.reader import serve

    serve(connection, memory, scratch)
