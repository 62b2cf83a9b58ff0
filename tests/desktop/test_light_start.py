"""What a start must not wait for is not imported by it."""

from __future__ import annotations

import subprocess
import sys

import pytest

SLOW = {"lancedb", "llama_cpp", "numpy", "onnxruntime", "pyarrow", "PySide6", "sentence_transformers", "torch"}


def imported_with(module: str) -> set[str]:
    script = f"import sys, {module}; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["desktop.terminal.main", "desktop.terminal.command"])
def test_a_command_is_understood_before_anything_slow_is_imported(module: str) -> None:
    assert not imported_with(module) & SLOW


def test_the_store_comes_without_the_clients_of_remote_catalogues() -> None:
    there = imported_with("core.store")
    assert "lancedb" in there
    assert not [name for name in there if name.startswith("lance_namespace_urllib3_client.api.")]
