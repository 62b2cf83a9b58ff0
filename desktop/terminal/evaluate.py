"""`wellread eval`: how well the library answers a person's own questions, or how well a collection is searched."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from core.errors import WellreadError
from core.measuring.collection import Collection, file_names, read_collection
from core.measuring.halves import Half, half_of
from core.measuring.judging import Judgement, judge
from core.measuring.metrics import ndcg, recall
from core.measuring.outcome import Outcome, by_measure, changes, earlier_run, record
from core.measuring.questions import Question, read_questions
from core.profile import Profile
from core.reading.scratch import scratch_folder
from core.types import FileInfo
from desktop.children.assistant import Assistant
from desktop.terminal.asking import positive
from desktop.terminal.context import Context
from desktop.terminal.progress import SyncBar, counted
from desktop.terminal.score_card import change_record, print_card
from models.children import messages as say

_HITS = 20  # for a question of a person's own
_DEEP = 100  # hits of which the documents of a collection are ranked
_EVIDENCE = 4_000  # characters


def register(commands: Any, everywhere: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("eval", parents=[everywhere], help="how well your own questions are answered")
    parser.add_argument("sets", nargs="*", type=Path, metavar="SET", help="questions with what answers them")
    parser.add_argument(
        "--collection", type=Path, metavar="FOLDER", help="a collection in BEIR form; nothing is added to the library"
    )
    parser.add_argument(
        "--within", type=positive, default=_EVIDENCE, metavar="CHARS", help="characters that count as evidence"
    )
    parser.add_argument("--half", type=Half, choices=list(Half), help="ask one half of the questions, always the same")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep what came of it, to compare with later")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="beside an earlier run, question by question")
    parser.set_defaults(run=run_eval)


def run_eval(context: Context, options: argparse.Namespace) -> None:
    if bool(options.sets) == bool(options.collection):
        raise WellreadError("Name either question files or a collection.", "wellread eval --help says more.")
    before = earlier_run(options.compare) if options.compare else None
    outcomes = _of_collection(context, options) if options.collection else _of_sets(context, options)
    result = record(outcomes)
    changed = changes(by_measure(outcomes), before) if before is not None else {}
    if options.save:
        _save(options.save, result)
    if context.as_json:
        context.out(result | ({"changes": change_record(changed)} if changed else {}))
    else:
        print_card(context, outcomes, changed, options.within)


# Questions of a person's own


def _of_sets(context: Context, options: argparse.Namespace) -> list[Outcome]:
    questions: dict[str, Question] = {}
    for path in options.sets:
        for question in read_questions(path.expanduser()):
            if question.key in questions:
                raise WellreadError(f'The question "{question.key}" of {path} is in another file too.')
            questions[question.key] = question
    asked = _half(questions, options.half)
    with context.assistant() as assistant:
        files: list[FileInfo] = assistant.call(say.ListFiles()).result()
        if not files:
            raise WellreadError("The library is empty.", "Add a folder first: wellread add FOLDER.")
        return [_asked(assistant, questions[key], options.within, files) for key in counted(context, "Asking", asked)]


def _asked(assistant: Assistant, question: Question, chars: int, files: Sequence[FileInfo]) -> Outcome:
    # A passage has 250 characters at least, but for a library of only tiny ones.
    found, refused = _search(assistant, question.text, max(_HITS, chars // 250))
    judgement = judge(question, found.hits, chars)
    missed = "" if judgement.found else refused or _missed(judgement, files)
    return Outcome(question.key, question.text, judgement.measures, missed, found.seconds)


def _search(assistant: Assistant, question: str, hits: int) -> tuple[say.SearchResult, str]:
    """What was found, and why the question could not be asked: one that can't does not end the rest."""
    try:
        found: say.SearchResult = assistant.call(say.Search(question, hits, wait_for_meaning=True)).result()
        return found, ""
    except WellreadError as error:
        return say.SearchResult((), 0.0), str(error)


def _missed(judgement: Judgement, files: Iterable[FileInfo]) -> str:
    """What was not found, as sentences."""
    question, said = judgement.question, []
    if question.document and judgement.file_rank is None:
        parts = ((file.path, part) for file in files for part in ("", *(part.name for part in file.parts)))
        known = any(question.is_of(path, part) for path, part in parts)
        said.append(f"{question.document} was not found." if known else f"The library has no {question.document}.")
    elif judgement.measures.get("file among five") == 0:
        said.append(f"{question.document} came as number {judgement.file_rank}.")
    if question.page is not None and judgement.measures["page among five"] == 0 and judgement.file_rank is not None:
        rank = judgement.page_rank
        said.append(f"Page {question.page} " + (f"came as number {rank}." if rank else "was not found."))
    if judgement.measures.get("answer in evidence") == 0:
        said.append("The answer was not in the evidence.")
    if judgement.measures.get("characters in evidence") == 0:
        said.append("Nothing of what was marked was in the evidence.")
    return " ".join(said)


# Collections


def _of_collection(context: Context, options: argparse.Namespace) -> list[Outcome]:
    collection = read_collection(options.collection.expanduser())
    with scratch_folder() as scratch:
        names = file_names(collection)
        folder = Path(scratch) / "documents"
        folder.mkdir()
        for name, key in names.items():
            (folder / name).write_text(collection.documents[key], encoding="utf-8", newline="")
        with context.assistant(profile=Profile(Path(scratch) / "profile")) as assistant:
            assistant.call(say.AddFolders((folder,))).result()
            with SyncBar(context) as bar:
                assistant.call(say.Sync(), bar.show).result()
            asked = _half(collection.queries, options.half)
            return [_ranked(assistant, collection, names, key) for key in counted(context, "Asking", asked)]


def _ranked(assistant: Assistant, collection: Collection, names: dict[str, str], key: str) -> Outcome:
    found, refused = _search(assistant, collection.queries[key], _DEEP)
    ranked = list(dict.fromkeys(names[hit.path.name] for hit in found.hits))
    grades = collection.grades[key]
    measures = {
        "nDCG@10": ndcg(ranked, grades, 10), "recall@10": recall(ranked, grades, 10),
        "recall@50": recall(ranked, grades, 50),
    }  # fmt: skip
    missed = "" if measures["recall@10"] else refused or "No document that answers it was among the first 10."
    return Outcome(key, collection.queries[key], measures, missed, found.seconds)


# Both


def _half(keys: Iterable[str], half: Half | None) -> list[str]:
    asked = [key for key in keys if half in (None, half_of(key))]
    if not asked:
        raise WellreadError(f"None of the questions is in the {half} half.", "Leave out --half.")
    return asked


def _save(path: Path, result: dict[str, Any]) -> None:
    try:
        path.expanduser().write_text(json.dumps(result, indent=1), encoding="utf-8")
    except OSError as error:
        raise WellreadError(f"The result can't be saved in {path}: {error.strerror}.") from error
