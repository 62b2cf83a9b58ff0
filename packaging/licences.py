"""Writes THIRD_PARTY.md: what Wellread stands on, and under which licences, as the installed packages say it.

python packaging/licences.py            write it
python packaging/licences.py --check    fail when a package that is installed is missing from it
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "THIRD_PARTY.md"
# Left out by the set-up (see bootstrap.py), so not part of what a person has.
LEFT_OUT = {"pymupdf-layout", "pymupdf4llm"}
# Packages whose metadata does not say it in a word.
SAID_ELSEWHERE = {
    "lancedb": "Apache-2.0",
    "llama-cpp-python": "MIT (it contains llama.cpp and ggml: MIT)",
    "pymupdf": "AGPL-3.0-or-later (or Artifex's commercial licence; it contains MuPDF)",
    "pyside6-essentials": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only (it contains Qt)",
    "shiboken6": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
}
HEAD = """# What Wellread stands on

Wellread is free software under the AGPL, version 3 or later (see `LICENSE`). It stands on the work of others, each
under its own licence; the texts lie in the packages themselves, below `*.dist-info`. This list is written by
`packaging/licences.py` from what is installed; versions are in `constraints.txt`.

## Models

| Model | Licence | Fetched from |
|---|---|---|
"""


def main(arguments: list[str]) -> int:
    found = sorted(set(dependencies("wellread")))
    if "--check" not in arguments:
        TARGET.write_text(HEAD + models() + "\n## Packages\n\n| Package | Licence |\n|---|---|\n" + rows(found))
        return 0
    listed = set(re.findall(r"^\| (\S+) \|", TARGET.read_text(), re.MULTILINE))
    missing = [name for name in found if name not in listed]
    if missing:
        sys.stderr.write(f"THIRD_PARTY.md does not list {', '.join(missing)}: run packaging/licences.py.\n")
        return 1
    return 0


def dependencies(name: str, seen: set[str] | None = None) -> Iterator[str]:
    """Everything that a package needs to run, and what that needs, as far as it is installed here."""
    seen = seen if seen is not None else {name}
    for requirement in metadata.distribution(name).requires or []:
        needed = normal(re.split(r"[\s;<>=!~\[(]", requirement, maxsplit=1)[0])
        if "extra ==" in requirement or needed in seen or needed in LEFT_OUT:
            continue
        seen.add(needed)
        try:
            metadata.distribution(needed)
        except metadata.PackageNotFoundError:
            continue  # for another system than this one
        yield needed
        yield from dependencies(needed, seen)


def rows(names: list[str]) -> str:
    return "".join(f"| {name} | {licence(name)} |\n" for name in names)


def licence(name: str) -> str:
    if name in SAID_ELSEWHERE:
        return SAID_ELSEWHERE[name]
    facts = metadata.metadata(name)
    said = facts.get("License-Expression") or facts.get("License") or ""
    if said and "\n" not in said and len(said) < 200:
        return str(said)
    classifiers = [line for line in facts.get_all("Classifier") or [] if line.startswith("License ::")]
    return ", ".join(line.split(" :: ")[-1] for line in classifiers) or "see its package"


def models() -> str:
    catalog = tomllib.loads((ROOT / "models" / "catalog.toml").read_text())
    lines = (
        f"| {model['title']} | {model['licence']} | {model['sources'][0]['distribution']} |\n"
        for model in catalog["model"]
    )
    return "".join(lines)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
