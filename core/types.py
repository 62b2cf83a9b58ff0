"""The words of the house as types. See the glossary in ARCHITECTURE.md.

A library holds folders; a folder has files; reading a file gives pages; pages are cut into passages; a hit is a
passage with its score; evidence is the hits that fit the model's budget; an answer is sentences with citations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Status(StrEnum):
    """The health of a file."""

    INDEXED = "indexed"
    PARTIAL = "partial"  # some of it was read, and the reason says what was not
    EMPTY = "empty"  # it was read and holds no text
    SKIPPED = "skipped"  # not something Wellread reads
    FAILED = "failed"  # it should have been read and could not be
    PENDING = "pending"  # not read yet


class BlockKind(StrEnum):
    """What a stretch of a page is, as far as cutting passages needs to know."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch `[start, end)` of its page's text. `level` is 1 to 6 for a heading, else 0."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in points, origin at the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a file as read.

    number: 1-based, or None where the format has no pages.
    offset: what to add to a position in `text` to get the file's own numbering: 0 for paged formats, and for a
        format without pages the characters that came in earlier pieces of the same file.
    words: the packed places of the words (core.places), empty where the format has no layout.
    width, height: in points, 0 where the format has no layout.
    """

    number: int | None
    text: str
    blocks: tuple[Block, ...] = ()
    offset: int = 0
    words: bytes = b""
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one page, the unit that is searched.

    start, end: in the page's numbering (offset included), so that for text formats `text == decoded[start:end]`.
    heading: the path of headings above it, outermost first.
    """

    ordinal: int
    page: int | None
    start: int
    end: int
    text: str
    heading: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What a reader sends for each page: the page and the passages cut from it."""

    page: Page
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the reading of one file ended."""

    status: Status
    reason: str = ""
    pages: int = 0
    passages: int = 0
    ocr_pages: int = 0
    seconds: float = 0.0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `passage_id` and `doc` are the store's own keys, never shown to a person.

    score: higher is better; comparable within one search only.
    meaning: cosine of question and passage, 0 where there are no vectors yet; comparable between searches.
    """

    passage_id: str
    doc: str
    path: Path
    page: int | None
    start: int
    end: int
    text: str
    heading: tuple[str, ...]
    score: float
    meaning: float = 0.0


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the evidence, word for word. `n` is the number of the evidence it stands in."""

    n: int
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the answer may be written from. Evidence `n` (1-based) is `hits[n - 1]`; quoted hits come first.

    refused: the hits are too weak to answer from; `quotes` is then empty.
    """

    question: str
    hits: tuple[Hit, ...]
    quotes: tuple[Quote, ...]
    refused: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence follows from the evidence, and from which (1-based numbers, best first)."""

    supported: bool
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer. `quoted` marks the words of the document itself."""

    text: str
    citations: tuple[int, ...]
    supported: bool
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer. `sources` maps the numbers that the sentences cite to their hits.

    note: a sentence for the person about how the answer came about (model stopped, no model), else empty.
    evidence_seconds, first_token_seconds and total_seconds count from the question; first_token is None when the
    model wrote nothing.
    """

    question: str
    sentences: tuple[Sentence, ...]
    sources: dict[int, Hit]
    refused: bool
    model: str = ""
    prompt_tokens: int = 0
    answer_tokens: int = 0
    evidence_seconds: float = 0.0
    first_token_seconds: float | None = None
    total_seconds: float = 0.0
    note: str = ""

    @property
    def text(self) -> str:
        """The answer as plain text with its [n] marks."""
        marks = ("".join(f"[{n}]" for n in sentence.citations) for sentence in self.sentences)
        return " ".join(f"{s.text} {m}".strip() for s, m in zip(self.sentences, marks, strict=True))


@dataclass(frozen=True, slots=True)
class FolderInfo:
    """A folder of the library with the state of its files."""

    path: Path
    files: int
    readable: int  # files with text in the library
    pending: int
    problems: int  # failed or partial


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file's health as `wellread files` shows it."""

    path: Path
    status: Status
    reason: str
    pages: int
    passages: int
    ocr_pages: int
    size: int
    read_seconds: float


@dataclass(frozen=True, slots=True)
class FolderProgress:
    """How far the sync is within one folder, in files."""

    path: Path
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """Where a sync stands. `phase` is "looking", "reading", "embedding" or "tidying".

    done, total: files while reading, passages while embedding.
    seconds_left: None while it can't be told.
    """

    phase: str
    done: int
    total: int
    seconds_left: float | None = None
    folders: tuple[FolderProgress, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. Seconds have the keys read, embed, store, total and first_searchable (None if nothing was)."""

    files: dict[str, int]
    read: int  # files that were read in this sync
    embedded: int  # passages that were embedded in this sync
    passages: int  # in the library now
    bytes: int  # of the files read in this sync
    seconds: dict[str, float | None] = field(default_factory=dict)
    problems: tuple[str, ...] = ()  # folders that could not be looked at, each one sentence


@dataclass(frozen=True, slots=True)
class PageView:
    """A page to show. Either `image` (PNG bytes, `scale` pixels a point) with `boxes` in points, or `text`.

    marks: spans of `text` to mark, as positions in `text`.
    source: "file" when drawn from the file itself, "library" when only the stored text was there.
    """

    path: Path
    page: int | None
    pages: int
    text: str
    marks: tuple[tuple[int, int], ...]
    image: bytes = b""
    scale: float = 1.0
    boxes: tuple[Box, ...] = ()
    source: str = "file"
