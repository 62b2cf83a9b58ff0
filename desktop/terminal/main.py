"""`wellread`: the entry point. Every child imports this module again, so it imports nothing until it is called."""

from __future__ import annotations

import multiprocessing
import os
import sys


def main() -> int:
    """The exit status: 0 done, 1 could not, 2 wrong usage."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime reports to its maker by default; children inherit this
    multiprocessing.freeze_support()  # a frozen bundle starts itself again for each child
    from desktop.terminal.command import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
