"""The assistant as both faces see it: the children behind core's ports, and the few things a person can ask for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from core.answering.answer import AnswerEvent, answer
from core.asking.followup import standalone
from core.asking.question import checked_question
from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from core.ports import Message
from core.profile import Profile
from core.read_only import as_found
from core.types import Answer, Evidence, Hit, Support
from desktop.children.child import Call, Child, ChildNotice, ChildState
from models.catalog import Role
from models.children import messages as say
from models.shelf import Shelf
from models.sizing import evidence_budget

EVIDENCE_HITS = 10
_LOOK = 0.05  # seconds between two looks at the cancel token


class Assistant:
    """One library with its children. Methods may be called from any thread and don't block, unless they say so."""

    def __init__(self, profile: Profile, shelf: Shelf, notify: Callable[[ChildNotice], None]) -> None:
        """Notices are delivered on the children's threads."""
        self.shelf, self._profile, self._notify = shelf, profile, notify
        self._lock = threading.Lock()
        self._closed = False
        self._generator: _Writing | None = None
        self.librarian: Child | None = None
        self.generator: Child | None = None

    def start(self, generator: bool = True) -> None:
        """Check the weights and start the children; blocks for a moment. Raises WellreadError for a bad profile."""
        self._profile = as_found(self._profile)
        self._profile.prepare()
        librarian = Child("librarian", "models.children.librarian:main", self._for_librarian(), self._notify)
        if not self._take(librarian, None):
            return
        librarian.start()
        if generator:
            self.start_generator()

    def _for_librarian(self) -> tuple[Any, ...]:
        embedder = self._verified(Role.EMBEDDER, self.shelf.embedder_path)
        reranker = self._verified(Role.RERANKER, self.shelf.reranker_path)
        return self._profile, embedder, self.shelf.earlier_embedder_path(), reranker

    def take_up(self, role: Role) -> None:
        """Have the child that needs it take up the model that is in use for a role now; blocks for a moment."""
        if role is Role.GENERATOR:
            self.start_generator()
        elif self.librarian is not None:
            self.librarian.exchange(self._for_librarian())

    def start_generator(self) -> None:
        """Start, or start afresh with the model that is in use now."""
        self.stop_generator()
        weights = self._verified(Role.GENERATOR, self.shelf.generator_path)
        if weights is None:
            if self.shelf.does_without(Role.GENERATOR):
                self._notify(ChildNotice("generator", ChildState.ASIDE))
            return
        chosen = self.shelf.chosen(Role.GENERATOR)
        name = chosen.name if chosen else weights.stem
        writing = _Writing(name, weights)
        child = Child(
            "generator", "models.children.generator:main", (self._profile.logs, weights, name),
            lambda notice: self._heard(notice, writing),
        )  # fmt: skip
        writing.child = child
        if self._take(None, child):
            self._generator = writing
            child.start()

    def stop_generator(self) -> None:
        with self._lock:
            child, self.generator, writing, self._generator = self.generator, None, self._generator, None
        if writing is not None:
            writing.give_up()
        if child is not None:
            child.close()

    def close(self) -> None:
        """End the children; blocks until they are gone, some seconds at most. Committed work is kept."""
        with self._lock:
            self._closed = True
            children = [child for child in (self.generator, self.librarian) if child is not None]
        closing = [threading.Thread(target=child.close) for child in children]
        for thread in closing:
            thread.start()
        for thread in closing:
            thread.join()

    def _take(self, librarian: Child | None, generator: Child | None) -> bool:
        """Keep a new child, unless the assistant was closed while it was made."""
        with self._lock:
            if self._closed:
                return False
            self.librarian = librarian or self.librarian
            self.generator = generator or self.generator
            return True

    def _verified(self, role: Role, find: Callable[[], Path | None]) -> Path | None:
        """The weights; without them Wellread works on, and says what is missing."""
        try:
            found = find()
            wanted = not role.optional and not self.shelf.does_without(role)
            error = self.shelf.missing(role) if found is None and wanted else None
        except WellreadError as broken:
            found, error = None, broken
        if error is not None:
            self._notify(ChildNotice(role.value, ChildState.BROKEN, str(error)))
        return found

    def _heard(self, notice: ChildNotice, writing: _Writing) -> None:
        writing.hear(notice)
        self._notify(notice)

    # What a person asks for

    def call(self, body: Any, on_event: Callable[[Any], None] | None = None) -> Call:
        """A request to the librarian. Raises WellreadError before start."""
        if self.librarian is None:
            raise WellreadError("Wellread is still starting.", "Try again in a moment.")
        return self.librarian.request(body, on_event)

    def ask(
        self, question: str, folder: Path | None, emit: Callable[[AnswerEvent], None], cancel: CancelToken,
        limit: int = EVIDENCE_HITS, within: int | None = None, earlier: Sequence[str] = (),
    ) -> Answer:  # fmt: skip
        """Answer a question; blocks, and calls `emit` on the way. Raises Cancelled and WellreadError.

        limit: hits that are looked at. within: characters of evidence, rather than what suits the model.
        earlier: the questions of the conversation so far, oldest first, which this one may lean on.
        """
        finder = _Finding(self, limit, within)
        scope = str(folder) if folder else None
        question = checked_question(question)
        whole = standalone(question, earlier)
        hold = self.call(say.HoldIndexing())
        try:
            found = answer(whole, finder, self._generator, scope, emit, cancel)
        finally:
            hold.cancel()
        return replace(found, question=question, understood=whole if whole != question else "")


@dataclass(slots=True)
class _Finding:
    """The librarian behind core's Finder."""

    assistant: Assistant
    limit: int
    within: int | None

    def evidence(self, question: str, budget: int, folder: str | None, cancel: CancelToken) -> Evidence:
        body = say.FindEvidence(question, self.within or budget, self.limit, Path(folder) if folder else None)
        found: Evidence = _waited(self.assistant.call(body), cancel)
        return found

    def support(self, sentences: Sequence[str], evidence: Evidence) -> list[Support]:
        checked: list[Support] = self.assistant.call(say.CheckSupport(tuple(sentences), evidence)).result()
        return checked


class _Writing:
    """The generator behind core's Generator."""

    def __init__(self, name: str, weights: Path) -> None:
        self.name = name
        self.child: Child | None = None
        self._settled = threading.Event()  # it is ready, or it is known that it can't be
        self._broken = ""
        self._budget = evidence_budget(weights.stat().st_size)
        self._usage = (0, 0)

    def hear(self, notice: ChildNotice) -> None:
        if notice.state is ChildState.BROKEN:
            self._broken = notice.message
        if notice.state in (ChildState.READY, ChildState.BROKEN):
            self._settled.set()

    def give_up(self) -> None:
        """Its child leaves: what is being written ends with what was written so far."""
        self._broken = "Another model was put to use meanwhile."
        self._settled.set()

    def evidence_budget(self) -> int:
        return self._budget

    def usage(self) -> tuple[int, int]:
        return self._usage

    def stream(self, messages: Sequence[Message], max_tokens: int, cancel: CancelToken) -> Iterator[str]:
        self._usage = (0, 0)
        while not self._settled.wait(_LOOK):
            cancel.check()
        if self._broken or self.child is None:
            raise WellreadError(self._broken or "The model is not running.")
        pieces: SimpleQueue[str | None] = SimpleQueue()
        # Not sent again when the child dies: half a text is already with the person.
        call = self.child.request(say.Generate(tuple(messages), max_tokens), pieces.put, again=False)
        call.future.add_done_callback(lambda _: pieces.put(None))
        try:
            while (piece := _next(pieces, cancel)) is not None:
                yield piece
        finally:
            call.cancel()
        try:
            usage: say.Usage = call.result()
        except Cancelled:
            if self._broken:
                raise WellreadError(self._broken) from None
            raise
        self._usage = (usage.prompt_tokens, usage.answer_tokens)


def _next(pieces: SimpleQueue[str | None], cancel: CancelToken) -> str | None:
    while True:
        cancel.check()
        try:
            return pieces.get(timeout=_LOOK)
        except Empty:
            continue


def _waited(call: Call, cancel: CancelToken) -> Any:
    """The result of a call, given up as soon as the token is set."""
    while True:
        try:
            return call.result(_LOOK)
        except TimeoutError:
            if cancel.cancelled:
                call.cancel()
                raise Cancelled from None


def describe(hit: Hit) -> str:
    """Where a hit stands, as a person says it: the file's name, and its page or heading."""
    place = hit.where or (hit.heading[-1] if hit.heading else "")
    return f"{hit.path.name}, {place}" if place else hit.path.name
