"""Where weights live, and which of them is in use.

A shelf is a folder with one folder for each model: its weight files, and `model.toml`, which says what they are and
what their checksums must be. A second, bundled shelf may stand behind it: weights that came with Wellread, only read.
`use.toml` names the model in use for each role, and `checked.toml` remembers which files were hashed when they had
which size and time, so that starting costs a look and not a reading of every byte.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from core.cancel import CancelToken
from core.errors import WellreadError
from models import catalog, gguf, model_folder
from models.catalog import Catalog, CatalogEntry, Role, WeightFile
from models.model_folder import FolderFacts
from models.receipts import InstalledModel, models_in, read_receipt, read_toml, with_use, write_receipt, write_toml
from models.trying import Trial, try_out
from models.weights import Progress, make_room, megabytes, plain, pour, sha256_of, silent

BUNDLED_VARIABLE = "WELLREAD_BUNDLED_MODELS"
_EARLIER = "earlier-embedder"  # in use.toml, beside the names of the models in use


class Shelf:
    """The weights that one Wellread can use."""

    def __init__(
        self, directory: Path, bundled: Path | None = None, known: Catalog | None = None, marks: Path | None = None
    ) -> None:
        """marks: where `checked.toml` lies, if not on the shelf: on one that is only read."""
        self.directory, self._marks = directory, (marks or directory) / "checked.toml"
        self.bundled = bundled
        self.catalog = known or catalog.load()

    # What is there

    def installed(self) -> list[InstalledModel]:
        """Every model, the person's own before bundled ones of the same name, sorted by role and name."""
        found: dict[str, InstalledModel] = {}
        for root, bundled in ((self.bundled, True), (self.directory, False)):
            for model in models_in(root, bundled):
                found[model.name] = model
        models = sorted(found.values(), key=lambda model: (model.role, model.name))
        used = {role: self._choose(role, models) for role in Role}
        return [with_use(model, used[model.role] == model.name) for model in models]

    def chosen(self, role: Role) -> InstalledModel | None:
        """The model in use for a role, unverified, or None when there is none."""
        return next((model for model in self.installed() if model.role is role and model.in_use), None)

    def does_without(self, role: Role) -> bool:
        """Whether none is to be used for this role, which never is so of what finds by meaning."""
        return role is not Role.EMBEDDER and read_toml(self.directory / "use.toml").get(role.value) == ""

    def embedder_path(self) -> Path:
        """The verified folder of the embedder in use."""
        model = self.chosen(Role.EMBEDDER)
        if model is None:
            raise self.missing(Role.EMBEDDER)
        self.verify(model)
        return model.path

    def earlier_embedder_path(self) -> Path | None:
        """The folder of the embedder that was in use before this one, None where there was none or it is gone."""
        name = read_toml(self.directory / "use.toml").get(_EARLIER)
        model = next((model for model in self.installed() if model.name == name and not model.in_use), None)
        if model is None or model.role is not Role.EMBEDDER:
            return None
        try:
            self.verify(model)
        except WellreadError:
            return None  # its vectors can't be used then, and nobody asked for it
        return model.path

    def generator_path(self) -> Path | None:
        """The verified GGUF file in use, or None: without a writer, Wellread still answers with quotes."""
        model = self.chosen(Role.GENERATOR)
        if model is None:
            return None
        self.verify(model)
        return model.path

    def reranker_path(self) -> Path | None:
        """The verified folder of the reranker in use, or None: a reranker is an option that a person adds."""
        model = self.chosen(Role.RERANKER)
        if model is None:
            return None
        self.verify(model)
        return model.path

    def missing(self, role: Role) -> WellreadError:
        """What to tell a person when no model is there for a role."""
        default = self.catalog.default(role)
        command = f"wellread models add {default.name}" if default else "wellread models add FILE"
        size = f" ({megabytes(default.size)})" if default else ""
        task = "finds passages by meaning" if role is Role.EMBEDDER else "writes answers"
        return WellreadError(f"The model that {task} is not here yet.", f"Fetch it once with: {command}{size}.")

    # Verifying

    def verify(self, model: InstalledModel, thorough: bool = False) -> None:
        """Raise WellreadError unless every file is there with its checksum.

        A file whose size and time are as they were when it was last hashed is taken as unchanged, unless `thorough`.
        """
        marks = read_toml(self._marks)
        fresh: dict[str, Any] = {}
        for file in model.files:
            path = model.folder / file.path
            try:
                mark = _mark(path, file)
            except OSError as error:
                raise self._broken(model, f"{file.path} is missing") from error
            if mark["size"] != file.size:
                raise self._broken(model, f"{file.path} has {mark['size']:,} bytes instead of {file.size:,}")
            if thorough or marks.get(str(path)) != mark:
                if _sha256_readable(path) != file.sha256:
                    raise self._broken(model, f"the checksum of {file.path} does not match")
                fresh[str(path)] = mark
        if fresh:
            self._remember_checks(fresh)

    def _remember_checks(self, fresh: dict[str, Any]) -> None:
        marks = {**read_toml(self._marks), **fresh}
        kept = {path: mark for path, mark in marks.items() if Path(path).exists()}
        try:
            write_toml(self._marks, kept)
        except OSError:
            return  # a shelf that can't be written is hashed each time, which is slower and no less safe

    def _broken(self, model: InstalledModel, why: str) -> WellreadError:
        again = model.name if self.catalog.find(model.name) else "FILE"
        remove = "" if model.bundled else f"wellread models remove {model.name}, then "
        return WellreadError(
            f"The model {model.name} is damaged and was left out: {why}.",
            f"Put it right with: {remove}wellread models add {again}.",
        )

    # Changing what is there

    def add_file(
        self, path: Path, progress: Progress = silent, cancel: CancelToken | None = None, name: str | None = None
    ) -> InstalledModel:
        """Copy a GGUF of the person's own onto the shelf and put it to use. The file itself is left as it is."""
        path = path.expanduser().absolute()
        _check_own_file(path)
        facts = gguf.inspect(path)
        size = path.stat().st_size
        name = self._own_name(name or slug(path.stem))
        with self.adding(name, size) as stage:
            with path.open("rb") as source:
                digest = pour(source, stage / path.name, size, progress, cancel or CancelToken())
            file = WeightFile(path.name, size, digest)
            licence = facts.licence or "of your own"
            write_receipt(stage, path.stem, Role.GENERATOR, licence, facts.context, (file,))
        self.use(name)
        return self.get(name)

    def add_folder(
        self, path: Path, progress: Progress = silent, cancel: CancelToken | None = None, name: str | None = None
    ) -> InstalledModel:
        """Copy an embedder or a reranker of the person's own onto the shelf, once it has shown that it works.

        An embedder is not put to use by itself, as long as there is another: the whole library is then embedded anew.
        """
        path = path.expanduser().absolute()
        cancel = cancel or CancelToken()
        facts = model_folder.inspect(path)
        title = model_folder.title(path)
        name = self._own_name(name or slug(title))
        with self.adding(name, facts.size) as stage:
            files = _copy_folder(path, facts, stage, progress, cancel)
            try:
                trial = try_out(stage, facts.role, cancel)
            except WellreadError as error:
                raise WellreadError(
                    f"The model in {path} can't be used and was left out: {error.message}.",
                    "Check that the folder is whole, or choose another model.",
                ) from error
            files = _set_right(stage, trial, files)
            write_receipt(stage, title, facts.role, facts.licence, trial.context, files, facts.note)
        return self.get(name)

    def _own_name(self, name: str) -> str:
        """A name of the catalogue always means the catalogue's weights."""
        return f"{name}-own" if self.catalog.find(name) else name

    def add_entry(self, entry: CatalogEntry, stage: Path, cancel: CancelToken) -> None:
        """Write the receipt of a catalogue model whose files lie verified in `stage`."""
        files = tuple(file for file in entry.files if (stage / file.path).exists())
        if entry.centred:
            files = _set_right(stage, try_out(stage, entry.role, cancel), files)
        write_receipt(stage, entry.title, entry.role, entry.licence, entry.context, files)

    @contextmanager
    def adding(self, name: str, size: int) -> Iterator[Path]:
        """A folder to put a new model into; it takes its place on the shelf when the block ends well, else goes.

        Only one model is added at a time, whatever the number of Wellreads.
        """
        make_room(self.directory, size)
        stage = self.directory / f".adding-{name}"
        with self._alone():
            for left in self.directory.glob(".adding-*"):  # by one that was killed over it
                shutil.rmtree(left, ignore_errors=True)
            stage.mkdir(parents=True)
            try:
                yield stage
                self._put(stage, name)
            except OSError as error:
                raise plain(error, stage) from error
            finally:
                shutil.rmtree(stage, ignore_errors=True)

    def _put(self, stage: Path, name: str) -> None:
        place = self.directory / name
        if place.exists():
            old = self.directory / f".removing-{name}"
            shutil.rmtree(old, ignore_errors=True)
            place.replace(old)
            shutil.rmtree(old, ignore_errors=True)
        stage.replace(place)
        model = read_receipt(place, bundled=False)
        if model is not None:  # hashed on its way here, so the first start need not do it again
            self._remember_checks({str(place / file.path): _mark(place / file.path, file) for file in model.files})

    def use(self, name: str) -> InstalledModel:
        """Make a model the one in use for its role."""
        model = self.get(name)
        self.verify(model)
        choice = read_toml(self.directory / "use.toml")
        if model.role is Role.EMBEDDER and not model.in_use:
            earlier = self.chosen(Role.EMBEDDER)
            choice |= {_EARLIER: earlier.name} if earlier is not None else {}
        choice[model.role.value] = name
        self.directory.mkdir(parents=True, exist_ok=True)
        write_toml(self.directory / "use.toml", choice)
        return with_use(model, True)

    def set_aside(self, name: str) -> InstalledModel:
        """Use none for its role from now on. What finds by meaning can only be exchanged for another."""
        model = self.get(name)
        if model.role is Role.EMBEDDER:
            raise WellreadError(
                f"{name} finds passages by meaning, which can't be done without.",
                "Use another: wellread models use NAME.",
            )
        if model.in_use:
            write_toml(self.directory / "use.toml", {**read_toml(self.directory / "use.toml"), model.role.value: ""})
        return with_use(model, False)

    def remove(self, name: str) -> None:
        """Delete a model's weights. What is bundled stays."""
        model = self.get(name)
        if model.bundled:
            raise WellreadError(
                f"{name} came with Wellread and stays.", "Choose another one with: wellread models use NAME."
            )
        with self._alone():
            gone = self.directory / f".removing-{name}"
            try:
                shutil.rmtree(gone, ignore_errors=True)
                model.folder.replace(gone)
            except OSError as error:
                raise WellreadError(f"{name} is in use by another program and was kept.", "Close it first.") from error
            shutil.rmtree(gone, ignore_errors=True)

    def get(self, name: str) -> InstalledModel:
        models = self.installed()
        for model in models:
            if model.name == name:
                return model
        here = ", ".join(model.name for model in models) or "none"
        raise WellreadError(f"There is no model called “{name}” here.", f"There is: {here}.")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.directory / ".lock", timeout=0)
            lock.acquire()
        except Timeout as error:
            raise WellreadError("Another Wellread is changing the models right now.", "Try again later.") from error
        except OSError as error:
            raise plain(error, self.directory) from error
        try:
            yield
        finally:
            lock.release()

    def _choose(self, role: Role, models: list[InstalledModel]) -> str | None:
        """The person's choice, else the catalogue's default, else whatever there is; none where that was the choice."""
        names = [model.name for model in models if model.role is role]
        if self.does_without(role):
            return None
        choice, default = read_toml(self.directory / "use.toml").get(role.value), self.catalog.default(role)
        return next((str(wish) for wish in (choice, default.name if default else None, *names) if wish in names), None)


def bundled_directory(environ: Mapping[str, str]) -> Path | None:
    """Where weights that came with Wellread lie: named by the environment, or beside its Python packages."""
    named = environ.get(BUNDLED_VARIABLE)
    place = Path(named) if named else Path(sys.prefix) / "share" / "wellread" / "models"
    return place if place.is_dir() else None


def slug(text: str) -> str:
    """A short name that is good to type and safe as a folder's name."""
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._")[:60] or "model"


def _copy_folder(
    path: Path, facts: FolderFacts, stage: Path, progress: Progress, cancel: CancelToken
) -> tuple[WeightFile, ...]:
    copied: list[WeightFile] = []
    done = 0
    for file in facts.files:
        size = (path / file).stat().st_size
        with (path / file).open("rb") as source:
            digest = pour(source, stage / file, size, progress, cancel, done, facts.size)
        copied.append(WeightFile(file, size, digest))
        done += size
    for file, content in facts.extra.items():
        digest = pour(io.BytesIO(content), stage / file, len(content), progress, cancel, done, facts.size)
        copied.append(WeightFile(file, len(content), digest))
        done += len(content)
    return tuple(copied)


def _set_right(stage: Path, trial: Trial, files: tuple[WeightFile, ...]) -> tuple[WeightFile, ...]:
    """Have the embedder take off what its vectors share, if they share much; the files for the receipt."""
    if not trial.centre:
        return files
    from models.centred import centre_files  # imports numpy, which no other command should wait for

    written = {file.path: file for file in files}
    for name, content in centre_files(stage, trial.centre).items():
        digest = pour(io.BytesIO(content), stage / name, len(content), silent, CancelToken())
        written[name] = WeightFile(name, len(content), digest)
    return tuple(written.values())


def _check_own_file(path: Path) -> None:
    if path.is_dir():
        raise WellreadError(f"{path} is a folder.", "Name the GGUF file itself.")
    if not path.is_file():
        raise WellreadError(f"There is no file {path}.", "Check the spelling, or name a model: wellread models list.")
    if path.suffix.lower() in catalog.REFUSED_WEIGHTS:
        raise WellreadError(
            f"{path.name} is a kind of file that can run code when it is loaded, so Wellread does not take it.",
            "Look for the same model as a GGUF file.",
        )
    if not os.access(path, os.R_OK):
        raise WellreadError(f"{path} cannot be read.", "Check whether the file belongs to you.")


def _sha256_readable(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise WellreadError(f"{path} cannot be read: {error.strerror or error}.") from error


def _mark(path: Path, file: WeightFile) -> dict[str, Any]:
    state = path.stat()
    return {"size": state.st_size, "time": state.st_mtime_ns, "sha256": file.sha256}
