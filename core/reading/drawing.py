"""Drawing pages to show: a child of its own, so that a page is on screen while the others read."""

from __future__ import annotations

import threading

from core.errors import WellreadError
from core.reading.child import Child
from core.reading.messages import Refused, Rendered, RenderJob


class Drawer:
    """Draws one page at a time for any thread. Its child starts with the first page."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._turn = threading.Lock()
        self._child: Child | None = None
        self._closed = threading.Event()

    def draw(self, job: RenderJob, timeout: float) -> Rendered:
        """Raises WellreadError when the page can't be drawn within `timeout` seconds."""
        with self._turn:
            if self._closed.is_set():
                raise WellreadError("The page was not drawn: Wellread is closing.")
            child = self._child = self._child or Child(self._memory)
            child.send(job)
            answer = child.receive() if child.connection.poll(timeout) else None
            if isinstance(answer, Rendered):
                return answer
            if isinstance(answer, Refused):
                raise WellreadError(answer.message, answer.hint)
            self._child = None
            child.kill()
            raise WellreadError("The page could not be drawn: it took too long or its file is damaged.")

    def close(self) -> None:
        """End the child; a page that is being drawn fails at once."""
        self._closed.set()
        child = self._child
        if child is not None:
            child.process.terminate()  # wakes the thread that waits for it, if there is one
        with self._turn:
            if self._child is not None:
                self._child.kill()
                self._child = None
