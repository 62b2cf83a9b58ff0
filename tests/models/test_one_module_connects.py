"""What the import contracts can't see: parts of packages that are otherwise welcome, and addresses in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOWNLOADS = ROOT / "models" / "downloads.py"
CONNECTING = re.compile(
    r"^(PySide6\.Qt(Network|WebSockets|WebEngine|HttpServer)|multiprocessing\.managers|concurrent\.interpreters)"
)
# Names of XML vocabularies and of ciphers look like addresses and are never visited.
VOCABULARIES = ("schemas.openxmlformats.org", "www.w3.org", "www.idpf.org/2008/embedding", "ns.adobe.com/pdf/enc#RC")


def sources() -> list[Path]:
    rooms = ("core", "models", "desktop")
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py")) if path != DOWNLOADS]


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_else_can_connect(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name in imported(ast.parse(text)) if CONNECTING.match(name)] == []


@pytest.mark.parametrize("path", [*sources(), DOWNLOADS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_host_is_named_in_a_string(path: Path) -> None:
    strings = [
        node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)
    ]
    hosts = [text for text in strings if isinstance(text, str) and re.search(r"https?://[a-z]", text)]
    assert [host for host in hosts if not any(name in host for name in VOCABULARIES)] == []
