"""`wellread doctor`: the machine, the models, the library, what would go wrong, and mending what has."""

from __future__ import annotations

import argparse
import platform
import shutil
from typing import Any

import psutil

from core.errors import WellreadError
from core.types import SyncReport
from desktop.children.mending import mended
from desktop.terminal.context import Context
from desktop.terminal.progress import SyncBar
from models.catalog import Role
from models.children import messages as say

_GIB = 1 << 30
_LITTLE_DISK, _LITTLE_MEMORY = 2 * _GIB, 4 * _GIB


def register(commands: Any, everywhere: argparse.ArgumentParser) -> None:
    doctor = commands.add_parser("doctor", parents=[everywhere], help="what works, and what would go wrong")
    doctor.add_argument("--repair", action="store_true", help="mend what is damaged in the library")
    doctor.set_defaults(run=run_doctor)


def run_doctor(context: Context, options: argparse.Namespace) -> int:
    context.profile.prepare()
    found: dict[str, Any] = {"machine": _machine(context), "models": _models(context)}
    problems = _machine_problems(found["machine"])
    problems += [model["problem"] for model in found["models"] if model["problem"]]
    try:
        if options.repair:
            found["repaired"] = _repair(context)
        wrong = _mender(context, say.Examine())
        problems += wrong
        if not wrong:
            found["library"] = _library(context)
    except WellreadError as error:
        problems.append(str(error))
    found["problems"] = problems
    if context.as_json:
        context.out(found)
    else:
        _print(context, found)
    return 1 if problems else 0


def _machine(context: Context) -> dict[str, Any]:
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processors": psutil.cpu_count(),
        "memory": psutil.virtual_memory().total,
        "disk_free": shutil.disk_usage(context.profile.root).free,
        "profile": str(context.profile.root),
    }


def _machine_problems(machine: dict[str, Any]) -> list[str]:
    problems = []
    if machine["disk_free"] < _LITTLE_DISK:
        problems.append(f"Only {machine['disk_free'] / _GIB:.1f} GiB are free on the disk; indexing may stop.")
    if machine["memory"] < _LITTLE_MEMORY:
        problems.append(f"The machine has {machine['memory'] / _GIB:.1f} GiB of memory; models may not fit.")
    return problems


def _models(context: Context) -> list[dict[str, Any]]:
    shelf = context.shelf()
    report = []
    for role in Role:
        model = shelf.chosen(role)
        try:
            if model is None and (role.optional or shelf.does_without(role)):
                continue
            if model is None:
                raise shelf.missing(role)
            shelf.verify(model, thorough=True)
            problem = ""
        except WellreadError as error:
            problem = str(error)
        report.append({"role": role.value, "name": model.name if model else None, "problem": problem})
    return report


def _mender(context: Context, request: say.Examine | say.Repair) -> tuple[str, ...]:
    with SyncBar(context) as bar:
        return mended(context.profile, request, bar.show)


def _repair(context: Context) -> list[str]:
    """What was mended. The sync reads and embeds again what was lost."""
    done = list(_mender(context, say.Repair()))
    for sentence in done:
        context.say(sentence)
    with context.assistant() as assistant, SyncBar(context) as bar:
        report: SyncReport = assistant.call(say.Sync(), bar.show).result()
    context.say(f"{report.read:,} documents were read again, {report.embedded:,} passages embedded again.")
    return done


def _library(context: Context) -> dict[str, int]:
    with context.assistant() as assistant:
        counts: dict[str, int] = assistant.call(say.Inspect()).result()
    return counts


def _print(context: Context, found: dict[str, Any]) -> None:
    machine = found["machine"]
    context.out(f"Machine  {machine['system']}, {machine['processors']} processors, {machine['memory'] / _GIB:.0f} GiB")
    context.out(f"Profile  {machine['profile']} ({machine['disk_free'] / _GIB:.0f} GiB free)")
    for model in found["models"]:
        context.out(
            f"Model    {model['role']}: {model['name'] or 'none'}{' (checked)' if not model['problem'] else ''}"
        )
    if "library" in found:
        context.out("Library  " + ", ".join(f"{rows:,} {name}" for name, rows in found["library"].items()))
    for sentence in found.get("repaired", ()):
        context.out(f"Repaired {sentence}")
    for problem in found["problems"]:
        context.out(f"Problem  {problem}")
    if not found["problems"]:
        context.out("Nothing would go wrong.")
