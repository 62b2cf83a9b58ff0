"""`wellread export` and `wellread import`: a library as one file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.errors import WellreadError
from core.types import FolderInfo
from desktop.terminal.context import Context
from desktop.terminal.library import sync_in_background, sync_now
from desktop.terminal.progress import SyncBar
from models.children import messages as say


def register(commands: Any, everywhere: argparse.ArgumentParser) -> None:
    out = commands.add_parser("export", parents=[everywhere], help="write the library into one file")
    out.add_argument("file", type=Path, metavar="LIBRARY.wellread")
    out.set_defaults(run=run_export)
    into = commands.add_parser("import", parents=[everywhere], help="add the library of such a file to this one")
    into.add_argument("file", type=Path, metavar="LIBRARY.wellread")
    into.add_argument(
        "--at", type=_move, action="append", default=[], metavar="OLD=NEW",
        help="the files of folder OLD of the other machine lie in NEW here",
    )  # fmt: skip
    into.add_argument("--no-wait", action="store_true", help="return when it is in; the rest goes on in the background")
    into.set_defaults(run=run_import)


def _move(text: str) -> tuple[str, Path]:
    old, parted, new = text.partition("=")
    if not (old and parted and new):
        raise argparse.ArgumentTypeError(f"“{text}” is not OLD=NEW")
    return old, Path(new).expanduser().absolute()


def run_export(context: Context, options: argparse.Namespace) -> None:
    path: Path = options.file.expanduser().absolute()
    if path.is_dir():
        raise WellreadError(f"{path} is a folder.", "Name a file, as in wellread export mine.wellread.")
    with context.assistant() as assistant, SyncBar(context) as bar:
        assistant.call(say.Export(path), bar.show).result()
    size = path.stat().st_size
    if context.as_json:
        context.out({"file": str(path), "bytes": size})
    context.say(f"Written: {path} ({size / 1e6:,.1f} MB). wellread import takes it in elsewhere.")


def run_import(context: Context, options: argparse.Namespace) -> None:
    path: Path = options.file.expanduser().absolute()
    with context.assistant() as assistant:
        with SyncBar(context) as bar:
            taken: say.Taken = assistant.call(say.Import(path, tuple(options.at)), bar.show).result()
        if context.as_json:
            context.out(_record(taken))
        context.say(f"{taken.documents:,} documents are new here, {taken.known:,} were here already.")
        if not taken.ready and taken.strange:
            context.say(
                f"Their vectors were made by {' and '.join(taken.strange)}, which is not in use here. Search by words "
                "works at once; vectors are made again from the text."
            )
        if not options.no_wait:
            sync_now(context, assistant, quiet=context.as_json)
            infos: list[FolderInfo] = assistant.call(say.ListFolders()).result()
            _tell_of_folders(context, infos)
    if options.no_wait:
        sync_in_background(context)


def _record(taken: say.Taken) -> dict[str, Any]:
    return {
        "documents": taken.documents, "known": taken.known, "files": taken.files,
        "folders": [{"was": was, "path": path, "moved": moved} for was, path, moved in taken.folders],
        "other_embedders": list(taken.strange),
    }  # fmt: skip


def _tell_of_folders(context: Context, infos: list[FolderInfo]) -> None:
    absent = sum(info.absent for info in infos)
    if absent:
        context.say(
            f"{absent} of {len(infos)} folders are not on this machine: their pages are shown as the library keeps "
            "them. wellread folders lists them; wellread import --at OLD=NEW says where one lies here."
        )
