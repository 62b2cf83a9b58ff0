"""The main job, once, on the sample folder: add it, ask three questions, print the cited answers.

Everything it writes goes into .demo/ in the checkout. It runs the `wellread` command as a person would.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".demo"
QUESTIONS = (
    "How many sick days do I get?",
    "How long does a customer have to return electronics?",
    "What is the deposit when we lend a customer a radio?",
)


def main() -> int:
    started = time.monotonic()
    shutil.rmtree(PLACE, ignore_errors=True)
    scratch = PLACE / "tmp"
    scratch.mkdir(parents=True)
    os.environ.update(TMPDIR=str(scratch), TEMP=str(scratch), TMP=str(scratch))
    say("Reading the sample folder: the papers of a shop (desktop/sample)")
    if wellread("add", str(ROOT / "desktop" / "sample")):
        return 1
    for question in QUESTIONS:
        say(f"\n> {question}")
        if wellread("ask", question):
            return 1
    say(f"\nThat took {time.monotonic() - started:.0f} s. Ask more with:")
    say('  .venv/bin/wellread --profile .demo/profile ask "Which lamps flicker?"')
    return 0


def wellread(*arguments: str) -> int:
    name = "wellread.exe" if os.name == "nt" else "wellread"
    command = [str(Path(sys.executable).with_name(name)), "--profile", str(PLACE / "profile"), *arguments]
    return subprocess.run(command, cwd=str(ROOT), check=False).returncode


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
