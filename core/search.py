"""Finding passages: by words, by meaning, ranked together, and given back as hits."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path

from core.asking.acronyms import stood_for
from core.asking.kindred import kindred
from core.asking.question import checked_question
from core.cancel import CancelToken
from core.folding import Said
from core.hits import cut_to_fit, in_turn
from core.irregular import irregular_forms
from core.manifest import Manifest
from core.ports import Embedder, Reranker, Vectors
from core.ranking import Candidate, Wanted, rank, weights
from core.reranking import reranked
from core.store import Nearness, Store, StoredPassage
from core.terms import asked_terms, identifiers, terms
from core.types import Hit
from core.understanding import Understood, understand

_CANDIDATES = 60  # of each kind, ranked together
_KIN = 0.5  # of the weight of a word, where the library has only its kin
_IRREGULAR = 0.5  # of the weight of a word, where a passage has another form of it that no rule leads to

Ranked = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, best first, and how the question was taken. of_parts: the hits of each of its parts, best first."""

    hits: list[Hit]
    understood: Understood
    of_parts: tuple[list[Hit], ...]


class Search:
    """Searches one library. Without an embedder it finds by words alone."""

    def __init__(
        self, manifest: Manifest, store: Store, embedder: Embedder | None,
        real: Callable[[str], bool] | None = None, reranker: Reranker | None = None,
    ) -> None:  # fmt: skip
        """real: whether an English word is one (core.asking.spelling). reranker: reads the best passages once more."""
        self._manifest = manifest
        self._store = store
        self.embedder = embedder
        self._real = real
        self._reranker = reranker

    def find(self, question: str, limit: int, folder: Path | None, cancel: CancelToken) -> list[Hit]:
        """The best `limit` hits, best first. Raises WellreadError for a question that can't be searched."""
        return self.look_up(question, limit, folder, cancel).hits

    def find_within(self, question: str, chars: int, folder: Path | None, cancel: CancelToken) -> Found:
        """Hits in rank order until their texts reach `chars` characters, the last one cut to fit."""
        # 250 characters is a short passage: the candidates suffice unless a library has only tiny ones.
        found = self.look_up(question, max(10, chars // 250), folder, cancel)
        return replace(found, hits=cut_to_fit(found.hits, chars))

    def look_up(
        self, question: str, limit: int, folder: Path | None, cancel: CancelToken, plain_words: bool = True
    ) -> Found:
        """The same as `find`. plain_words: whether they may narrow where is looked ("in the contracts folder")."""
        now = datetime.now().astimezone()
        understood = understand(
            checked_question(question), self._manifest, folder, now, self._real, plain_words=plain_words
        )
        of_parts = tuple(self._best(part, understood, limit, folder, cancel) for part in understood.parts)
        return Found(in_turn(of_parts)[:limit], understood, of_parts)

    def _best(
        self, question: str, understood: Understood, limit: int, folder: Path | None, cancel: CancelToken
    ) -> list[Hit]:
        wanted = self._wanted(question, understood)
        stored, close = self._candidates(question, wanted, understood, max(_CANDIDATES, 3 * limit), cancel)
        paths = self._paths(stored, folder)
        ranked = rank(
            wanted, [_candidate(passage, close, paths[key]) for key, passage in stored.items() if key in paths]
        )
        if self._reranker is not None:
            ranked = reranked(self._reranker, question, ranked, {key: p.body for key, p in stored.items()}, cancel)
        return _hits(ranked, stored, close, paths, limit)

    def for_question(self, question: str) -> Embedder | None:
        """The embedder, where it knows the question's language: else its vectors would lead astray."""
        return self.embedder if self.embedder is not None and self.embedder.reads(question) else None

    def _candidates(
        self, question: str, wanted: Wanted, understood: Understood, count: int, cancel: CancelToken
    ) -> tuple[dict[str, StoredPassage], dict[str, Nearness]]:
        """What words and meaning find, looked for side by side, and how close each is where it has vectors."""
        docs = None if understood.docs is None else sorted(understood.docs)
        with ThreadPoolExecutor(1, "by words") as beside:
            by_words = beside.submit(self._by_words, wanted, count, docs)
            embedder = self.for_question(question)
            if embedder is None:
                return by_words.result(), {}
            fingerprint, vector = embedder.fingerprint, self._vector(embedder, question, understood)
            close = self._store.dense(fingerprint, vector, count, docs)
            stored = by_words.result()
            cancel.check()
            unseen = beside.submit(self._store.passages, [key for key in close if key not in stored])
            close |= self._store.closeness(fingerprint, vector, [key for key in stored if key not in close])
            stored |= unseen.result()
        cancel.check()
        return stored, close

    def _by_words(self, wanted: Wanted, count: int, docs: list[str] | None) -> dict[str, StoredPassage]:
        forms = (forms for forms, _ in (*wanted.words, *wanted.irregular.values()))
        found = self._store.keyword(chain.from_iterable(forms), count, docs)
        for run in (*wanted.phrases, *wanted.identifiers, *wanted.other_forms):
            found += self._store.phrase(run, count, docs)
        return {passage.passage_id: passage for passage, _ in found}

    def _vector(self, embedder: Embedder, question: str, understood: Understood) -> Vectors:
        forms = (expansion.form for expansion in understood.expansions)
        others = [form for form in forms if form.casefold() not in question.casefold()]
        return embedder.embed_question(f"{question} ({', '.join(others)})" if others else question)

    def _wanted(self, question: str, understood: Understood) -> Wanted:
        words, kin = self._words(question)
        others = [irregular_forms(forms) for forms in words]
        frequencies, passages = self._manifest.vocabulary.frequencies(chain(*words, *others))
        weighed = [
            (forms, _KIN * weight if forms in kin else weight)
            for forms, weight in zip(words, weights(words, frequencies, passages), strict=True)
        ]
        irregular = {
            forms[0]: (other, _IRREGULAR * min(weight, own))
            for (forms, own), other, weight in zip(weighed, others, weights(others, frequencies, passages), strict=True)
            if other
        }
        phrases = [run for run in map(terms, understood.phrases) if run]
        forms = [run for run in (terms(expansion.form) for expansion in understood.expansions) if run]
        spelt_out = {
            term: terms(long) for short, long in stood_for(question, understood.expansions) for term in terms(short)[:1]
        }
        return Wanted(weighed, phrases, identifiers(question), forms, spelt_out, irregular)

    def _words(self, question: str) -> tuple[list[tuple[str, ...]], set[tuple[str, ...]]]:
        """As `asked_terms`, with the kin of what the library lacks; and those of which it has only kin."""
        words, vocabulary = asked_terms(question), self._manifest.vocabulary
        there, _ = vocabulary.frequencies(term for forms in words for term in forms)
        found = [(forms, () if there.keys() & forms else kindred(forms[0], vocabulary)) for forms in words]
        return [(*forms, *kin) for forms, kin in found], {(*forms, *kin) for forms, kin in found if kin}

    def _paths(self, stored: dict[str, StoredPassage], folder: Path | None) -> dict[str, Path]:
        """Where each passage's file lies, but for those that are leaving the library or not whole in it yet."""
        paths = self._manifest.paths_of({passage.doc for passage in stored.values()})
        first = ((key, _first_path(paths.get(passage.doc, []), folder)) for key, passage in stored.items())
        return {key: path for key, path in first if path is not None}


def _hits(
    ranked: Ranked, stored: dict[str, StoredPassage], close: dict[str, Nearness], paths: dict[str, Path],
    limit: int,
) -> list[Hit]:  # fmt: skip
    hits: list[Hit] = []
    said = Said()
    for key, score in ranked:
        if said.anew(stored[key].terms):
            hits.append(_hit(stored[key], paths[key], score, close[key].meaning if key in close else 0.0))
        if len(hits) == limit:
            break
    return hits


def _candidate(stored: StoredPassage, close: dict[str, Nearness], path: Path) -> Candidate:
    named = (*_name(path.parent.name), *_name(path.stem), *stored.terms)
    near = close.get(stored.passage_id)
    signs = (near.meaning, near.around, near.vector) if near else ()
    return Candidate(stored.passage_id, stored.doc, stored.ordinal, named, *signs)


@lru_cache(maxsize=10_000)
def _name(name: str) -> tuple[str, ...]:
    """The terms of a file's or folder's name: a text that says "he" is about the person it is named after."""
    return tuple(terms(re.sub(r"[_\W]+", " ", name)))


def _first_path(paths: list[Path], folder: Path | None) -> Path | None:
    return next((path for path in paths if folder is None or path.is_relative_to(folder)), None)


def _hit(stored: StoredPassage, path: Path, score: float, meaning: float) -> Hit:
    passage = stored.passage
    return Hit(
        stored.passage_id, stored.doc, path, passage.page, passage.start, passage.end, passage.text, passage.heading,
        score, meaning, passage.leaf, passage.columns, passage.part, passage.label, passage.place, passage.ocr,
    )  # fmt: skip
