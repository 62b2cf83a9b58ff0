"""`wellread add`, `wellread sync` and `wellread remove`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.budget import Budget
from core.types import SyncReport
from desktop.children.assistant import Assistant
from desktop.terminal.context import Context
from desktop.terminal.following import follow
from desktop.terminal.progress import SyncBar
from desktop.terminal.records import report_record
from models.children import messages as say


def register(commands: Any, everywhere: argparse.ArgumentParser) -> None:
    add = commands.add_parser("add", parents=[everywhere], help="add folders and index them")
    add.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    add.add_argument("--no-wait", action="store_true", help="return at once and index in the background")
    _add_budget(add)
    add.set_defaults(run=run_add)
    remove = commands.add_parser(
        "remove", parents=[everywhere], help="take a folder out of the library; its files stay"
    )
    remove.add_argument("folder", type=Path, metavar="FOLDER")
    remove.set_defaults(run=run_remove)
    sync = commands.add_parser("sync", parents=[everywhere], help="bring every folder up to date")
    _add_budget(sync)
    sync.add_argument("--watch", action="store_true", help="go on until Ctrl-C, and sync whenever something changes")
    sync.set_defaults(run=run_sync)


def _add_budget(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--budget", type=Budget, choices=list(Budget), default=Budget.FULL, metavar="B",
        help="how much of the machine to take: background, normal or full",
    )  # fmt: skip


def run_add(context: Context, options: argparse.Namespace) -> None:
    with context.assistant() as assistant:
        added = assistant.call(say.AddFolders(tuple(path.absolute() for path in options.folders)))
        for sentence in added.result():
            if sentence:
                context.say(sentence)
        if not options.no_wait:
            sync_now(context, assistant, options.budget)
    if options.no_wait:  # only now has the librarian let go of the profile
        sync_in_background(context, options.budget)


def run_remove(context: Context, options: argparse.Namespace) -> None:
    with context.assistant() as assistant:
        assistant.call(say.RemoveFolder(options.folder)).result()
        sync_now(context, assistant)


def run_sync(context: Context, options: argparse.Namespace) -> None:
    with context.assistant() as assistant:
        if options.watch:
            follow(context, assistant, lambda: sync_now(context, assistant, options.budget))
        else:
            sync_now(context, assistant, options.budget)


def sync_now(context: Context, assistant: Assistant, budget: Budget = Budget.FULL, quiet: bool = False) -> None:
    """Bring every folder up to date, with a bar, and print what became of it; nothing of it, when it is to be quiet."""
    assistant.call(say.Choose(budget)).result()
    with SyncBar(context) as bar:
        report: SyncReport = assistant.call(say.Sync(), bar.show).result()
    for problem in report.problems:
        context.say(problem)
    if quiet:
        return
    if context.as_json:
        context.out(report_record(report))
        return
    counts = ", ".join(f"{count} {status}" for status, count in sorted(report.files.items()))
    context.say(
        f"{counts or 'No files'}. {report.passages:,} passages in the library. {report.seconds['total']:.1f} s."
    )


def sync_in_background(context: Context, budget: Budget = Budget.FULL) -> None:
    """A Wellread of its own, that outlives this terminal."""
    command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop.terminal.main"]
    command += [
        "--profile",
        str(context.profile.root),
        "--library",
        context.profile.library_name,
        "--quiet",
        "sync",
        "--budget",
        budget,
    ]
    apart = 0
    if sys.platform == "win32":
        apart = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    null = subprocess.DEVNULL
    subprocess.Popen(command, stdin=null, stdout=null, stderr=null, creationflags=apart, start_new_session=True)
    context.say("Indexing goes on in the background.")
