"""Two halves of a set of questions: what is tuned is tuned on one, and reported on the other."""

from __future__ import annotations

import hashlib
from enum import StrEnum


class Half(StrEnum):
    TUNING = "tuning"
    REPORTED = "reported"


def half_of(key: str) -> Half:
    """The half of the question with this key: the same on every machine and in every order of the questions."""
    digest = hashlib.blake2b(key.encode(), digest_size=1).digest()
    return Half.TUNING if digest[0] % 2 else Half.REPORTED
