"""The librarian: the child that owns the store and the embedder. The only writer of the library."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from core.again import locked_document, read_again
from core.answering.evidence import Asked, gather_parts
from core.answering.support import check_support
from core.budget import Pace
from core.cancel import CancelToken
from core.folder_list import note_folders
from core.folders import add_folder, remove_folder, switch_folder
from core.ignoring import Rules
from core.manifest import Manifest
from core.ports import Embedder
from core.preview import effect, omissions, roots
from core.profile import Profile
from core.read_only import refusal
from core.reading.room import Limits, ReadingRoom
from core.search import Found
from core.search import Search as Searcher
from core.settings import load_settings
from core.showing import show_page
from core.stopwatch import Stopwatch
from core.superseded import drop_superseded
from core.sync import Sync as SyncRun
from core.turns import Turns
from core.types import Evidence, Status
from core.watching import Watching
from models.children import messages as say
from models.children.carrying import carry_in, carry_out
from models.children.opening import Opened
from models.children.rereading import Rereading
from models.children.resting import Resting
from models.children.serve import Announce, Emit, run_child
from models.children.serving import Serving
from models.children.warming import Warming
from models.power import on_battery
from models.real_words import RealWords

# What changes nothing in the library.
_READING = (
    say.Search, say.FindEvidence, say.CheckSupport, say.HoldIndexing, say.WarmUp, say.Choose, say.ListFolders,
    say.ListFiles, say.Inspect, say.Ignored, say.ShowPage, say.Export,
)  # fmt: skip
_LONGEST_HOLD = 300.0  # seconds; no answer takes longer, and a forgotten hold must not stop indexing for good


def main(
    pipe: Connection,
    profile: Profile,
    embedder: Path | None,
    before: Path | None = None,
    reranker: Path | None = None,
) -> None:
    """The process. embedder: its folder; None leaves the library with keyword search alone.

    before: the embedder that was in use before, whose vectors serve until the new ones are there. reranker: if any.
    """
    run_child("librarian", pipe, profile.logs, lambda say: Librarian(profile, embedder, say, before, reranker))


class Librarian:
    """Answers the librarian's requests; questions in one lane, the sync in another, pages in a third."""

    lanes: Mapping[type, str] = MappingProxyType(
        {
            say.Search: "questions",
            say.FindEvidence: "questions",
            say.CheckSupport: "questions",
            say.HoldIndexing: "holding",
            say.WarmUp: "library",
            say.Choose: "library",
            say.AddFolders: "library",
            say.RemoveFolder: "library",
            say.SwitchFolder: "library",
            say.Unlock: "library",
            say.Retry: "library",
            say.ListFolders: "library",
            say.ListFiles: "library",
            say.Inspect: "library",
            say.Ignored: "rules",
            say.Watch: "watching",
            say.ShowPage: "pages",
            say.Sync: "sync",
            say.Export: "sync",  # what a sync drops must not be on its way out, or in
            say.Import: "sync",
        }
    )

    def __init__(
        self, profile: Profile, embedder_folder: Path | None, announce: Announce, before: Path | None = None,
        reranker_folder: Path | None = None,
    ) -> None:  # fmt: skip
        self._profile = profile
        self._lock = None if profile.read_only else profile.lock()
        self._scratch = TemporaryDirectory(prefix="wellread-", ignore_cleanup_errors=True)
        self._opened = Opened(profile, Path(self._scratch.name))
        self._store = self._opened.store
        self._turns = Turns()
        self._resting = Resting(self._store, self._turns)
        self._pace = Pace(on_battery)
        settings = load_settings(profile.settings)
        reading = settings.reading
        self._rules = Rules(settings.ignore, profile.root.resolve())
        self._watching = Watching(self._watched, self._rules, settings.watching.rescan_minutes * 60)
        limits = Limits(reading.page_seconds, reading.file_seconds, reading.memory_mb << 20)
        self._room = ReadingRoom(min(reading.readers, os.cpu_count() or 1), limits)
        self._looking: ReadingRoom | None = None
        if reading.ocr:
            limits = Limits(page=reading.ocr_page_seconds, memory=reading.ocr_memory_mb << 20)
            self._looking = ReadingRoom(1, limits, patient=True)
        self._passwords: dict[str, str] = {}  # by document; in memory alone
        self._embedders = embedder_folder, before
        self._embedder = Warming(embedder_folder, profile.forms, announce)
        self._real_words = RealWords(embedder_folder)
        self._reranker = Rereading(reranker_folder, announce)
        # Whether the old one loads is no news to a person, who chose another.
        self._serving = Serving(self._embedder, Warming(before, profile.forms, lambda _: None) if before else None)

    def _manifest(self) -> Manifest:
        return Manifest(self._opened.manifest, self._profile.read_only)

    def handle(self, body: Any, emit: Emit, cancel: CancelToken) -> Any:
        if self._profile.read_only and not isinstance(body, _READING):
            raise refusal()
        if isinstance(body, say.HoldIndexing):
            with self._turns.question():
                return cancel.wait(_LONGEST_HOLD)
        if isinstance(body, say.Watch):
            return self._watching.follow(emit, cancel)
        with self._manifest() as manifest:
            match body:
                case say.Search() | say.FindEvidence() | say.CheckSupport():
                    self._embedder.begin()
                    with self._turns.question():
                        return self._asked(manifest, body, cancel)
                case say.Sync() | say.Export() | say.Import():
                    return self._long(manifest, body, emit, cancel)
                case say.Ignored(folder, rule):
                    return self._ignored(manifest, folder, rule, cancel)
                case say.ShowPage(hit, start, end, width, page):
                    password = self._passwords.get(hit.doc, "")
                    return show_page(manifest, self._store, self._room, hit, start, end, width, page, password)
            return self._kept(manifest, body)

    def _long(self, manifest: Manifest, body: Any, emit: Emit, cancel: CancelToken) -> Any:
        if isinstance(body, say.Export):
            return carry_out(manifest, self._store, body, self._embedders, emit, cancel)
        if isinstance(body, say.Import):
            embedder, _ = self._embedders
            with self._resting.working():
                done: Any = carry_in(manifest, self._store, body, embedder, emit, cancel, self._turns, self._profile)
            note_folders(manifest, self._profile.folder_list)
        else:
            done = self._sync(manifest, emit, cancel)
        self._opened.publish(manifest)
        return done

    def _asked(self, manifest: Manifest, body: Any, cancel: CancelToken) -> Any:
        match body:
            case say.Search():
                return self._search(manifest, body, cancel)
            case say.FindEvidence():
                return self._evidence(manifest, body, cancel)
            case say.CheckSupport(sentences, evidence):
                return check_support(sentences, evidence, self._serving.choose(manifest).wait(cancel))

    def _kept(self, manifest: Manifest, body: Any) -> Any:
        match body:
            case say.WarmUp():
                return self._embedder.begin()
            case say.Choose(budget):
                return self._pace.choose(budget)
            case say.Unlock(path, password):
                self._passwords[locked_document(manifest, path)] = password
                return read_again(manifest, (path,))
            case say.Retry(paths):
                return read_again(manifest, paths)
            case say.ListFiles(status):
                return manifest.file_infos(Status(status) if status else None)
            case say.Inspect():
                return self._store.counts() | {"manifest": manifest.passage_count()}
            case say.ListFolders():
                return manifest.folder_infos()
        done = _changed(manifest, body)
        note_folders(manifest, self._profile.folder_list)
        self._watching.refresh()
        return done

    def _search(self, manifest: Manifest, body: say.Search, cancel: CancelToken) -> say.SearchResult:
        watch = Stopwatch()
        serving = self._serving.choose(manifest)
        embedder = serving.wait(cancel) if body.wait_for_meaning else serving.now()
        search = self._searcher(manifest, embedder)
        if body.within is not None:
            found = search.find_within(body.question, body.within, body.folder, cancel)
        else:
            found = search.look_up(body.question, body.limit, body.folder, cancel)
        return say.SearchResult(tuple(found.hits), watch.seconds(), found.understood.notes)

    def _evidence(self, manifest: Manifest, body: say.FindEvidence, cancel: CancelToken) -> Evidence:
        embedder = self._serving.choose(manifest).wait(cancel)
        search = self._searcher(manifest, embedder)
        found, evidence = self._gathered(search, body, True, cancel)
        if evidence.refused and found.understood.narrowed:
            found, evidence = self._gathered(search, body, False, cancel)
        return replace(evidence, notes=(*found.understood.notes, *evidence.notes))

    def _gathered(
        self, search: Searcher, body: say.FindEvidence, plain_words: bool, cancel: CancelToken
    ) -> tuple[Found, Evidence]:
        found = search.look_up(body.question, body.limit, body.folder, cancel, plain_words)
        taken = found.understood
        parts = [Asked(part, own, taken.expansions) for part, own in zip(taken.parts, found.of_parts, strict=True)]
        embedder = search.for_question(taken.text)
        return found, gather_parts(taken.text, parts, body.budget, embedder, self._store.text)

    def _searcher(self, manifest: Manifest, embedder: Embedder | None) -> Searcher:
        real = self._real_words if self._real_words.known() else None
        self._reranker.begin()
        return Searcher(manifest, self._store, embedder, real, self._reranker.now())

    def _watched(self) -> list[Path]:
        with self._manifest() as manifest:
            return _here(manifest)

    def _ignored(self, manifest: Manifest, folder: Path | None, rule: str, cancel: CancelToken) -> Any:
        looked_at = roots(_here(manifest), folder.resolve() if folder else None)
        if rule:
            return effect(looked_at, self._rules.afresh(), rule, cancel)
        return omissions(looked_at, self._rules.afresh(), cancel)

    def _sync(self, manifest: Manifest, emit: Emit, cancel: CancelToken) -> Any:
        self._embedder.begin()

        def embedder() -> Embedder | None:
            """Not waited for when there is nothing to embed."""
            fingerprint = self._embedder.fingerprint()
            needed = fingerprint is not None and manifest.without_vectors(fingerprint)
            return self._embedder.wait(cancel) if needed else None

        run = SyncRun(
            manifest, self._store, self._room, embedder, self._turns, emit, cancel, self._looking, self._passwords,
            self._pace, self._rules.afresh(), self._watching.looking(),
        )  # fmt: skip
        with self._resting.working():
            report = run.run()
            fingerprint = self._embedder.fingerprint()
            if fingerprint is not None:
                drop_superseded(manifest, self._store, fingerprint, self._turns)
            return report

    def close(self) -> None:
        self._resting.close()
        for room in (self._room, self._looking):
            if room is not None:
                room.close()
        self._serving.close()
        self._scratch.cleanup()
        if self._lock is not None:
            self._lock.release()


def _changed(manifest: Manifest, body: Any) -> Any:
    """What was asked about the folders of the library is done."""
    match body:
        case say.AddFolders(paths):
            with manifest.transaction():  # all of them or, if one can't be added, none
                return tuple(add_folder(manifest, path) for path in paths)
        case say.RemoveFolder(path):
            return remove_folder(manifest, path)
        case say.SwitchFolder(path, on):
            return switch_folder(manifest, path, on)


def _here(manifest: Manifest) -> list[Path]:
    """The folders that may be looked at."""
    elsewhere = manifest.carried.never_looked_for()
    return [path for key, path in manifest.folders().items() if key not in elsewhere]
