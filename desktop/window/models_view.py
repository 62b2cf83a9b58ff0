"""The models on this machine, and those that could be: what each does, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.window.health import without_commands
from desktop.window.parts import Bar, Picture, button, label
from desktop.window.words import joined
from models.catalog import Role
from models.weights import megabytes

if TYPE_CHECKING:
    from core.errors import WellreadError
    from desktop.window.model_work import ModelLine, ModelWork
    from desktop.window.theme import Theme

_ROLES = {
    Role.EMBEDDER: "Finds passages by meaning",
    Role.GENERATOR: "Words the answers",
    Role.RERANKER: "Puts the best passages in order",
}
_WITHOUT = {
    Role.GENERATOR: "None is in use: answers are the documents’ own words.",
    Role.RERANKER: "None is needed. One can be added as a folder: it reads the best passages once more.",
}


class ModelRow(QFrame):
    """One model, with what can be done with it."""

    fetch = Signal()
    use = Signal()
    set_aside = Signal()
    remove = Signal()

    def __init__(self, theme: Theme, line: ModelLine) -> None:
        super().__init__()
        self.line = line
        self.setObjectName("modelRow")
        self.buttons: list[QPushButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 11, 12, 11)
        row.setSpacing(12)
        mark = Picture(theme, "ready" if line.in_use else "models", 20, "accent" if line.in_use else "quiet")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addWidget(label(line.title, "name"))
        for text in filter(None, (_facts(line), line.about)):
            column.addWidget(label(text, "quiet", wrap=True))
        row.addLayout(column, 1)
        self.setAccessibleName(", ".join((line.title, _facts(line))))
        for text, signal in self._actions():
            made = button(text, "plain", f"{text}: {line.title}")
            made.clicked.connect(signal)
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
            self.buttons.append(made)

    def _actions(self) -> list[tuple[str, SignalInstance]]:
        line = self.line
        if not line.here:
            return [("Fetch", self.fetch)]
        if line.in_use:
            return [] if line.role is Role.EMBEDDER else [("Set aside", self.set_aside)]
        return [("Use", self.use), *([] if line.bundled else [("Remove", self.remove)])]


class ModelsView(QDialog):
    """Shows the work that goes on, also if it began before this was opened."""

    def __init__(self, theme: Theme, work: ModelWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._work = theme, work
        self.setWindowTitle("Models")
        self.resize(660, 620)
        self.rows: dict[str, ModelRow] = {}
        self._lay_out()
        work.listed.connect(self._show_lines)
        work.moved.connect(self._show_work)
        work.said.connect(self._say)
        work.failed.connect(self._could_not)
        self._show_work()
        work.look()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(28, 24, 28, 20)
        whole.setSpacing(12)
        whole.addWidget(label("Models", "title"))
        lead = "All of them run on this computer. The network is used only while one is fetched, when you click Fetch."
        whole.addWidget(label(lead, "quiet", wrap=True))
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setAccessibleName("Models")
        self._inside = QWidget()
        self._inside.setObjectName("models")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(8)
        scroller.setWidget(self._inside)
        whole.addWidget(scroller, 1)
        whole.addWidget(self._work_box())
        self._sentence = label("", "plain", wrap=True)
        self._sentence.hide()
        whole.addWidget(self._sentence)
        whole.addLayout(self._foot())

    def _work_box(self) -> QWidget:
        self._doing_box = QWidget()
        row = QHBoxLayout(self._doing_box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(5)
        self._doing = label("", "plain", wrap=True)
        column.addWidget(self._doing)
        self._bar = Bar(self._theme, "Progress")
        column.addWidget(self._bar)
        row.addLayout(column, 1)
        self.stop_button = button("&Stop", "plain")
        self.stop_button.clicked.connect(self._work.stop)
        row.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignTop)
        return self._doing_box

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.add_folder = button("Add f&older…", "plain", "Add a model folder", "Of an embedder or a reranker.")
        self.add_folder.setToolTip("An embedder or a reranker, as sentence-transformers saves them")
        self.add_folder.clicked.connect(self._choose_folder)
        self.add_file = button("Add &file…", "plain", "Add a model file", "Of a model that words answers.")
        self.add_file.setToolTip("A GGUF file of a model that words answers")
        self.add_file.clicked.connect(self._choose_file)
        close = button("&Close", "plain", "Close the models")
        close.clicked.connect(self.accept)
        foot.addWidget(self.add_folder)
        foot.addWidget(self.add_file)
        foot.addStretch(1)
        foot.addWidget(close)
        return foot

    # What it shows

    def _show_lines(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows.clear()
        for role, does in _ROLES.items():
            lines = [line for line in self._work.lines if line.role is role]
            self._column.addWidget(label(does, "label"))
            if role in _WITHOUT and not any(line.in_use for line in lines):
                self._column.addWidget(label(_WITHOUT[role], "quiet", wrap=True))
            for line in lines:
                self._column.addWidget(self._row(line))
            self._column.addSpacing(6)
        self._column.addStretch(1)
        self._show_work()

    def _row(self, line: ModelLine) -> ModelRow:
        row = ModelRow(self._theme, line)
        row.fetch.connect(lambda: self._begin(self._work.fetch, line))
        row.use.connect(lambda: self._begin(self._work.use, line))
        row.set_aside.connect(lambda: self._begin(self._work.set_aside, line))
        row.remove.connect(lambda: self._ask_removal(line))
        self.rows[line.name] = row
        return row

    def _show_work(self) -> None:
        busy = bool(self._work.doing)
        self._doing_box.setVisible(busy)
        self.stop_button.setVisible(self._work.stoppable)
        self._doing.setText(f"{self._work.doing}…")
        self._bar.set_share(self._work.share)
        for row in self.rows.values():
            for made in row.buttons:
                made.setEnabled(not busy)
        self.add_folder.setEnabled(not busy)
        self.add_file.setEnabled(not busy)

    def _say(self, sentence: str, role: str = "plain") -> None:
        self._sentence.setProperty("role", role)
        self._sentence.style().polish(self._sentence)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def _could_not(self, error: WellreadError) -> None:
        self._say(without_commands(str(error)), "warn")

    @property
    def sentence(self) -> str:
        """How the last thing that was done here ended."""
        return self._sentence.text()

    # What a person does

    def _begin(self, work: Callable[[ModelLine], None], line: ModelLine) -> None:
        self._say("")
        work(line)

    def _ask_removal(self, line: ModelLine) -> None:
        question = f"Delete {line.title}? It takes {megabytes(line.size)}."
        buttons = QMessageBox.StandardButton
        if QMessageBox.question(self, "Remove model", question, buttons.Yes | buttons.Cancel) == buttons.Yes:
            self._begin(self._work.remove, line)

    def _choose_folder(self) -> None:
        self._add(QFileDialog.getExistingDirectory(self, "Add the folder of a model", str(Path.home())))

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Add a model", str(Path.home()), "Models (*.gguf)")
        self._add(chosen)

    def _add(self, chosen: str) -> None:
        if chosen:
            self._say("")
            self._work.add(Path(chosen))


def _facts(line: ModelLine) -> str:
    place = "in use" if line.in_use else "came with Wellread" if line.bundled else "" if line.here else "can be fetched"
    return joined(*filter(None, (place.capitalize() if place else "", megabytes(line.size), line.licence)))
