"""`wellread ask` and `wellread search`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.answering.answer import AnswerEvent, EvidenceFound, SentenceKept
from core.asking.followup import standalone
from core.cancel import CancelToken
from core.errors import WellreadError
from core.foreign import as_written
from core.types import Answer, Sentence
from desktop.children.assistant import EVIDENCE_HITS, Assistant, describe
from desktop.children.wording import readable
from desktop.terminal.context import Context
from desktop.terminal.records import answer_record, search_record
from models.children import messages as say

_SHOWN = 300  # characters of a hit on a terminal


def register(commands: Any, everywhere: argparse.ArgumentParser) -> None:
    ask = commands.add_parser("ask", parents=[everywhere], help="answer a question, with its sources")
    search = commands.add_parser("search", parents=[everywhere], help="find passages")
    for parser, run, limit in ((ask, run_ask, EVIDENCE_HITS), (search, run_search, 10)):
        parser.add_argument("question", nargs="?", help="the question, in quotes")
        parser.add_argument("-k", type=positive, default=limit, metavar="N", help="how many hits")
        parser.add_argument(
            "--within", type=positive, metavar="CHARS", help="hits until their texts reach CHARS characters"
        )
        parser.add_argument("--folder", type=Path, metavar="PATH", help="look in this folder alone")
        parser.add_argument(
            "--after",
            action="append",
            default=[],
            metavar="QUESTION",
            help="an earlier question that this one leans on",
        )
        parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help='one {"id", "question"} a line')
        parser.set_defaults(run=run)


def run_ask(context: Context, options: argparse.Namespace) -> int:
    with context.assistant(generator=True) as assistant:
        return _each(context, options, lambda asked: _ask(context, assistant, options, asked))


def run_search(context: Context, options: argparse.Namespace) -> int:
    with context.assistant() as assistant:
        return _each(context, options, lambda asked: _search(context, assistant, options, asked))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question, what the person calls it, and the questions before it that it may lean on."""

    key: Any
    question: str
    earlier: tuple[str, ...] = ()


def _each(context: Context, options: argparse.Namespace, answer: Callable[[_Asked], None]) -> int:
    """One question, or those of a file in their order; a question of a file that fails does not end the rest."""
    if options.source is None:
        answer(_Asked(None, options.question or "", tuple(options.after)))
        return 0
    failed = 0
    for asked in _questions(options.source):
        try:
            answer(asked)
        except WellreadError as error:
            failed += 1
            context.fail(error)
            if context.as_json:
                context.out({"id": asked.key, "question": asked.question, "error": str(error)})
    return 1 if failed else 0


def _questions(source: Path) -> Iterator[_Asked]:
    try:
        lines = source.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise WellreadError(f"{source} can't be read: {(error.strerror or str(error)).lower()}.") from error
    except UnicodeDecodeError as error:
        raise WellreadError(f"{source} is no text in UTF-8.", "Save it as such.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            yield _Asked(entry.get("id"), str(entry["question"]), tuple(map(str, entry.get("earlier", ()))))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            hint = 'Each line is an object like {"id": "1", "question": "..."}, with "earlier": ["..."] where it leans.'
            raise WellreadError(f"Line {number} of {source} holds no question.", hint) from error


def _search(context: Context, assistant: Assistant, options: argparse.Namespace, asked: _Asked) -> None:
    whole = standalone(asked.question, asked.earlier)
    body = say.Search(whole, options.k, options.within, _absolute(options.folder), wait_for_meaning=True)
    found: say.SearchResult = assistant.call(body).result()
    if context.as_json:
        context.out(search_record(asked.key, asked.question, found))
        return
    for rank, hit in enumerate(found.hits, start=1):
        text = " ".join(readable(hit.text).split())
        shown = f"{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}"
        context.out(f"{rank:2}. {describe(hit)}\n    {shown}\n    {as_written(hit.path)}")
    if not found.hits:
        context.out("Nothing was found.")
    _tell(context, *found.notes)


def _tell(context: Context, *notes: str) -> None:
    """How the question was taken, and how the answer came about."""
    if told := " ".join(note for note in notes if note):
        context.say(told)


def _ask(context: Context, assistant: Assistant, options: argparse.Namespace, asked: _Asked) -> None:
    emit: Callable[[AnswerEvent], None] = _ignore if context.as_json else _print_event
    answer = assistant.ask(
        asked.question, _absolute(options.folder), emit, CancelToken(), options.k, options.within, asked.earlier
    )
    if context.as_json:
        context.out(answer_record(asked.key, asked.question, answer))
    else:
        _print_end(context, answer)


def _ignore(event: AnswerEvent) -> None:
    """With --json only the finished answer is printed."""


def _print_event(event: AnswerEvent) -> None:
    if isinstance(event, EvidenceFound):
        for sentence in event.sentences:
            print(_marked(sentence), flush=True)
    elif isinstance(event, SentenceKept):
        print(_marked(event.sentence), flush=True)


def _marked(sentence: Sentence) -> str:
    text = f"“{readable(sentence.text)}”" if sentence.quoted else sentence.text
    columns = f"{readable(sentence.columns)}: " if sentence.columns else ""
    return " ".join([columns + text, "".join(f"[{n}]" for n in sentence.citations)]).strip()


def _print_end(context: Context, answer: Answer) -> None:
    if answer.sources:
        print("\nSources")
    for n, hit in answer.sources.items():
        print(f"[{n}] {describe(hit)}\n    {as_written(hit.path)}")
    _tell(context, f"Understood as “{answer.understood}”" if answer.understood else "", answer.note)
    sys.stdout.flush()


def _absolute(folder: Path | None) -> Path | None:
    return None if folder is None else folder.expanduser().resolve()


def positive(text: str) -> int:
    """A whole number above 0, for an option. Raises ValueError."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
