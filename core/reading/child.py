"""One reader child as its parent holds it."""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle

from core.reading.messages import Message, pack, unpack
from core.reading.scratch import scratch_folder
from core.reading.start import main


class Child:
    """A started reader. Whatever goes wrong with it shows as `receive` returning None."""

    def __init__(self, memory: int, patient: bool = False) -> None:
        """memory: bytes of data that it may hold. patient: whether it gives way even to other readers."""
        self._scratch = scratch_folder()
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(
            target=main, args=(theirs, memory, self._scratch.name, patient), name="wellread reader", daemon=True
        )
        self.process.start()
        theirs.close()  # so that the child's end is the only one, and its death the end of the pipe

    def send(self, message: Message) -> None:
        with contextlib.suppress(OSError):
            self.connection.send_bytes(pack(message))

    def receive(self) -> Message | None:
        """The child's next message, waited for; None when it is gone or talks nonsense."""
        try:
            return unpack(self.connection.recv_bytes())
        except (EOFError, OSError, pickle.UnpicklingError, AttributeError, TypeError, ValueError):
            return None

    def kill(self) -> None:
        """End the process and let go of it. Returns when it is gone."""
        self.process.terminate()
        self.process.join(0.5)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        self.connection.close()
        self.process.close()
        self._scratch.cleanup()
