"""`wellread libraries`: several libraries, each with folders of its own, such as one for work and one for home."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from core.libraries import add_library, library_names, remove_library
from core.manifest import Manifest
from core.profile import Profile
from desktop.terminal.context import Context

_FIRST = "(the first)"


def register(commands: Any, everywhere: argparse.ArgumentParser) -> None:
    libraries = commands.add_parser("libraries", parents=[everywhere], help="several libraries: list, add, remove")
    libraries.set_defaults(run=run_list)
    what = libraries.add_subparsers(metavar="WHAT")
    what.add_parser("list", parents=[everywhere], help="all libraries and their folders").set_defaults(run=run_list)
    for name, run, words in (
        ("add", run_add, "make a new one; --library NAME then works in it"),
        ("remove", run_remove, "remove one; the files in its folders stay"),
    ):
        made = what.add_parser(name, parents=[everywhere], help=words)
        made.add_argument("name", metavar="NAME")
        made.set_defaults(run=run)


def run_list(context: Context, _options: argparse.Namespace) -> None:
    for name in ("", *library_names(context.profile)):
        folders = _folders(replace(context.profile, library_name=name))
        if context.as_json:
            context.out({"name": name, "folders": folders})
        else:
            context.out(f"{name or _FIRST}: {', '.join(folders) or 'no folders'}")


def run_add(context: Context, options: argparse.Namespace) -> None:
    made = add_library(context.profile, options.name)
    context.say(f"Made. wellread add FOLDER --library “{made.library_name}” gives it a folder.")


def run_remove(context: Context, options: argparse.Namespace) -> None:
    remove_library(context.profile, options.name)
    context.say(f"The library {options.name} is removed; the files of its folders are where they were.")


def _folders(profile: Profile) -> list[str]:
    if not profile.manifest.exists():
        return []
    with Manifest(profile.manifest) as manifest:
        return [str(path) for path in manifest.folders().values()]
