"""The words of the library and the acronyms that it explains, kept in the manifest beside its documents.

A word is kept once, folded, with the number of passages that have it, for typing errors; a term likewise, for weighing
what a question asks; an acronym with each document that explains it.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from core.asking.acronyms import Acronym, explained, long_key, short_key
from core.asking.spelling import fold

_WORD = re.compile(r"[^\W\d_]{3,30}")
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_PASSAGES = ""  # the term that every passage has
_LONGEST_NUMBER = 4  # characters: a year
_AT_ONCE = 10_000  # names in one query
_MOST_NEAR = 3_000  # words looked through for one that is typed wrongly
_PAST_ALL = chr(0x10FFFF)

Worded = tuple[str, Sequence[str]]  # a passage's text and its terms (core.terms)


class Vocabulary:
    """The `words`, `terms` and `acronyms` tables. What writes belongs into a transaction of the manifest."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def unlearnt(self) -> list[tuple[str, int, int]]:
        """(document, its passages, how many of them are learnt) of the whole documents with some that are not."""
        return self._db.execute(
            "SELECT doc, passages, learnt FROM documents WHERE state = 2 AND passages > learnt"
        ).fetchall()

    def learnt(self, docs: Sequence[str]) -> list[tuple[str, int, int]]:
        """(document, how many of its passages are learnt, 0), of those of these documents where any is."""
        found: list[tuple[str, int, int]] = []
        for chunk in _chunks(list(docs)):
            marks = ",".join("?" * len(chunk))
            found += self._db.execute(
                f"SELECT doc, learnt, 0 FROM documents WHERE learnt > 0 AND doc IN ({marks})", chunk
            )
        return found

    def note_learnt(self, learnt: Iterable[tuple[str, int]]) -> None:
        """How many passages of these documents are learnt now."""
        self._db.executemany("UPDATE documents SET learnt = ? WHERE doc = ?", [(count, doc) for doc, count in learnt])

    def learn(self, documents: Mapping[str, Sequence[Worded]]) -> None:
        """Count the words and terms of these passages, by document, and note the acronyms that they explain."""
        everything = [worded for passages in documents.values() for worded in passages]
        counts, forms = _words(text for text, _ in everything)
        self._db.executemany(
            """INSERT INTO words (word, form, count) VALUES (?, ?, ?)
               ON CONFLICT (word) DO UPDATE SET count = count + excluded.count""",
            [(word, forms.get(word, ""), counts[word]) for word in sorted(counts)],
        )
        self._db.executemany(
            "INSERT INTO terms VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET count = count + excluded.count",
            sorted(_terms(terms for _, terms in everything).items()),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO acronyms VALUES (?, ?, ?, ?, ?)",
            [
                (doc, short_key(found.short), long_key(found.long), found.short, found.long)
                for doc, passages in documents.items()
                for text, _ in passages
                for found in explained(text)
            ],
        )

    def unlearn(self, docs: Sequence[str], passages: Sequence[Worded]) -> None:
        """Take the words and terms of these passages off again, and all acronyms of their documents."""
        words, found = _words(text for text, _ in passages)[0], _terms(terms for _, terms in passages)
        for table, column, counts in (("words", "word", words), ("terms", "term", found)):
            names = sorted(counts)
            self._db.executemany(
                f"UPDATE {table} SET count = count - ? WHERE {column} = ?", [(counts[name], name) for name in names]
            )
            self._db.executemany(f"DELETE FROM {table} WHERE {column} = ? AND count <= 0", [(name,) for name in names])
        self._db.executemany("DELETE FROM acronyms WHERE doc = ?", [(doc,) for doc in docs])

    # What core.ranking asks

    def frequencies(self, names: Iterable[str]) -> tuple[dict[str, int], int]:
        """In how many passages each of these terms is, where it is in any, and how many passages are learnt."""
        found: dict[str, int] = {}
        for chunk in _chunks([_PASSAGES, *sorted(set(names))]):
            marks = ",".join("?" * len(chunk))
            found |= dict(self._db.execute(f"SELECT term, count FROM terms WHERE term IN ({marks})", chunk))
        passages = found.pop(_PASSAGES, 0)
        return found, passages

    # What core.asking.spelling asks

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """In how many passages these words are, of those that are in any."""
        found: dict[str, int] = {}
        for chunk in _chunks(sorted(set(words))):
            marks = ",".join("?" * len(chunk))
            found |= dict(self._db.execute(f"SELECT word, count FROM words WHERE word IN ({marks})", chunk))
        return found

    def beginning(self, prefix: str, shortest: int, longest: int) -> list[tuple[str, int]]:
        """The words that begin so and have so many characters, with their counts."""
        rows = self._db.execute(
            "SELECT word, count FROM words WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ? LIMIT ?",
            (prefix, prefix + _PAST_ALL, shortest, longest, _MOST_NEAR),
        )
        return rows.fetchall()

    def written(self, word: str) -> str:
        """How the library writes a word, in lower case."""
        row = self._db.execute("SELECT form FROM words WHERE word = ?", (word,)).fetchone()
        return row[0] if row and row[0] else word

    # What core.asking.acronyms asks

    def of(self, short_keys: Sequence[str], long_keys: Sequence[str]) -> list[tuple[Acronym, int]]:
        """Acronyms with one of these short or long forms, and how many documents explain them, most first."""
        found: set[tuple[int, str, str]] = set()
        for column, keys in (("short_key", short_keys), ("long_key", long_keys)):
            marks = ",".join("?" * len(keys))
            found.update(
                self._db.execute(
                    f"""SELECT COUNT(*), MIN(short), MIN(long) FROM acronyms WHERE {column} IN ({marks})
                        GROUP BY short_key, long_key""",
                    list(keys),
                )
            )
        ranked = sorted(found, key=lambda row: (-row[0], row[1:]))
        return [(Acronym(short, long), documents) for documents, short, long in ranked]


def _words(texts: Iterable[str]) -> tuple[Counter[str], dict[str, str]]:
    """In how many of the texts each word is, and how words with accents are written."""
    counts: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for text in texts:
        lower = text.lower()
        if text.isascii():
            counts.update(set(_WORD.findall(lower)))
            continue
        written = {word for word in _WORD.findall(lower) if not _NO_SPACES.search(word)}
        folded = {fold(word): word for word in sorted(written)}
        forms |= {word: form for word, form in folded.items() if form != word and word not in forms}
        counts.update(folded.keys())
    return counts, forms


def _terms(passages: Iterable[Iterable[str]]) -> Counter[str]:
    """In how many of the passages each term is, and under "" how many passages there are.

    Long numbers are left out: there is no end to them, and hardly one is in two passages.
    """
    counts: Counter[str] = Counter()
    for terms in passages:
        counts[_PASSAGES] += 1
        counts.update({term for term in terms if len(term) <= _LONGEST_NUMBER or not term[0].isdigit()})
    return counts


def _chunks(items: list[str]) -> Iterable[list[str]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
