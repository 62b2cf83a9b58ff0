"""A question as it is looked up in one library: where to look, what for, and what of that the person should hear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.asking.acronyms import Expansion, expansions
from core.asking.hints import without
from core.asking.parse import Asked, parse
from core.asking.parts import parts
from core.asking.spelling import spelled
from core.errors import WellreadError
from core.manifest import Manifest
from core.narrowing import narrowed


@dataclass(frozen=True, slots=True)
class Understood:
    """What to look up.

    text: the question without filters, its typing errors put right. parts: the questions in it, each standing alone;
    `text` where it is one. phrases: what stands in quotation marks. expansions: the acronyms in it, also those of what
    it writes out. docs: where to look, None for everywhere. narrowed: whether plain words had a part in that. notes:
    sentences for the person.
    """

    text: str
    parts: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    docs: frozenset[str] | None = None
    narrowed: bool = False
    notes: tuple[str, ...] = ()


def understand(
    question: str, manifest: Manifest, folder: Path | None, now: datetime, real: Callable[[str], bool] | None = None,
    plain_words: bool = True,
) -> Understood:  # fmt: skip
    """Make out what a question asks of this library.

    now: with a time zone, the person's. real: whether an English word is one, as core.asking.spelling takes it.
    plain_words: whether they may narrow the search; not where that was tried and found nothing good enough.
    Raises WellreadError where the filters say nothing that can be understood, or leave nothing to look in.
    """
    asked = parse(question, now)
    docs = _docs(manifest, asked, folder)
    text, notes = asked.text, []
    for hint in asked.hints if plain_words else ():
        inside = narrowed(manifest, hint.scope)
        inside = inside if docs is None else inside & docs
        if inside:
            docs, text = frozenset(inside), without(text, hint)
            notes.append(f"Looked only {hint.words[:1].lower()}{hint.words[1:]}.")
    by_words = bool(notes)
    right = spelled(text, manifest.vocabulary, real)
    notes += [right.notice] if right.changes else []
    phrases = tuple(phrase for phrase in asked.phrases if phrase in right.text)
    wider = expansions(right.text, manifest.vocabulary)
    return Understood(right.text, parts(right.text), phrases, wider, docs, by_words, tuple(notes))


def _docs(manifest: Manifest, asked: Asked, folder: Path | None) -> frozenset[str] | None:
    if folder is None:  # a place that is named is looked at also where its folder is switched off
        docs = None if asked.scope.places else manifest.docs_switched_on()
        if docs is not None and not docs:
            raise WellreadError("Every folder with files is left out of questions.", "Take one in again.")
    else:
        docs = manifest.docs_under(folder)
    if folder is not None and not docs:
        raise WellreadError(f"The library has no files in {folder}.", "wellread files shows what it has.")
    after, before = asked.scope.after, asked.scope.before
    if after and before and after >= before:
        days = f"after:{after:%Y-%m-%d} and before:{before:%Y-%m-%d}"
        raise WellreadError(f"{days} leave no time between them.", "Put the earlier day behind after:.")
    if asked.scope:
        inside = narrowed(manifest, asked.scope)
        docs = inside if docs is None else inside & docs
        if not docs:
            raise WellreadError(
                f"Nothing in the library fits {asked.scope.words()}.", "wellread files shows what it has."
            )
    return None if docs is None else frozenset(docs)
