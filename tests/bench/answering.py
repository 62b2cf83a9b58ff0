"""What an answer would begin with: the answer inside the quotes, and questions that the folder does not answer."""

from __future__ import annotations

from collections.abc import Sequence

from finding import read_lines
from ways import FULL, Bench

from core.answering.evidence import gather
from core.cancel import CancelToken
from core.measuring.metrics import holds_answer
from core.search import Search
from core.types import Evidence

_BUDGET = 2400  # characters of evidence, as the model that ships is given
_EVERY = 3  # of the reported questions: gathering evidence takes its time


def answering(bench: Bench) -> None:
    folder = bench.data / "qa" / "wikipedia"
    answerable = {row["id"]: row for row in read_lines(folder / "questions.jsonl")[::_EVERY]}
    stranger = {row["id"]: row for row in read_lines(folder / "unanswerable.jsonl")}
    with bench.libraries.open("wikipedia", folder / "folder") as library:
        search = Search(library.manifest, library.store, bench.libraries.embedder)

        def evidence(question: str) -> Evidence:
            hits = search.find(question, 10, None, CancelToken())
            return gather(question, hits, _BUDGET, bench.libraries.embedder, library.store.text)

        def there(key: str) -> dict[str, dict[str, float]]:
            gathered = evidence(answerable[key]["question"])
            quoted = {
                f"answer in the best {n}": {FULL: _quoted(gathered, answerable[key]["answers"], n)} for n in (1, 2, 3)
            }
            return {**quoted, "refused though it is there": {FULL: gathered.refused}}

        def elsewhere(key: str) -> dict[str, dict[str, float]]:
            return {"refused": {"always answering": 0.0, FULL: evidence(stranger[key]["question"]).refused}}

        bench.ask("answering, answerable", answerable, there)
        bench.ask("answering, unanswerable", stranger, elsewhere)


def _quoted(evidence: Evidence, answers: Sequence[str], count: int) -> float:
    best = sorted(evidence.quotes, key=lambda quote: -quote.score)[:count]
    return float(holds_answer([quote.text for quote in best], answers))
