"""What a GGUF file must be before it is copied a gigabyte at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import WellreadError
from models import gguf

GgufMaker = Callable[..., Path]


def test_it_tells_the_facts(make_gguf: GgufMaker) -> None:
    facts = gguf.inspect(make_gguf())
    assert (facts.name, facts.architecture, facts.context, facts.has_template) == ("Own Model", "llama", 4096, True)


def test_something_else_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "holiday.gguf"
    path.write_bytes(b"\x89PNG and more")
    with pytest.raises(WellreadError, match="is not a GGUF file"):
        gguf.inspect(path)


def test_an_empty_file_is_not_gguf(tmp_path: Path) -> None:
    path = tmp_path / "empty.gguf"
    path.touch()
    with pytest.raises(WellreadError, match="is not a GGUF file"):
        gguf.inspect(path)


@pytest.mark.parametrize("cut", [1, 200, 256, 300, 500])
def test_half_a_download_is_noticed_wherever_it_stopped(make_gguf: GgufMaker, cut: int) -> None:
    with pytest.raises(WellreadError, match="damaged or was not downloaded completely"):
        gguf.inspect(make_gguf(cut=cut))


@pytest.mark.parametrize("version", [1, 4, 50331648])
def test_other_versions_are_refused(make_gguf: GgufMaker, version: int) -> None:
    with pytest.raises(WellreadError, match="version"):
        gguf.inspect(make_gguf(version=version))


def test_one_part_of_a_split_model_is_refused(make_gguf: GgufMaker) -> None:
    with pytest.raises(WellreadError, match="split"):
        gguf.inspect(make_gguf(split__count=3))


def test_a_model_that_does_not_write_is_refused(make_gguf: GgufMaker) -> None:
    with pytest.raises(WellreadError, match="does not write text"):
        gguf.inspect(make_gguf(general__architecture="bert"))


def test_nonsense_counts_end_quickly(tmp_path: Path) -> None:
    path = tmp_path / "nonsense.gguf"
    path.write_bytes(b"GGUF\x03\x00\x00\x00" + b"\xff" * 64)
    with pytest.raises(WellreadError, match="damaged"):
        gguf.inspect(path)
