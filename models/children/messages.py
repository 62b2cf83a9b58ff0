"""What travels between a face and its children: small frozen dataclasses, pickled over a pipe."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.budget import Budget
from core.errors import WellreadError
from core.types import Evidence, Hit

# The envelope


@dataclass(frozen=True, slots=True)
class Request:
    """A face asks; `key` names the call in everything that comes back."""

    key: int
    body: Any


@dataclass(frozen=True, slots=True)
class Cancel:
    """A face no longer wants the call."""

    key: int


@dataclass(frozen=True, slots=True)
class Leave:
    """A face is closing; the child ends."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on the way to the result."""

    key: int
    body: Any


@dataclass(frozen=True, slots=True)
class Result:
    key: int
    body: Any


@dataclass(frozen=True, slots=True)
class Failure:
    """The call failed; without an error it was cancelled."""

    key: int
    error: WellreadError | None


@dataclass(frozen=True, slots=True)
class Ready:
    """The child can take requests. `part` is "" for the child itself, or what else has become ready in it."""

    part: str = ""
    details: Any = None


@dataclass(frozen=True, slots=True)
class CannotStart:
    """The child can't do its work at all (part ""), or not that part of it."""

    error: WellreadError
    part: str = ""


# What the librarian does


@dataclass(frozen=True, slots=True)
class AddFolders:
    """Returns a tuple of sentences, one a folder, empty where there is nothing to say."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class RemoveFolder:
    path: Path


@dataclass(frozen=True, slots=True)
class SwitchFolder:
    """Whether questions look into a folder of the library."""

    path: Path
    on: bool


@dataclass(frozen=True, slots=True)
class Sync:
    """Sends SyncProgress, returns SyncReport."""


@dataclass(frozen=True, slots=True)
class Choose:
    """How much of the machine indexing may take, from now on; also that which runs."""

    budget: Budget


@dataclass(frozen=True, slots=True)
class Export:
    """Write the library into one file. Sends SyncProgress."""

    path: Path


@dataclass(frozen=True, slots=True)
class Import:
    """Add what a library file holds. Sends SyncProgress, returns Taken.

    moves: folders of the other machine, as it writes them, each with the one that holds its files here.
    """

    path: Path
    moves: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import brought: documents that are new, that were here, and files. folders: (there, here, moved).

    strange: embedders that made vectors of it and are not in use here. ready: whether that in use made some.
    """

    documents: int
    known: int
    files: int
    folders: tuple[tuple[str, str, bool], ...]
    strange: tuple[str, ...]
    ready: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """Watch the folders until the request is cancelled.

    Sends Followed at first and whenever that has changed, and Changed when it is time for a sync.
    """


@dataclass(frozen=True, slots=True)
class Ignored:
    """Returns a list of Omission: what the rules leave out of a folder, of none out of all of the library.

    With a rule it returns Effect: what that one would change. Nothing is changed by asking.
    """

    folder: Path | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """Returns SearchResult. `within` counts characters and overrides `limit`."""

    question: str
    limit: int = 10
    within: int | None = None
    folder: Path | None = None
    wait_for_meaning: bool = False  # wait until the embedder is loaded, rather than find by words alone


@dataclass(frozen=True, slots=True)
class SearchResult:
    hits: tuple[Hit, ...]
    seconds: float
    notes: tuple[str, ...] = ()  # sentences for the person about how the question was taken


@dataclass(frozen=True, slots=True)
class FindEvidence:
    """Returns Evidence. `budget` counts characters, `limit` hits."""

    question: str
    budget: int
    limit: int
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class CheckSupport:
    """Returns a list of Support, one a sentence."""

    sentences: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Load the embedder before anybody asks; returns at once."""


@dataclass(frozen=True, slots=True)
class HoldIndexing:
    """Keep indexing from competing with the writing of an answer, until the request is cancelled."""


@dataclass(frozen=True, slots=True)
class Unlock:
    """Keep a password for a file until the librarian ends, so that the next sync reads it. Never written anywhere."""

    path: Path
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Retry:
    """Have the next sync read these files again, or those of these folders; of all files, those with problems.

    Returns how many.
    """

    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class ListFolders:
    """Returns a list of FolderInfo."""


@dataclass(frozen=True, slots=True)
class ListFiles:
    """Returns a list of FileInfo. `status` is a Status value or "" for all."""

    status: str = ""


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Returns PageView of the page that a hit is on, `width` pixels wide, with `start`..`end` marked."""

    hit: Hit
    start: int
    end: int
    width: int = 1200
    page: int | None = None  # another page of the same file


@dataclass(frozen=True, slots=True)
class Inspect:
    """Returns a dictionary of row counts by table and of the manifest's own count."""


# What the mender does, with a library that no librarian has open


@dataclass(frozen=True, slots=True)
class Examine:
    """Sends SyncProgress, returns a tuple of sentences, one for each thing that is wrong."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Sends SyncProgress, returns a tuple of sentences, one for each thing that was mended. A sync completes it."""


# What the generator does


@dataclass(frozen=True, slots=True)
class Generate:
    """Sends pieces of text, returns Usage."""

    messages: tuple[dict[str, Any], ...]
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Usage:
    prompt_tokens: int
    answer_tokens: int
