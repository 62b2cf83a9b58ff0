"""The set-up says in one sentence what a machine lacks."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    monkeypatch.setenv("WELLREAD_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CMAKE_ARGS", raising=False)
    monkeypatch.delenv("CUDA", raising=False)
    return load("bootstrap")


@pytest.fixture
def check_display() -> ModuleType:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux leaves libraries to the system")
    return load("check_display")


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 14, 0)])
def test_another_python_is_named(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], version: tuple[int, ...]
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", version)
    with pytest.raises(SystemExit):
        bootstrap.check_machine()
    assert f"this is Python {version[0]}.{version[1]}." in capsys.readouterr().err


def test_a_missing_compiler_is_named(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(SystemExit):
        bootstrap.check_compiler()
    assert "apt install g++" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "cannot be reached"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ssl.SSLError: CERTIFICATE_VERIFY_FAILED", "PIP_CERT"),
        ("CMake Error: CMAKE_CXX_COMPILER not set", "no C++ compiler"),
        ("ERROR: No matching distribution found for torch==2.13.0", "fits this machine"),
        ("something nobody thought of", "install.log"),
    ],
)
def test_a_failed_step_is_explained(
    bootstrap: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], said: str, told: str
) -> None:
    log = tmp_path / "install.log"
    log.write_text(f"Collecting wellread\n{said}\n")
    with pytest.raises(SystemExit):
        bootstrap.explain(log)
    assert told in capsys.readouterr().err.splitlines()[-1]


def test_the_compiled_wheel_is_named_by_what_it_depends_on(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = bootstrap.llama_key()
    monkeypatch.setenv("CUDA", "1")
    assert bootstrap.llama_key() != here
    monkeypatch.setenv("CUDA", "0")
    assert bootstrap.llama_key() == here
    other = tmp_path / "another checkout"
    shutil.copytree(PACKAGING, other / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PACKAGING.parent / "constraints.txt", other)
    monkeypatch.setattr(bootstrap, "ROOT", other)
    flags = [flag.replace(PACKAGING.parent.as_posix(), other.as_posix()) for flag in bootstrap.LLAMA_FLAGS]
    monkeypatch.setattr(bootstrap, "LLAMA_FLAGS", flags)
    assert bootstrap.llama_key() == here


def test_pip_writes_into_the_cache_only(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_CACHE_DIR", raising=False)
    environment = bootstrap.environment()
    for name in ("PIP_CACHE_DIR", "TMPDIR", "TEMP"):
        assert Path(environment[name]).is_relative_to(bootstrap.CACHE)
    monkeypatch.setenv("PIP_CACHE_DIR", "/somewhere/chosen")
    assert bootstrap.environment()["PIP_CACHE_DIR"] == "/somewhere/chosen"


def test_every_dependency_is_pinned() -> None:
    lines = (PACKAGING.parent / "constraints.txt").read_text().splitlines()
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    assert all("==" in line or line.startswith("#") for line in lines)
    import tomllib

    project = tomllib.loads((PACKAGING.parent / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {requirement.split(">")[0].lower().replace("_", "-") for requirement in wanted}
    assert names - pinned == set()


# The display


def fake_ldd(directory: Path, missing: str) -> None:
    tool = directory / "ldd"
    tool.write_text(f"#!/bin/sh\necho '\t{missing} => not found'\necho '\tlibc.so.6 => /lib/libc.so.6 (0x1)'\n")
    tool.chmod(0o755)


def test_without_a_display_the_demo_is_named(
    check_display: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(check_display, "missing_libraries", lambda parts: [])
    assert check_display.main([]) == 1
    assert "make demo" in capsys.readouterr().err


def test_a_missing_library_is_named_with_its_package(
    check_display: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fake_ldd(tmp_path, "libxcb-cursor.so.0")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":99")
    assert check_display.main([]) == 1
    assert "apt install libxcb-cursor0" in capsys.readouterr().err


def test_a_library_that_we_do_not_know_is_named_all_the_same(
    check_display: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fake_ldd(tmp_path, "libfuture.so.7")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert check_display.main(["--offscreen"]) == 1
    assert "libfuture.so.7" in capsys.readouterr().err


def test_qt_starts_offscreen_here(check_display: ModuleType) -> None:
    assert check_display.main(["--offscreen"]) == 0


def test_a_display_that_does_not_answer_is_told(
    check_display: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr(check_display, "missing_libraries", lambda parts: [])
    assert check_display.main([]) == 1
    assert "Qt cannot start here" in capsys.readouterr().err
