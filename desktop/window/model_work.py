"""What a person does with the models: fetched, added, put to use, set aside, removed, one after the other.

It goes on while its view is closed, and ends with the window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.cancel import CancelToken
from core.errors import WellreadError

if TYPE_CHECKING:
    from core.profile import Profile
    from desktop.children.assistant import Assistant
    from desktop.window.engine import Engine
    from models.catalog import Role
    from models.receipts import InstalledModel
    from models.shelf import Shelf

    Ending = tuple[str, Role | None]  # a sentence, and the role whose model is another now

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model as it is listed. about: what it does, or what a person should know of it. here: or it can be fetched."""

    name: str
    title: str
    role: Role
    about: str
    size: int
    licence: str
    here: bool
    bundled: bool = False
    in_use: bool = False


class ModelWork(QObject):
    """Signals what changed; a view asks for the rest."""

    listed = Signal()  # `lines` are new
    moved = Signal()  # `doing` or `share` changed
    said = Signal(str)  # how it ended
    failed = Signal(object)  # WellreadError
    taken_up = Signal(object)  # the Role whose model is another now; the children know it

    def __init__(self, engine: Engine, profile: Profile) -> None:
        super().__init__()
        self._engine, self._profile = engine, profile
        self.lines: list[ModelLine] = []
        self.doing = ""  # in words; empty when nothing is
        self.share: float | None = None  # of what is done, 0 to 1
        self.stoppable = False  # what is being done
        self._cancel = CancelToken()
        engine.started.connect(self.look)

    # What a person does

    def look(self) -> None:
        """Hear which models there are."""
        self._engine.aside(self, lambda _: listed(self._assistant().shelf), self._heard, self.failed.emit)

    def fetch(self, line: ModelLine) -> None:
        """Get a model of the catalogue. The one place of the window that leads to the network."""

        def work(shelf: Shelf, progress: Progress) -> Ending:
            from models.downloads import fetch

            return _here(fetch(shelf.catalog.get(line.name), shelf, progress, self._cancel))

        self._do(f"Fetching {line.title}", work, "Stopped. What was fetched so far is kept.")

    def add(self, path: Path) -> None:
        """Take a file or a folder of the person's own."""

        def work(shelf: Shelf, progress: Progress) -> Ending:
            add = shelf.add_folder if path.is_dir() else shelf.add_file
            return _here(add(path, progress, self._cancel))

        self._do(f"Adding {path.name}", work, "Stopped. Nothing was added.")

    def use(self, line: ModelLine) -> None:
        def work(shelf: Shelf, _: Progress) -> Ending:
            return _here(shelf.use(line.name))

        self._do(f"Putting {line.title} to use", work)

    def set_aside(self, line: ModelLine) -> None:
        def work(shelf: Shelf, _: Progress) -> Ending:
            shelf.set_aside(line.name)
            return f"{line.title} is not used any more; it stays here.", line.role

        self._do(f"Setting {line.title} aside", work)

    def remove(self, line: ModelLine) -> None:
        def work(shelf: Shelf, _: Progress) -> Ending:
            shelf.remove(line.name)
            return f"{line.title} is gone.", None

        self._do(f"Removing {line.title}", work)

    def stop(self) -> None:
        """Give up what is being done; what was fetched so far is kept for the next time."""
        self._cancel.cancel()

    # How it is done

    def _do(self, doing: str, work: Callable[[Shelf, Progress], Ending], stopped: str = "") -> None:
        """stopped: what to say when the person stops it; empty where that can't be done."""
        if self.doing:
            return
        self.doing, self.share, self.stoppable, self._cancel = doing, None, bool(stopped), CancelToken()

        def whole(emit: Callable[[Any], None]) -> tuple[Ending, list[ModelLine]]:
            from core.read_only import can_be_written, refusal

            assistant = self._assistant()
            if not can_be_written(self._profile.root):
                raise refusal()
            sentence, role = work(assistant.shelf, lambda done, total: emit(done / total if total else None))
            if role is not None:
                assistant.take_up(role)
            return (sentence, role), listed(assistant.shelf)

        def gave_up() -> None:
            self._left()
            self.said.emit(stopped)

        self.moved.emit()
        self._engine.aside(self, whole, self._done, self._could_not, self._progressed, gave_up)

    def _assistant(self) -> Assistant:
        if self._engine.assistant is not None:
            return self._engine.assistant
        if self._engine.settled:
            raise WellreadError("Wellread could not start, so there are no models to be seen.")
        raise WellreadError("Wellread is still starting.", "The models are listed in a moment.")

    def _done(self, done: tuple[Ending, list[ModelLine]]) -> None:
        (sentence, role), lines = done
        self._rest()
        self._heard(lines)
        self.said.emit(sentence)
        if role is not None:
            self.taken_up.emit(role)

    def _could_not(self, error: WellreadError) -> None:
        self._left()
        self.failed.emit(error)

    def _left(self) -> None:
        self._rest()
        self.look()  # something of it may have been done

    def _heard(self, lines: list[ModelLine]) -> None:
        self.lines = lines
        self.listed.emit()

    def _progressed(self, share: float | None) -> None:
        if self.doing:
            self.share = share
            self.moved.emit()

    def _rest(self) -> None:
        self.doing, self.share = "", None
        self.moved.emit()


def listed(shelf: Shelf) -> list[ModelLine]:
    """What is here, and then what could be."""
    known = {entry.name: entry for entry in shelf.catalog.entries}
    here = {model.name: model for model in shelf.installed()}
    lines = [
        ModelLine(
            name, model.title, model.role, model.note or (known[name].summary if name in known else ""), model.size,
            model.licence, True, model.bundled, model.in_use,
        )
        for name, model in here.items()
    ]  # fmt: skip
    return lines + [
        ModelLine(name, entry.title, entry.role, entry.summary, entry.size, entry.licence, False)
        for name, entry in known.items()
        if name not in here
    ]


def _here(model: InstalledModel) -> Ending:
    if not model.in_use:
        return " ".join(filter(None, (f"{model.title} is here, and can be put to use.", model.note))), None
    again = "New vectors are made for every passage now; until then the old ones serve." if _embeds(model) else ""
    return " ".join(filter(None, (f"{model.title} is in use.", again, model.note))), model.role


def _embeds(model: InstalledModel) -> bool:
    from models.catalog import Role

    return model.role is Role.EMBEDDER
