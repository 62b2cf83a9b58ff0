"""The shelf: what is added stays whole, what is broken is named and left out."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from core.cancel import CancelToken
from core.errors import Cancelled, DiskFull, WellreadError
from models import weights
from models.catalog import Role, WeightFile
from models.receipts import write_receipt
from models.shelf import BUNDLED_VARIABLE, Shelf, bundled_directory, slug

GgufMaker = Callable[..., Path]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


def leftovers(shelf: Shelf) -> list[str]:
    """What should not be there after anything: stages, drafts, removed folders."""
    return [path.name for path in shelf.directory.iterdir() if path.name.startswith(".") and path.name != ".lock"]


def test_an_empty_shelf_says_what_to_fetch(shelf: Shelf) -> None:
    assert shelf.installed() == []
    assert shelf.generator_path() is None
    with pytest.raises(WellreadError, match="not here yet") as caught:
        shelf.embedder_path()
    assert "wellread models add minilm" in caught.value.hint


def test_a_file_of_ones_own_is_copied_and_put_to_use(shelf: Shelf, make_gguf: GgufMaker) -> None:
    source = make_gguf("My Model v2.gguf")
    seen: list[tuple[int, int]] = []
    model = shelf.add_file(source, lambda done, total: seen.append((done, total)))
    assert (model.name, model.role, model.context, model.in_use) == ("my-model-v2", Role.GENERATOR, 4096, True)
    assert shelf.generator_path() == model.path
    assert model.path.read_bytes() == source.read_bytes()
    assert source.exists()
    assert seen[-1] == (source.stat().st_size, source.stat().st_size)
    assert leftovers(shelf) == []


def test_adding_it_again_replaces_it(shelf: Shelf, make_gguf: GgufMaker) -> None:
    shelf.add_file(make_gguf())
    shelf.add_file(make_gguf(general__name="Newer"))
    assert len(shelf.installed()) == 1
    shelf.verify(shelf.installed()[0], thorough=True)


@pytest.mark.parametrize("name", ["notes.txt", "model.gguf"])
def test_what_is_not_gguf_is_refused_and_leaves_nothing(shelf: Shelf, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("Dear diary")
    with pytest.raises(WellreadError, match="is not a GGUF file"):
        shelf.add_file(path)
    assert shelf.installed() == []
    assert not shelf.directory.exists()


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.PT", "weights.pkl"])
def test_a_pickle_is_refused_whatever_is_in_it(shelf: Shelf, make_gguf: GgufMaker, name: str) -> None:
    with pytest.raises(WellreadError, match="can run code"):
        shelf.add_file(make_gguf(name))


def test_a_folder_and_a_missing_file_are_told_apart(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(WellreadError, match="is a folder"):
        shelf.add_file(tmp_path)
    with pytest.raises(WellreadError, match="There is no file"):
        shelf.add_file(tmp_path / "gone.gguf")


def test_cancelling_leaves_nothing(shelf: Shelf, make_gguf: GgufMaker) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        shelf.add_file(make_gguf(), cancel=token)
    assert shelf.installed() == []
    assert leftovers(shelf) == []


def test_a_full_disk_is_told_before_the_copy(
    shelf: Shelf, make_gguf: GgufMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(weights.shutil, "disk_usage", lambda _: usage(100, 95, 5))
    with pytest.raises(DiskFull, match="not enough room"):
        shelf.add_file(make_gguf())
    assert shelf.installed() == []


def test_a_flipped_byte_is_noticed(shelf: Shelf, make_gguf: GgufMaker) -> None:
    model = shelf.add_file(make_gguf())
    content = bytearray(model.path.read_bytes())
    content[-1] ^= 1
    model.path.write_bytes(content)
    with pytest.raises(WellreadError, match=r"damaged and was left out: the checksum of own\.gguf") as caught:
        shelf.generator_path()
    assert "wellread models remove own" in caught.value.hint


def test_a_shorter_and_a_missing_file_are_noticed(shelf: Shelf, make_gguf: GgufMaker) -> None:
    model = shelf.add_file(make_gguf())
    model.path.write_bytes(model.path.read_bytes()[:-5])
    with pytest.raises(WellreadError, match="instead of"):
        shelf.generator_path()
    model.path.unlink()
    with pytest.raises(WellreadError, match="is missing"):
        shelf.generator_path()


def test_an_unchanged_file_is_hashed_once(shelf: Shelf, make_gguf: GgufMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    model = shelf.add_file(make_gguf())
    hashed: list[Path] = []
    monkeypatch.setattr("models.shelf.sha256_of", lambda path: hashed.append(path) or weights.sha256_of(path))
    shelf.generator_path()
    assert hashed == []  # it was hashed on its way onto the shelf
    os.utime(model.path, (1, 1))
    shelf.generator_path()
    shelf.generator_path()
    assert hashed == [model.path]
    shelf.verify(model, thorough=True)
    assert len(hashed) == 2


def test_a_bundled_model_is_used_and_stays(shelf: Shelf, tmp_path: Path, make_gguf: GgufMaker) -> None:
    Shelf(tmp_path / "bundle").add_file(make_gguf("came-along.gguf"))
    mine = Shelf(shelf.directory, tmp_path / "bundle")
    assert mine.generator_path() == tmp_path / "bundle" / "came-along" / "came-along.gguf"
    with pytest.raises(WellreadError, match="came with Wellread"):
        mine.remove("came-along")
    mine.add_file(make_gguf("mine.gguf"))
    assert [(model.name, model.in_use, model.bundled) for model in mine.installed()] == [
        ("came-along", False, True),
        ("mine", True, False),
    ]
    mine.use("came-along")
    assert mine.generator_path() == tmp_path / "bundle" / "came-along" / "came-along.gguf"


def put_embedder(shelf: Shelf, name: str) -> None:
    with shelf.adding(name, 10) as stage:
        (stage / "config.json").write_text(name)
        file = WeightFile("config.json", len(name), hashlib.sha256(name.encode()).hexdigest())
        write_receipt(stage, name, Role.EMBEDDER, "MIT", 0, (file,))


def test_the_embedder_before_is_remembered_as_long_as_it_is_there(shelf: Shelf) -> None:
    for name in ("first", "second", "third"):
        put_embedder(shelf, name)
    assert (shelf.embedder_path().name, shelf.earlier_embedder_path()) == ("first", None)
    shelf.use("first")  # which it is already
    assert shelf.earlier_embedder_path() is None
    shelf.use("third")
    assert shelf.earlier_embedder_path() == shelf.directory / "first"
    shelf.use("third")
    assert shelf.earlier_embedder_path() == shelf.directory / "first"
    (shelf.directory / "first" / "config.json").write_text("other")
    assert shelf.earlier_embedder_path() is None
    shelf.remove("first")
    assert shelf.earlier_embedder_path() is None


def test_removing_the_one_in_use_falls_back(shelf: Shelf, make_gguf: GgufMaker) -> None:
    shelf.add_file(make_gguf("first.gguf"))
    shelf.add_file(make_gguf("second.gguf"))
    shelf.remove("second")
    assert [model.name for model in shelf.installed()] == ["first"]
    assert shelf.generator_path() == shelf.directory / "first" / "first.gguf"
    assert leftovers(shelf) == []


def test_a_writer_can_be_set_aside(shelf: Shelf, make_gguf: GgufMaker) -> None:
    shelf.add_file(make_gguf("first.gguf"))
    shelf.set_aside("first")
    assert shelf.generator_path() is None
    assert [(model.name, model.in_use) for model in shelf.installed()] == [("first", False)]
    shelf.set_aside("first")  # and again
    shelf.use("first")
    assert shelf.generator_path() == shelf.directory / "first" / "first.gguf"


def test_what_finds_by_meaning_stays_in_use(shelf: Shelf) -> None:
    put_embedder(shelf, "first")
    with pytest.raises(WellreadError, match="can't be done without"):
        shelf.set_aside("first")
    assert shelf.embedder_path() == shelf.directory / "first"


def test_an_unknown_name_is_answered_with_what_is_here(shelf: Shelf, make_gguf: GgufMaker) -> None:
    shelf.add_file(make_gguf())
    for change in (shelf.use, shelf.set_aside, shelf.remove):
        with pytest.raises(WellreadError, match="no model called “other” here.*own"):
            change("other")


def test_two_wellreads_do_not_add_at_once(shelf: Shelf, make_gguf: GgufMaker) -> None:
    shelf.directory.mkdir()
    with FileLock(shelf.directory / ".lock"), pytest.raises(WellreadError, match="Another Wellread"):
        shelf.add_file(make_gguf())


def test_what_a_kill_left_behind_is_no_model(shelf: Shelf, make_gguf: GgufMaker) -> None:
    stage = shelf.directory / ".adding-own"
    stage.mkdir(parents=True)
    (stage / "half").touch()
    (shelf.directory / "torn").mkdir()
    (shelf.directory / "torn" / "model.toml").write_text("name = ")
    assert shelf.installed() == []
    shelf.add_file(make_gguf())
    assert leftovers(shelf) == []


def test_the_fingerprint_names_the_content(shelf: Shelf, make_gguf: GgufMaker) -> None:
    first = shelf.add_file(make_gguf()).fingerprint
    assert shelf.add_file(make_gguf()).fingerprint == first
    assert shelf.add_file(make_gguf(general__name="Another")).fingerprint != first


def test_a_name_of_the_catalogue_keeps_its_meaning(shelf: Shelf, make_gguf: GgufMaker) -> None:
    assert shelf.add_file(make_gguf("smollm2-135m.gguf")).name == "smollm2-135m-own"


def test_the_bundle_is_named_by_the_environment(tmp_path: Path) -> None:
    assert bundled_directory({BUNDLED_VARIABLE: str(tmp_path)}) == tmp_path
    assert bundled_directory({BUNDLED_VARIABLE: str(tmp_path / "gone")}) is None


def test_names_are_good_to_type() -> None:
    assert slug("Qwen 2.5 (7B) Q4_K_M") == "qwen-2.5-7b-q4_k_m"
    assert slug("日本") == "model"


@pytest.mark.slow
def test_the_real_weights_are_what_the_catalogue_says() -> None:
    bundled = bundled_directory(os.environ)
    if bundled is None:
        pytest.skip("the models have not been fetched: make setup")
    shelf = Shelf(bundled)
    for entry in shelf.catalog.defaults():
        for file in entry.files:
            content = (bundled / entry.name / file.path).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)


def test_a_read_only_shelf_still_works(shelf: Shelf, make_gguf: GgufMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    model = shelf.add_file(make_gguf())
    (shelf.directory / "checked.toml").unlink()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("models.shelf.write_toml", refuse)
    assert shelf.generator_path() == model.path
    shutil.rmtree(model.folder)
    assert shelf.generator_path() is None
