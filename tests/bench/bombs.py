"""Reads a bomb of each kind as the application would and says how it ended and what the reader held.

    python tests/bench/bombs.py [--scale 1024] [NAME...]

Exits with 1 when a reader held more than its bound, or a file had no end within its limits.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

CHECKOUT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from bombs import BOMBS  # noqa: E402

from core.reading.recognise import HEAD_BYTES, recognise  # noqa: E402
from core.reading.room import Finished, Limits, ReadingRoom  # noqa: E402
from core.types import Reading  # noqa: E402

_CODE = 400 << 20  # bytes beside its data that a reader's libraries may take


class Peak:
    """The most resident memory (bytes) of any child of this process."""

    def __init__(self) -> None:
        self.bytes, self._over = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._over.wait(0.02):
            for child in me.children(recursive=True):
                try:
                    self.bytes = max(self.bytes, child.memory_info().rss)
                except psutil.Error:
                    continue

    def stop(self) -> int:
        self._over.set()
        self._thread.join()
        return self.bytes


def read(room: ReadingRoom, path: Path) -> Reading | None:
    with path.open("rb") as file:
        kind = recognise(path, file.read(HEAD_BYTES))
    if kind is None:
        return None
    room.submit(path, kind, path)
    while True:
        event = room.next_event(5)
        if isinstance(event, Finished):
            return event.reading


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", choices=[*BOMBS, []])
    parser.add_argument("--scale", type=int, default=1024, help="mebibytes that each unpacks to")
    options = parser.parse_args()
    limits, wrong = Limits(), 0
    for name in options.names or BOMBS:
        with tempfile.TemporaryDirectory() as folder, ReadingRoom(1, limits) as room:
            path = BOMBS[name](Path(folder), options.scale)
            peak, begun = Peak(), time.monotonic()
            reading = read(room, path)
            seconds, held = time.monotonic() - begun, peak.stop()
            bound = limits.memory + _CODE
            wrong += held > bound or seconds > limits.file * 6 + 30
            end = f"{reading.status.value:8} {reading.reason}" if reading else "skipped"
            print(
                f"{name:20} {path.stat().st_size / 1e6:9.2f} MB {seconds:6.1f} s  reader {held / 1e6:6.0f} of "
                f"{bound / 1e6:.0f} MB  {end}",
                flush=True,
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
