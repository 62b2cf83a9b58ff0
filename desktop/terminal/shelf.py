"""`wellread models list|add|use|set-aside|remove`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from core.read_only import can_be_written, refusal
from desktop.terminal.context import Context
from models import downloads
from models.catalog import Role
from models.receipts import InstalledModel
from models.shelf import Shelf
from models.weights import megabytes


def register(commands: Any, everywhere: argparse.ArgumentParser) -> None:
    models = commands.add_parser("models", parents=[everywhere], help="the models on this machine")
    actions = models.add_subparsers(title="actions", metavar="ACTION", required=True)
    actions.add_parser("list", parents=[everywhere], help="what is here and what could be").set_defaults(run=run_list)
    add = actions.add_parser(
        "add", parents=[everywhere], help="add a file or a folder, or fetch a model of the catalogue"
    )
    add.add_argument(
        "model", metavar="FILE, FOLDER or NAME", help="a GGUF file, a sentence-transformers folder, or a name"
    )
    add.set_defaults(run=run_add)
    for name, run, words in (
        ("use", run_use, "put a model to use"),
        ("set-aside", run_set_aside, "do without a model that writes answers or reranks; it stays here"),
        ("remove", run_remove, "delete a model"),
    ):
        action = actions.add_parser(name, parents=[everywhere], help=words)
        action.add_argument("name", metavar="NAME")
        action.set_defaults(run=run)


def run_list(context: Context, _options: argparse.Namespace) -> None:
    shelf = context.shelf()
    installed = shelf.installed()
    here = {model.name for model in installed}
    for model in installed:
        context.out(_record(model) if context.as_json else _line(model))
    for entry in shelf.catalog.entries:
        if entry.name not in here and context.as_json:
            context.out({"name": entry.name, "role": entry.role.value, "bytes": entry.size, "installed": False})
        elif entry.name not in here:
            context.out(f"  {entry.name:24} {entry.role.value:10} {megabytes(entry.size):>8}  can be fetched")


def run_add(context: Context, options: argparse.Namespace) -> None:
    shelf = _own_shelf(context)
    path = Path(options.model)
    show = _Percent(context)
    # A name of the catalogue means the catalogue; anything else is a path, with its error if there is nothing.
    if shelf.catalog.find(options.model) is not None and not path.exists():
        model = downloads.fetch(shelf.catalog.get(options.model), shelf, show)
    elif path.is_dir():
        model = shelf.add_folder(path, show)
    else:
        model = shelf.add_file(path, show)
    context.out(_record(model) if context.as_json else f"{model.name} is here.")
    if model.note:
        context.say(model.note)
    if not model.in_use:
        context.say(f"Put it to use with: wellread models use {model.name}")


def run_use(context: Context, options: argparse.Namespace) -> None:
    shelf = _own_shelf(context)
    before = shelf.chosen(shelf.get(options.name).role)
    model = shelf.use(options.name)
    context.out(_record(model) if context.as_json else f"{model.name} is in use.")
    if model.role is Role.EMBEDDER and before is not None and before.name != model.name:
        context.say("The next sync gives every passage its vector anew; until then the old ones serve.")


def run_set_aside(context: Context, options: argparse.Namespace) -> None:
    model = _own_shelf(context).set_aside(options.name)
    context.out(_record(model) if context.as_json else f"{model.name} is not in use.")
    if model.role is Role.GENERATOR:
        context.say("Answers are the documents' own words now.")


def run_remove(context: Context, options: argparse.Namespace) -> None:
    _own_shelf(context).remove(options.name)
    context.say(f"{options.name} is gone.")


def _own_shelf(context: Context) -> Shelf:
    if not can_be_written(context.profile.root):
        raise refusal()
    context.profile.prepare()
    return context.shelf()


class _Percent:
    """Progress on one line of a terminal."""

    def __init__(self, context: Context) -> None:
        self._shown = not context.quiet and sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        if self._shown:
            end = "\n" if done >= total else "\r"
            print(f"{megabytes(done)} of {megabytes(total)}   ", end=end, file=sys.stderr, flush=True)


def _record(model: InstalledModel) -> dict[str, Any]:
    return {
        "name": model.name, "role": model.role.value, "licence": model.licence, "bytes": model.size,
        "path": str(model.path), "in_use": model.in_use, "bundled": model.bundled, "installed": True,
        "note": model.note,
    }  # fmt: skip


def _line(model: InstalledModel) -> str:
    mark = "*" if model.in_use else " "
    return f"{mark} {model.name:24} {model.role.value:10} {megabytes(model.size):>8}  {model.licence}"
