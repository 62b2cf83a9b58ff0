"""The conversation that the model is given: the evidence, numbered, and the question."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from core.ports import Message
from core.types import Evidence

_SYSTEM = (
    "You answer a question from numbered passages of the person's own documents. Use only what the passages say, "
    "keep numbers and names exactly as they stand, answer in one to three short sentences in the language of the "
    "question, and end each sentence with the number of its passage, like [1]. If the passages do not say, write "
    "only: The documents do not say."
)
# Documents come from strangers: what looks like a model's control token must not reach the model as one.
_CONTROL = re.compile(r"<(?=[|/]?[A-Za-z_|])|\[(?=/?INST\])")
MAX_ANSWER_TOKENS = 160


def build_prompt(question: str, evidence: Evidence, budget: int) -> list[Message]:
    """Messages for the model's own chat template. budget: characters of evidence that it should read, in English."""
    passages = "\n\n".join(_passage(n, evidence) for n in range(1, _readable(evidence, budget) + 1))
    asked = f"Passages:\n\n{passages}\n\nQuestion: {_harmless(question)}"
    return [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": asked}]


def _readable(evidence: Evidence, budget: int) -> int:
    """How many of the passages: a sign beyond ASCII is one to three tokens where English has four letters a token.

    Without this a question about Chinese documents takes a minute. The first passage always goes.
    """
    more = list(accumulate(len(hit.text.encode("utf-8", "surrogatepass")) - len(hit.text) for hit in evidence.hits))
    return max(1, bisect_right(more, budget // 2)) if more else 0


def _passage(n: int, evidence: Evidence) -> str:
    hit = evidence.hits[n - 1]
    heading = f"{_harmless(hit.heading[-1])}: " if hit.heading else ""
    return f"[{n}] {heading}{_harmless(hit.text)}"


def _harmless(text: str) -> str:
    return _CONTROL.sub(lambda match: {"<": "‹", "[": "("}[match.group()], text)
