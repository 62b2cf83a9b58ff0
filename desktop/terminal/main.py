"""`wellread`: the entry point. Every child imports this module again, so it imports nothing until it is called."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.profile import Profile


def main() -> int:
    """The exit status: 0 done, 1 could not, 2 wrong usage."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime reports to its maker by default; children inherit this
    if getattr(sys, "frozen", False):
        import multiprocessing  # costs a twentieth of the time to the first frame

        multiprocessing.freeze_support()  # a frozen bundle starts itself again for each child
    profile = _profile_of_a_window(sys.argv[1:])
    if profile is not None:
        from desktop.window.main import open_window  # nothing else is imported before the first frame

        return open_window(profile)
    from desktop.terminal.command import run

    return run()


def _profile_of_a_window(arguments: list[str]) -> Profile | None:
    """The profile when no command is given but `--profile DIR` at most; None leaves it to the whole parser."""
    from core.profile import named_profile, personal_profile

    match arguments:
        case []:
            return personal_profile()
        case ["--profile", name] if not name.startswith("-"):
            return named_profile(name)
    return None


if __name__ == "__main__":
    sys.exit(main())
