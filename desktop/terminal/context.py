"""What every command has at hand: the profile, where to print, and the assistant when it needs one."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.errors import WellreadError
from core.profile import Profile
from desktop.children.assistant import Assistant
from desktop.children.child import ChildNotice, ChildState
from models.shelf import Shelf, bundled_directory


class Context:
    """One run of the terminal command."""

    def __init__(self, profile: Profile, as_json: bool, quiet: bool) -> None:
        self.profile, self.as_json, self.quiet = profile, as_json, quiet

    def shelf(self) -> Shelf:
        return Shelf(self.profile.models, bundled_directory(os.environ), marks=self.profile.forms)

    @contextmanager
    def assistant(self, generator: bool = False, profile: Profile | None = None) -> Iterator[Assistant]:
        """The children, started, and ended when the block ends.

        profile: another one, whose library is used with the models of this one.
        """
        assistant = Assistant(profile or self.profile, self.shelf(), self._hear)
        try:
            assistant.start(generator)
            yield assistant
        finally:
            assistant.close()

    def _hear(self, notice: ChildNotice) -> None:
        if notice.message and notice.state in (ChildState.RESTARTING, ChildState.BROKEN):
            self.say(notice.message)

    def out(self, value: Any) -> None:
        """A line of the result: an object of the JSON contract, or text."""
        print(json.dumps(value) if self.as_json else value, flush=True)

    def say(self, text: str) -> None:
        """Something beside the result, on standard error."""
        if not self.quiet:
            print(text, file=sys.stderr, flush=True)

    def fail(self, error: WellreadError) -> None:
        """Why the command could not; said also when it is to be quiet."""
        print(f"wellread: {error}", file=sys.stderr, flush=True)
