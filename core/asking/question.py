"""What a question must be to be worked on."""

from __future__ import annotations

import re

from core.errors import WellreadError

# A filter at the end of a question; anywhere else it may be prose: "interested in: rent".
_WITHOUT_VALUE = re.compile(r"(?:(?<=\s)|^)(?:in|type|after|before|author|from):$", re.IGNORECASE)
MAX_QUESTION = 4_000  # characters; a question that is longer is a document


def checked_question(question: str) -> str:
    """The question without white space around it. Raises WellreadError when it is empty or far too long."""
    question = question.strip()
    if not any(char.isalnum() for char in question):
        what = "has no words" if question else "is empty"
        raise WellreadError(f"The question {what}.", "Type what you want to know.")
    if unfinished := _WITHOUT_VALUE.search(question):
        raise WellreadError(
            f"“{unfinished[0]}” says nothing.",
            "Write what is meant right behind it, as in in:contracts or after:2024.",
        )
    if len(question) > MAX_QUESTION:
        raise WellreadError(
            f"The question has {len(question):,} characters; Wellread takes up to {MAX_QUESTION:,}.",
            "Shorten it, or put the long text in a folder and ask about it.",
        )
    return question
