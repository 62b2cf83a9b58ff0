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
    CAPTION = "caption"
    NOTE = "note"  # a footnote, a speaker's note, a comment


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch `[start, end)` of its page's text.

    level: 1 to 6 for a heading, else 0. A heading without text ends the sections of its level and of deeper ones.
    header: for a table, how many of its first characters are the row that names the columns; 0 where none does.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    header: int = 0


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
    part: which file inside the file this is a page of ("reports/may.pdf" in an archive), "" for the file itself.
    label: what the format calls this page ("Slide 3", "Sheet Budget", "Chapter 2"), "" for a plain page.
    marks: finer places, each from its position in `text` on: cells ("A4:F4"), a time, a cell of a notebook.
    line: the number of the first line of `text` in the file, from 1, or 0 where lines mean nothing.
    columns: the row that names the columns of a table that goes on here from an earlier page.
    ocr: whether its text was read from a picture.
    """

    number: int | None
    text: str
    blocks: tuple[Block, ...] = ()
    offset: int = 0
    words: bytes = b""
    width: float = 0.0
    height: float = 0.0
    part: str = ""
    label: str = ""
    marks: tuple[tuple[int, str], ...] = ()
    line: int = 0
    columns: str = ""
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a file that may hold text: what OCR is asked to read, after all text of all files.

    item: the reader's own name for it ("page 12", "word/media/image3.png"). The others as in Page.
    """

    item: str
    number: int | None = None
    label: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one page, the unit that is searched.

    start, end: in the page's numbering (offset included), so that for text formats `text == decoded[start:end]`.
    heading: the path of headings above it, outermost first.
    leaf: which of its document's pages, counted from 0 in the order they were read; names one page for certain.
    columns: the row that names the columns, where the passage begins further down in a table.
    place: what a person needs to find it on its page, beside the page's own name: "A4:F9", "lines 10 to 14".
    """

    ordinal: int
    page: int | None
    start: int
    end: int
    text: str
    heading: tuple[str, ...] = ()
    leaf: int = 0
    columns: str = ""
    part: str = ""
    label: str = ""
    place: str = ""
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What a reader sends for each page: the page, the passages cut from it, and its number among the leaves."""

    page: Page
    passages: tuple[Passage, ...]
    leaf: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """How the reading of one file inside a file ended (a member of an archive, an attachment)."""

    name: str
    status: Status
    reason: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a file, or one of the messages and files in it, as it says itself: "Ann Lee <ann@example.org>"."""

    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How the reading of one file ended.

    kind: what the file turned out to be, "" where that is not known.
    pictures: what waits for OCR.
    parts: the files inside it.
    locked: whether a password would open it.
    passing: whether it is to be read again at the next sync, whatever the file looks like then.
    authors: who wrote it, each once.
    """

    status: Status
    reason: str = ""
    pages: int = 0
    passages: int = 0
    ocr_pages: int = 0
    seconds: float = 0.0
    title: str = ""
    kind: str = ""
    pictures: tuple[Picture, ...] = ()
    parts: tuple[Part, ...] = ()
    locked: bool = False
    passing: bool = False
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `passage_id` and `doc` are the store's own keys, never shown to a person.

    score: higher is better; comparable within one search only.
    meaning: cosine of question and passage, 0 where there are no vectors yet; comparable between searches.
    The others as in Passage.
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
    leaf: int = 0
    columns: str = ""
    part: str = ""
    label: str = ""
    place: str = ""
    ocr: bool = False

    @property
    def where(self) -> str:
        """The place as a person would say it, "" where the format has none: "page 3", "Sheet Budget, A4:F9"."""
        page = self.label or (f"page {self.page}" if self.page else "")
        read = "read by OCR" if self.ocr else ""
        return ", ".join(part for part in (self.part, page, self.place, read) if part)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the evidence, word for word. `n` is the number of the evidence it stands in.

    columns: the row that names the columns, where the quote is a row of a table.
    """

    n: int
    start: int
    end: int
    text: str
    score: float
    columns: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the answer may be written from. Evidence `n` (1-based) is `hits[n - 1]`; quoted hits come first.

    question: as it was looked up: without filters, its typing errors put right.
    refused: the hits are too weak to answer from; `quotes` is then empty.
    notes: sentences for the person about how the question was taken ("Searched for “reimbursement”.").
    """

    question: str
    hits: tuple[Hit, ...]
    quotes: tuple[Quote, ...]
    refused: bool
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence follows from the evidence, and from which (1-based numbers, best first)."""

    supported: bool
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer. `quoted` marks the words of the document itself; columns: as those of a quote."""

    text: str
    citations: tuple[int, ...]
    supported: bool
    quoted: bool = False
    columns: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer. `sources` maps the numbers that the sentences cite to their hits.

    note: sentences for the person about how the question was taken and the answer came about, else empty.
    understood: a question that leans on earlier ones as it was taken to stand alone, else empty.
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
    understood: str = ""

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
    on: bool = True  # questions look into it
    absent: bool = False  # it came with an import and is not on this machine


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
    kind: str = ""  # what it turned out to be, a key of the formats
    locked: bool = False  # a password would open it
    pictures: int = 0  # that wait for OCR
    parts: tuple[Part, ...] = ()
    absent: bool = False  # its folder came with an import and is not on this machine


@dataclass(frozen=True, slots=True)
class FolderProgress:
    """How far the sync is within one folder, in files."""

    path: Path
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """Where a sync stands. `phase` is "looking", "reading", "embedding", "ocr" or "tidying".

    done, total: files while reading, passages while embedding, pictures during OCR.
    seconds_left: None while it can't be told.
    """

    phase: str
    done: int
    total: int
    seconds_left: float | None = None
    folders: tuple[FolderProgress, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did.

    seconds: keys read, embed, ocr, store, total, and first_searchable (None if nothing was).
    """

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
