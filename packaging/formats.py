"""Writes docs/formats.md from the table in core/reading/formats.py, or checks that it says what the code does.

python packaging/formats.py [--check]
"""

from __future__ import annotations

import importlib.util
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.reading.formats import FORMATS, Format  # noqa: E402

PAGE = ROOT / "docs" / "formats.md"
_BEGIN, _END = "<!-- made by packaging/formats.py -->", "<!-- end -->"


def table() -> str:
    lines = [
        "| what | names | read with | what is kept | a citation names |",
        "|---|---|---|---|---|",
    ]
    lines += [_row(form) for form in FORMATS.values()]
    return "\n".join(lines)


def _row(form: Format) -> str:
    cells = (form.name, " ".join(form.suffixes), form.library, form.keeps, form.places or "the passage")
    return f"| {' | '.join(cells)} |"


def problems() -> list[str]:
    """Formats whose reader or whose library is not there."""
    found = []
    for form in FORMATS.values():
        if importlib.util.find_spec(f"core.reading.{form.module}") is None:
            found.append(f"{form.kind}: there is no core/reading/{form.module}.py")
        found += [f"{form.kind}: {name} is not installed" for name in _libraries(form) if not _is_there(name)]
    return found


def _libraries(form: Format) -> list[str]:
    return [name for name in form.library.split(", ") if name != "own"]


def _is_there(name: str) -> bool:
    if importlib.util.find_spec(re.sub(r"\W", "_", name.lower())) is not None:
        return True
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def main() -> int:
    text = PAGE.read_text(encoding="utf-8")
    start, end = text.index(_BEGIN) + len(_BEGIN), text.index(_END)
    fresh = f"{text[:start]}\n{table()}\n{text[end:]}"
    found = problems()
    if "--check" not in sys.argv:
        PAGE.write_text(fresh, encoding="utf-8")
    elif text != fresh:
        found.append("docs/formats.md is not what core/reading/formats.py says. Run: python packaging/formats.py")
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
