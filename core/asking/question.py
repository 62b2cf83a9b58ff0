"""What a question must be to be worked on."""

from __future__ import annotations

from core.errors import WellreadError

MAX_QUESTION = 4_000  # characters; a question that is longer is a document


def checked_question(question: str) -> str:
    """The question without white space around it. Raises WellreadError when it is empty or far too long."""
    question = question.strip()
    if not question:
        raise WellreadError("The question is empty.", "Type what you want to know.")
    if len(question) > MAX_QUESTION:
        raise WellreadError(
            f"The question has {len(question):,} characters; Wellread takes up to {MAX_QUESTION:,}.",
            "Shorten it, or put the long text in a folder and ask about it.",
        )
    return question
