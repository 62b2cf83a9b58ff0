"""`wellread folders`: the folders of the library, and which of them questions look into."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.foreign import as_written
from core.types import FolderInfo
from desktop.terminal.context import Context
from models.children import messages as say


def register(commands: Any, everywhere: argparse.ArgumentParser) -> None:
    folders = commands.add_parser("folders", parents=[everywhere], help="the folders, and which questions look into")
    folders.set_defaults(run=run_list)
    what = folders.add_subparsers(metavar="WHAT")
    what.add_parser("list", parents=[everywhere], help="all folders and their files").set_defaults(run=run_list)
    for name, words in (("on", "have questions look into a folder"), ("off", "leave a folder out of questions")):
        made = what.add_parser(name, parents=[everywhere], help=words)
        made.add_argument("folder", type=Path, metavar="FOLDER")
        made.set_defaults(run=run_switch, on=name == "on")


def run_list(context: Context, _options: argparse.Namespace) -> None:
    with context.assistant() as assistant:
        infos: list[FolderInfo] = assistant.call(say.ListFolders()).result()
    for info in infos:
        if context.as_json:
            context.out(
                {
                    "path": as_written(info.path), "on": info.on, "files": info.files, "readable": info.readable,
                    "pending": info.pending, "problems": info.problems, "absent": info.absent,
                }
            )  # fmt: skip
        else:
            absent = "  (not on this machine)" if info.absent else ""
            path = as_written(info.path)
            context.out(f"{'on ' if info.on else 'off'}  {info.readable:,} of {info.files:,} files  {path}{absent}")


def run_switch(context: Context, options: argparse.Namespace) -> None:
    with context.assistant() as assistant:
        assistant.call(say.SwitchFolder(options.folder, options.on)).result()
