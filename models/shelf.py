"""Where weights live, and which of them is in use.

A shelf is a folder with one folder for each model: its weight files, and `model.toml`, which says what they are and
what their checksums must be. A second, bundled shelf may stand behind it: weights that came with Wellread, only read.
`use.toml` names the model in use for each role, and `checked.toml` remembers which files were hashed when they had
which size and time, so that starting costs a look and not a reading of every byte.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import tomli_w
from filelock import FileLock, Timeout

from core.cancel import CancelToken
from core.errors import WellreadError
from models import catalog, gguf
from models.catalog import Catalog, CatalogEntry, Role, WeightFile
from models.weights import Progress, make_room, megabytes, plain, pour, sha256_of, silent

BUNDLED_VARIABLE = "WELLREAD_BUNDLED_MODELS"


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model on the shelf. `path` is what its runtime opens: the GGUF file, or the folder of an embedder.

    context: in tokens, 0 where unknown. fingerprint: names the weights by their content.
    """

    name: str
    title: str
    role: Role
    licence: str
    context: int
    size: int
    folder: Path
    files: tuple[WeightFile, ...]
    bundled: bool
    in_use: bool

    @property
    def path(self) -> Path:
        return self.folder if self.role is Role.EMBEDDER else self.folder / self.files[0].path

    @property
    def fingerprint(self) -> str:
        digests = "".join(f"{file.path}:{file.sha256};" for file in sorted(self.files, key=lambda file: file.path))
        return hashlib.sha256(digests.encode()).hexdigest()[:16]


class Shelf:
    """The weights that one Wellread can use."""

    def __init__(self, directory: Path, bundled: Path | None = None, known: Catalog | None = None) -> None:
        self.directory = directory
        self.bundled = bundled
        self.catalog = known or catalog.load()

    # What is there

    def installed(self) -> list[InstalledModel]:
        """Every model, the person's own before bundled ones of the same name, sorted by role and name."""
        found: dict[str, InstalledModel] = {}
        for root, bundled in ((self.bundled, True), (self.directory, False)):
            for model in _models_in(root, bundled):
                found[model.name] = model
        models = sorted(found.values(), key=lambda model: (model.role, model.name))
        used = {role: self._choose(role, models) for role in Role}
        return [_with_use(model, used[model.role] == model.name) for model in models]

    def chosen(self, role: Role) -> InstalledModel | None:
        """The model in use for a role, unverified, or None when there is none."""
        return next((model for model in self.installed() if model.role is role and model.in_use), None)

    def embedder_path(self) -> Path:
        """The verified folder of the embedder in use."""
        model = self.chosen(Role.EMBEDDER)
        if model is None:
            raise self.missing(Role.EMBEDDER)
        self.verify(model)
        return model.path

    def generator_path(self) -> Path | None:
        """The verified GGUF file in use, or None: without a writer, Wellread still answers with quotes."""
        model = self.chosen(Role.GENERATOR)
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
        marks = _read_toml(self.directory / "checked.toml")
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
        marks = {**_read_toml(self.directory / "checked.toml"), **fresh}
        kept = {path: mark for path, mark in marks.items() if Path(path).exists()}
        try:
            _write_toml(self.directory / "checked.toml", kept)
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
        name = name or slug(path.stem)
        if self.catalog.find(name):
            name += "-own"  # a name of the catalogue always means the catalogue's weights
        with self.adding(name, size) as stage:
            with path.open("rb") as source:
                digest = pour(source, stage / path.name, size, progress, cancel or CancelToken())
            file = WeightFile(path.name, size, digest)
            _write_receipt(
                stage, name, path.stem, Role.GENERATOR, facts.licence or "of your own", facts.context, (file,)
            )
        self.use(name)
        return self.get(name)

    def add_entry(self, entry: CatalogEntry, stage: Path) -> None:
        """Write the receipt of a catalogue model whose files lie verified in `stage`."""
        files = tuple(file for file in entry.files if (stage / file.path).exists())
        _write_receipt(stage, entry.name, entry.title, entry.role, entry.licence, entry.context, files)

    @contextmanager
    def adding(self, name: str, size: int) -> Iterator[Path]:
        """A folder to put a new model into; it takes its place on the shelf when the block ends well, else goes.

        Only one model is added at a time, whatever the number of Wellreads.
        """
        make_room(self.directory, size)
        stage = self.directory / f".adding-{name}"
        with self._alone():
            shutil.rmtree(stage, ignore_errors=True)
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
        model = _read_receipt(place, bundled=False)
        if model is not None:  # hashed on its way here, so the first start need not do it again
            self._remember_checks({str(place / file.path): _mark(place / file.path, file) for file in model.files})

    def use(self, name: str) -> InstalledModel:
        """Make a model the one in use for its role."""
        model = self.get(name)
        self.verify(model)
        choice = _read_toml(self.directory / "use.toml")
        choice[model.role.value] = name
        self.directory.mkdir(parents=True, exist_ok=True)
        _write_toml(self.directory / "use.toml", choice)
        return _with_use(model, True)

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
        """The person's choice, else the catalogue's default, else whatever there is."""
        names = [model.name for model in models if model.role is role]
        default = self.catalog.default(role)
        wishes = [_read_toml(self.directory / "use.toml").get(role.value), default.name if default else None, *names]
        return next((str(wish) for wish in wishes if wish in names), None)


def bundled_directory(environ: Mapping[str, str]) -> Path | None:
    """Where weights that came with Wellread lie: named by the environment, or beside its Python packages."""
    named = environ.get(BUNDLED_VARIABLE)
    place = Path(named) if named else Path(sys.prefix) / "share" / "wellread" / "models"
    return place if place.is_dir() else None


def slug(text: str) -> str:
    """A short name that is good to type and safe as a folder's name."""
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._")[:60] or "model"


def _models_in(root: Path | None, bundled: bool) -> Iterator[InstalledModel]:
    if root is None or not root.is_dir():
        return
    for folder in sorted(root.iterdir()):
        if folder.name.startswith(".") or not (folder / "model.toml").is_file():
            continue
        model = _read_receipt(folder, bundled)
        if model is not None:
            yield model


def _read_receipt(folder: Path, bundled: bool) -> InstalledModel | None:
    facts = _read_toml(folder / "model.toml")
    try:
        files = tuple(WeightFile(**file) for file in facts["files"])
        return InstalledModel(
            name=folder.name,
            title=facts["title"],
            role=Role(facts["role"]),
            licence=facts["licence"],
            context=facts["context"],
            size=sum(file.size for file in files),
            folder=folder,
            files=files,
            bundled=bundled,
            in_use=False,
        )
    except (KeyError, TypeError, ValueError):
        return None  # not one of ours, or a receipt torn by a full disk: the model is simply not there


def _write_receipt(
    folder: Path, name: str, title: str, role: Role, licence: str, context: int, files: tuple[WeightFile, ...]
) -> None:
    receipt = {
        "name": name,
        "title": title,
        "role": role.value,
        "licence": licence,
        "context": context,
        "files": [asdict(file) for file in files],
    }
    _write_toml(folder / "model.toml", receipt)


def _with_use(model: InstalledModel, in_use: bool) -> InstalledModel:
    facts = {field: getattr(model, field) for field in InstalledModel.__slots__}
    return InstalledModel(**{**facts, "in_use": in_use})


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


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write_toml(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.write_text(tomli_w.dumps(content), encoding="utf-8")
    draft.replace(path)
