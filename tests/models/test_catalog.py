"""The catalogue says what it must, and lets nothing dangerous in."""

from __future__ import annotations

import pytest

from core.errors import WellreadError
from models import catalog
from models.catalog import REFUSED_WEIGHTS, SAFE_WEIGHTS, Role

ENTRY = """
[[model]]
name = "tiny"
title = "Tiny"
role = "generator"
licence = "MIT"
summary = "For tests."
default = true
context = 512
dimensions = 0
memory_mb = 1
sources = [{ distribution = "tiny", version = "1.0", folder = "tiny" }]
files = [{ path = "PATH", size = 4, sha256 = "SHA" }]
"""


def entry(path: str = "tiny.gguf", sha256: str = "0" * 64) -> str:
    return ENTRY.replace("PATH", path).replace("SHA", sha256)


def test_the_two_defaults_are_the_ones_that_are_promised() -> None:
    known = catalog.load()
    embedder, generator = known.default(Role.EMBEDDER), known.default(Role.GENERATOR)
    assert embedder is not None
    assert generator is not None
    assert {file.path: file.sha256 for file in embedder.files}["model.safetensors"] == (
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    )
    assert (embedder.dimensions, embedder.context, embedder.licence) == (384, 256, "Apache-2.0")
    assert [(file.size, file.sha256) for file in generator.files] == [
        (98_362_432, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53")
    ]
    assert generator.context == 8192
    assert set(known.defaults()) == {embedder, generator}


def test_weights_come_only_in_forms_that_cannot_run_code() -> None:
    for model in catalog.load().entries:
        suffixes = {file.path[file.path.rfind(".") :] for file in model.files}
        assert suffixes & SAFE_WEIGHTS
        assert not suffixes & REFUSED_WEIGHTS


def test_a_packed_model_names_its_form_and_what_comes_of_it() -> None:
    model = catalog.load().get("multilingual-e5-small")
    assert model.packed is not None
    assert (model.packed.form, model.dimensions, model.context, model.default) == ("e5s1", 384, 512, False)
    assert {"model.safetensors", "tokenizer.json", "LICENSE"} <= {file.path for file in model.files}


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(WellreadError, match="no model called “mistral”.*minilm"):
        catalog.load().get("mistral")


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "a\\b.gguf", "pytorch_model.bin", "model.pkl"])
def test_a_path_that_leaves_or_can_run_code_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"leaves|run code"):
        catalog.parse(entry(path.replace("\\", "\\\\")))


def test_a_file_without_a_checksum_is_refused() -> None:
    with pytest.raises(ValueError, match="checksum"):
        catalog.parse(entry(sha256="abc"))


def test_a_name_that_is_listed_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        catalog.parse(entry() + entry())
