"""The command line: read, one command run, its end turned into an exit status."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Any

from core.errors import Cancelled, WellreadError
from core.libraries import in_library
from core.profile import named_profile, personal_profile
from core.read_only import as_found
from desktop.terminal import (
    asking,
    carrying,
    doctor,
    evaluate,
    files,
    folders,
    ignoring,
    libraries,
    library,
    shelf,
)
from desktop.terminal.context import Context

DONE, COULD_NOT = 0, 1  # argparse ends wrong usage with 2


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 done, 1 could not, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name that is not valid Unicode must not end a listing
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    context = Context(options.profile, options.json, options.quiet)
    try:
        context.profile = as_found(in_library(options.profile, options.library), options.read_only)
        return int(options.run(context, options) or DONE)
    except Cancelled:
        return COULD_NOT
    except KeyboardInterrupt:
        context.say("Stopped. What was done so far is kept.")
        return COULD_NOT
    except BrokenPipeError:  # the reader of our output has seen enough
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except WellreadError as error:
        context.fail(error)
        return COULD_NOT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wellread", description="Ask your own folders, offline. Without a command, opens the window."
    )
    _add_options(
        parser, {"profile": personal_profile(), "library": "", "read_only": False, "json": False, "quiet": False}
    )
    parser.set_defaults(run=_open_window)
    # The options may stand before or after the command; after it they only count when they are given.
    everywhere = argparse.ArgumentParser(add_help=False)
    _add_options(everywhere, dict.fromkeys(("profile", "library", "read_only", "json", "quiet"), argparse.SUPPRESS))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for room in (library, carrying, libraries, folders, files, ignoring, asking, evaluate, shelf, doctor):
        room.register(commands, everywhere)
    return parser


def _add_options(parser: argparse.ArgumentParser, default: dict[str, Any]) -> None:
    parser.add_argument(
        "--profile", type=named_profile, default=default["profile"], metavar="DIR", help="keep everything here"
    )
    parser.add_argument("--library", default=default["library"], metavar="NAME", help="another library than the first")
    parser.add_argument(
        "--json", action="store_true", default=default["json"], help="print JSON alone on standard output"
    )
    parser.add_argument(
        "--read-only", action="store_true", default=default["read_only"], help="change nothing in the library"
    )
    parser.add_argument("--quiet", action="store_true", default=default["quiet"], help="only results, no progress")


def _open_window(context: Context, _options: argparse.Namespace) -> int:
    from desktop.window.main import open_window  # Qt loads for the window alone

    return open_window(context.profile)
