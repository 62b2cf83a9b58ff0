"""Words of the library for a word that it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.asking.kindred import kindred
from core.manifest import Manifest
from core.terms import terms

TEXT = "Septicemic and Taiwanese, regulations, an adventist, artifacts and an artifact, 合同的租金"


@pytest.fixture
def manifest(tmp_path: Path) -> Iterator[Manifest]:
    with Manifest(tmp_path / "manifest.db") as manifest:
        with manifest.transaction():
            manifest.vocabulary.learn({"one": [(TEXT, terms(TEXT))]})
        yield manifest


@pytest.mark.parametrize(
    ("asked", "kin"),
    [("septicemia", "septicem"), ("taiwan", "taiwanes"), ("artifactu", "artifact")],
)
def test_what_begins_alike_is_kin(manifest: Manifest, asked: str, kin: str) -> None:
    assert kin in kindred(asked, manifest.vocabulary)


@pytest.mark.parametrize("asked", ["adventitia", "artif", "4012401", "合同的租金", "unheard"])
def test_what_only_begins_a_little_alike_is_not(manifest: Manifest, asked: str) -> None:
    assert kindred(asked, manifest.vocabulary) == []
