"""`wellread ignored`: what the rules leave out of the folders, and what one more would."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.preview import Change, Effect, Omission
from desktop.children.wording import size_in_words
from desktop.terminal.context import Context
from desktop.terminal.records import effect_record, omission_record
from models.children import messages as say


def register(commands: Any, everywhere: argparse.ArgumentParser) -> None:
    ignored = commands.add_parser(
        "ignored", parents=[everywhere], help="what the rules leave out; with --rule, what one more would"
    )
    ignored.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="of the library or any other")
    ignored.add_argument("--rule", default="", metavar="PATTERN", help="a further rule, as in a .gitignore file")
    ignored.set_defaults(run=run_ignored)


def run_ignored(context: Context, options: argparse.Namespace) -> None:
    folder = options.folder.expanduser().absolute() if options.folder else None
    with context.assistant() as assistant:
        found = assistant.call(say.Ignored(folder, options.rule)).result()
    if isinstance(found, Effect):
        context.out(effect_record(found) if context.as_json else _effect(found))
        return
    omissions: list[Omission] = found
    for omission in omissions:
        context.out(omission_record(omission) if context.as_json else _line(omission))
    context.say(f"{_extent(sum(o.files for o in omissions), sum(o.bytes for o in omissions))} left out.")


def _line(omission: Omission) -> str:
    if omission.is_folder:
        extent = _extent(omission.files, omission.bytes)
        return f"{omission.path}/  {extent}; {omission.rule} ({omission.origin})"
    return f"{omission.path}  {size_in_words(omission.bytes)}; {omission.rule} ({omission.origin})"


def _effect(effect: Effect) -> str:
    lines = [f"The rule {effect.rule} would leave out {_extent(effect.leaves_out.files, effect.leaves_out.bytes)}."]
    lines += _examples(effect.leaves_out)
    if effect.brings_back.files:
        lines.append(f"It would bring back {_extent(effect.brings_back.files, effect.brings_back.bytes)}.")
        lines += _examples(effect.brings_back)
    return "\n".join(lines)


def _examples(change: Change) -> list[str]:
    more = change.files - len(change.examples)
    return [f"  {path}" for path in change.examples] + ([f"  and {more:,} more"] if more else [])


def _extent(files: int, size: int) -> str:
    return f"{files:,} file{'' if files == 1 else 's'} ({size_in_words(size)})" if files else "no file"
