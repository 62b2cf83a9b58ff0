"""The library follows its folders by itself, through the real command: watching, rules, and what they leave out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import pytest

from core.ignoring import RULES_FILE
from tests.end_to_end.conftest import CHECKOUT, Run, command, objects

pytestmark = pytest.mark.slow


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    for name, text in {"heron.md": "Herons wait.", "notes/otter.md": "Otters swim.", "old/newt.log": "Newts."}.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text)
    return docs


def names(wellread: Run) -> set[str]:
    return {Path(file["path"]).name for file in objects(wellread("files", "--json"))}


def test_a_rule_is_looked_at_before_it_is_set_and_holds_from_the_next_sync(wellread: Run, docs: Path) -> None:
    wellread("add", docs)
    (seen,) = objects(wellread("ignored", docs, "--rule", "*.log", "--json"))
    assert seen["leaves_out"] == {"files": 1, "bytes": 6, "examples": [str(docs.resolve() / "old" / "newt.log")]}
    assert names(wellread) == {"heron.md", "otter.md", "newt.log"}, "asking has changed nothing"
    (docs / RULES_FILE).write_text("*.log\n")
    assert "newt.log" in wellread("ignored").stdout
    (report,) = objects(wellread("sync", "--json"))
    assert names(wellread) == {"heron.md", "otter.md"} and report["passages"] == 2
    (docs / "copy of newt.txt").write_text("Newts.")
    wellread("sync")
    (docs / RULES_FILE).unlink()
    (report,) = objects(wellread("sync", "--json"))
    assert names(wellread) == {"heron.md", "otter.md", "copy of newt.txt", "newt.log"}
    assert (report["read"], report["embedded"]) == (0, 0), "its content was still there, in the copy"


def test_a_rule_that_is_none_is_said_in_a_sentence(wellread: Run, docs: Path, tmp_path: Path) -> None:
    said = wellread("ignored", docs, "--rule", "[z-a]", status=1).stderr
    assert said.splitlines()[-1].startswith("wellread: The rule can't be understood: [z-a]")
    (tmp_path / "profile" / "settings.toml").write_text('[ignore]\npatterns = ["*.log", "[z-a]"]\n')
    said = wellread("sync", status=1).stderr
    assert "ignore.patterns has a rule that can't be understood: [z-a]" in said


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C can't be sent to one process there")
def test_sync_goes_on_until_ctrl_c(wellread: Run, docs: Path, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    wellread("add", docs)
    arguments = command(profile, "sync", "--watch", "--json")
    # A shell that starts the tests in the background has them ignore Ctrl-C, and children inherit what is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(arguments, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    signal.signal(signal.SIGINT, before)
    lines: SimpleQueue[str] = SimpleQueue()
    assert process.stdout is not None
    reader = Thread(target=lambda: [lines.put(line) for line in process.stdout or ()])
    reader.start()
    try:

        def report(true: Callable[[dict[str, int]], bool]) -> bool:
            end = time.monotonic() + 60
            while time.monotonic() < end:
                try:
                    if true(json.loads(lines.get(timeout=1))):
                        return True
                except Empty:
                    continue
            return False

        assert report(lambda found: found["read"] == 0)
        (docs / "newt.md").write_text("Newts hide.")
        assert report(lambda found: found["read"] == 1 and found["embedded"] == 1)
        (docs / "newt.md").rename(docs / "notes" / "newts.md")
        assert report(lambda found: found["read"] == 0)
        (docs / "notes" / "newts.md").unlink()
        assert report(lambda found: sum(found["files"].values()) == 3)  # type: ignore[attr-defined]
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(30)
        reader.join()
        process.stdout.close()
    assert status == 0
    assert names(wellread) == {"heron.md", "otter.md", "newt.log"}
