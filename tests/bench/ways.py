"""Ways of finding, side by side in one library: Wellread's own, and the plain ones that it is measured against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from libraries import Libraries, Library
from results import Ask, Results

from core.cancel import CancelToken
from core.ports import Embedder
from core.search import Search
from core.store import StoredPassage
from core.terms import all_asked
from core.types import Hit

WORDS, MEANING, RANKS, SUM, FULL = "words", "meaning", "rank fusion", "min-max sum", "Wellread"
BASELINES = (WORDS, MEANING, RANKS, SUM)
WAYS = (*BASELINES, FULL)
_DEPTH = 100  # of each list that a baseline fuses
_RANK_CONSTANT = 60  # Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet, SIGIR 2009


class Ways:
    """All ways over one library; each gives hits for a question, best first."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self.library, self._embedder = library, embedder
        self._search = Search(library.manifest, library.store, embedder)
        self._words = lru_cache(maxsize=4)(self._by_words)
        self._meaning = lru_cache(maxsize=4)(self._by_meaning)

    def find(self, way: str, question: str, limit: int) -> list[Hit]:
        if way == FULL:
            return self._search.find(question, limit, None, CancelToken())
        return self.hits(self._ranked(way, question)[:limit])

    def _ranked(self, way: str, question: str) -> list[tuple[str, float]]:
        match way:
            case "words":
                return list(self._words(question))
            case "meaning":
                return list(self._meaning(question))
            case "rank fusion":
                return rank_fusion(dict(self._words(question)), dict(self._meaning(question)))
            case "min-max sum":
                return min_max_sum(dict(self._words(question)), dict(self._meaning(question)))
        raise ValueError(way)

    def _by_words(self, question: str) -> tuple[tuple[str, float], ...]:
        found = self.library.store.keyword(all_asked(question), _DEPTH)
        return tuple((stored.passage_id, score) for stored, score in found)

    def _by_meaning(self, question: str) -> tuple[tuple[str, float], ...]:
        vector = self._embedder.embed_question(question)
        close = self.library.store.dense(self._embedder.fingerprint, vector, _DEPTH)
        return tuple((key, near.meaning) for key, near in close.items())

    def hits(self, ranked: list[tuple[str, float]]) -> list[Hit]:
        stored = self.library.store.passages([key for key, _ in ranked])
        paths = self.library.manifest.paths_of({passage.doc for passage in stored.values()})
        return [_hit(stored[key], paths[stored[key].doc][0], score) for key, score in ranked if key in stored]


@dataclass(frozen=True)
class Bench:
    """What each section is given. names: the ways it compares, the last of them the one that matters.

    make: the ways over a library. prefix: of the sections' names in the results.
    """

    data: Path
    libraries: Libraries
    results: Results
    names: tuple[str, ...] = WAYS
    make: Callable[[Library, Embedder], Ways] = Ways
    prefix: str = ""

    @contextmanager
    def ways(self, name: str, files: Path) -> Iterator[Ways]:
        """The ways over the library of a folder."""
        with self.libraries.open(name, files) as library:
            yield self.make(library, self.libraries.embedder)

    def ask(self, section: str, keys: Iterable[str], measure: Ask) -> None:
        self.results.over_halves(self.prefix + section, keys, measure)

    def ask_all(self, section: str, keys: Iterable[str], measure: Ask) -> None:
        self.results.over_all(self.prefix + section, keys, measure)


def rank_fusion(*lists: Mapping[str, float]) -> list[tuple[str, float]]:
    """Reciprocal rank fusion of lists whose entries stand best first."""
    scores: dict[str, float] = {}
    for ranked in lists:
        for rank, key in enumerate(ranked, start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (_RANK_CONSTANT + rank)
    return _best_first(scores)


def min_max_sum(*lists: Mapping[str, float]) -> list[tuple[str, float]]:
    """The sum of scores brought to 0..1 within each list; what is not in a list counts 0 there."""
    scores: dict[str, float] = {}
    for ranked in lists:
        low, high = min(ranked.values(), default=0.0), max(ranked.values(), default=1.0)
        for key, score in ranked.items():
            scores[key] = scores.get(key, 0.0) + (score - low) / ((high - low) or 1.0)
    return _best_first(scores)


def _best_first(scores: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _hit(stored: StoredPassage, path: Path, score: float) -> Hit:
    passage = stored.passage
    return Hit(
        stored.passage_id, stored.doc, path, passage.page, passage.start, passage.end, passage.text, passage.heading,
        score, leaf=passage.leaf,
    )  # fmt: skip
