"""The two kinds of error: one that a person is shown, and one that means "stopped on purpose"."""

from __future__ import annotations


class WellreadError(Exception):
    """Something that a person must hear about: one sentence of what happened, one of what to do.

    It crosses process borders, so it pickles with both of its texts.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class Cancelled(Exception):
    """The person stopped this, or the application is closing. Never shown as an error."""


class NotRead(WellreadError):
    """A file of a kind that Wellread does not read."""


class Locked(WellreadError):
    """A file that only a password opens."""


class ProfileInUse(WellreadError):
    """Another Wellread holds this profile."""


class DiskFull(WellreadError):
    """Nothing more fits on the disk; what was committed before stays whole."""
