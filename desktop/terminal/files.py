"""`wellread files`, `wellread retry` and `wellread unlock`: the health of every file, and what can be done about it."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from core.errors import WellreadError
from core.foreign import as_written
from core.types import FileInfo, Status
from desktop.terminal.context import Context
from desktop.terminal.library import sync_now
from desktop.terminal.records import file_record
from models.children import messages as say


def register(commands: Any, everywhere: argparse.ArgumentParser) -> None:
    files = commands.add_parser("files", parents=[everywhere], help="every file, its status and the reason")
    files.add_argument("--status", choices=[status.value for status in Status], default="", metavar="S")
    files.set_defaults(run=run_files)
    retry = commands.add_parser(
        "retry", parents=[everywhere], help="read files again; without any, those with problems"
    )
    retry.add_argument("paths", nargs="*", type=Path, metavar="FILE")
    retry.set_defaults(run=run_retry)
    unlock = commands.add_parser("unlock", parents=[everywhere], help="read a file that a password protects")
    unlock.add_argument("file", type=Path, metavar="FILE")
    unlock.set_defaults(run=run_unlock)


def run_files(context: Context, options: argparse.Namespace) -> None:
    with context.assistant() as assistant:
        infos: list[FileInfo] = assistant.call(say.ListFiles(options.status)).result()
    for info in infos:
        context.out(file_record(info) if context.as_json else _lines(info))
    counts = Counter(info.status.value for info in infos)
    context.say(", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "No files.")


def run_retry(context: Context, options: argparse.Namespace) -> None:
    with context.assistant() as assistant:
        count = assistant.call(say.Retry(tuple(path.absolute() for path in options.paths))).result()
        if count:
            sync_now(context, assistant)
        else:
            context.say("No file has a problem.")


def run_unlock(context: Context, options: argparse.Namespace) -> None:
    """The password is asked for, or read from standard input; never an argument, which other programs can see."""
    path = options.file.expanduser().absolute()
    asked = (
        getpass.getpass(f"Password for {path.name}: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    )
    with context.assistant() as assistant:
        assistant.call(say.Unlock(path, asked)).result()
        sync_now(context, assistant)
        infos: list[FileInfo] = assistant.call(say.ListFiles()).result()
    if any(info.path == path and info.locked for info in infos):
        raise WellreadError(f"That password does not open {path.name}.", "Try another one.")


def _lines(info: FileInfo) -> str:
    """One line a file, and one for each file inside it that could not be read."""
    facts = [info.reason] if info.reason else []
    if info.absent:
        facts.append("not on this machine")
    if info.passages:
        facts.append(f"{_count(info.pages, 'page')}, {_count(info.passages, 'passage')}")
    if info.ocr_pages:
        facts.append(f"{info.ocr_pages} read by OCR")
    if info.pictures:
        facts.append(f"{_count(info.pictures, 'picture')} not yet looked at")
    lines = [f"{info.status.value:8} {as_written(info.path)}  {'; '.join(facts)}".rstrip()]
    lines += [f"         {part.name}  {part.reason}" for part in info.parts if part.reason]
    return "\n".join(lines)


def _count(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
