"""Finding passages: by words, by meaning, ranked together, and given back as hits."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core.cancel import CancelToken
from core.errors import WellreadError
from core.hits import cut_to_fit
from core.manifest import Manifest
from core.ports import Embedder
from core.question import checked_question
from core.ranking import Candidate, Wanted, rank, weights
from core.store import Store, StoredPassage
from core.terms import asked_terms, identifiers, terms
from core.types import Hit

_CANDIDATES = 60  # of each kind, ranked together


class Search:
    """Searches one library. Without an embedder it finds by words alone."""

    def __init__(self, manifest: Manifest, store: Store, embedder: Embedder | None) -> None:
        self._manifest = manifest
        self._store = store
        self.embedder = embedder

    def find(self, question: str, limit: int, folder: Path | None, cancel: CancelToken) -> list[Hit]:
        """The best `limit` hits, best first. Raises WellreadError for a question that can't be searched."""
        question = checked_question(question)
        docs = self._scope(folder)
        candidates = max(_CANDIDATES, 3 * limit)
        wanted = self._wanted(question, ())
        keys = dict(self._store.keyword(question, candidates, docs))
        for run in (*wanted.phrases, *wanted.identifiers):
            keys |= dict(self._store.phrase(run, candidates, docs))
        cancel.check()
        vector = self.embedder.embed_question(question) if self.embedder else None
        if self.embedder and vector is not None:
            keys |= dict(self._store.dense(self.embedder.fingerprint, vector, candidates, docs))
        cancel.check()
        close = (
            self._store.closeness(self.embedder.fingerprint, vector, list(keys))
            if self.embedder and vector is not None
            else {}
        )
        stored = self._store.passages(list(keys))
        ranked = rank(
            wanted,
            [
                Candidate(key, passage.doc, passage.passage.ordinal, passage.terms, *close.get(key, (None, None)))
                for key, passage in stored.items()
            ],
        )
        return self._hits(ranked, stored, {key: meaning for key, (meaning, _) in close.items()}, limit, folder)

    def _wanted(self, question: str, phrases: Iterable[str]) -> Wanted:
        words = asked_terms(question)
        frequencies, passages = self._manifest.vocabulary.frequencies(term for forms in words for term in forms)
        weighed = list(zip(words, weights(words, frequencies, passages), strict=True))
        return Wanted(weighed, [terms(phrase) for phrase in phrases], identifiers(question))

    def find_within(self, question: str, chars: int, folder: Path | None, cancel: CancelToken) -> list[Hit]:
        """Hits in rank order until their texts reach `chars` characters, the last one cut to fit."""
        # 250 characters is a short passage: the candidates suffice unless a library has only tiny ones.
        return cut_to_fit(self.find(question, max(10, chars // 250), folder, cancel), chars)

    def _scope(self, folder: Path | None) -> list[str] | None:
        if folder is None:
            return None
        docs = self._manifest.docs_under(folder)
        if not docs:
            raise WellreadError(f"The library has no files in {folder}.", "wellread files shows what it has.")
        return sorted(docs)

    def _hits(
        self, ranked: list[tuple[str, float]], stored: dict[str, StoredPassage], dense: dict[str, float], limit: int,
        folder: Path | None,
    ) -> list[Hit]:  # fmt: skip
        paths = self._manifest.paths_of({passage.doc for passage in stored.values()})
        hits: list[Hit] = []
        texts: set[str] = set()
        for key, score in ranked:
            passage = stored.get(key)
            path = _first_path(paths.get(passage.doc, []), folder) if passage else None
            if passage is None or path is None:
                continue  # of a document that is leaving the library, or not whole in it yet
            fingerprint = " ".join(passage.passage.text.split()).casefold()
            if fingerprint not in texts:  # the same words twice help nobody
                texts.add(fingerprint)
                hits.append(_hit(passage, path, score, dense.get(key, 0.0)))
            if len(hits) == limit:
                break
        return hits


def _first_path(paths: list[Path], folder: Path | None) -> Path | None:
    return next((path for path in paths if folder is None or path.is_relative_to(folder)), None)


def _hit(stored: StoredPassage, path: Path, score: float, meaning: float) -> Hit:
    passage = stored.passage
    return Hit(
        stored.passage_id, stored.doc, path, passage.page, passage.start, passage.end, passage.text, passage.heading,
        score, meaning, passage.leaf, passage.columns, passage.part, passage.label, passage.place, passage.ocr,
    )  # fmt: skip
