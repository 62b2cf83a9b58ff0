"""Files inside files: each is unpacked below the scratch folder, read like any other file, and removed again."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from core.errors import Locked, NotRead, WellreadError
from core.reading.archives.allowance import TooMuch
from core.reading.archives.member import Member, told_apart
from core.reading.archives.unpacking import unpack
from core.reading.recognise import HEAD_BYTES, recognise, unread_reason
from core.reading.refine import refine
from core.reading.registry import Pages, list_members, read_pages, see_pictures
from core.reading.source import Sight, Source
from core.types import Author, Page, Part, Picture, Status

_DAMAGED = "It could not be read; it may be damaged."
_ONLY_PICTURES = "There is no text in it, only pictures."
_NO_TEXT = "There is no text in it."

Found = Page | Picture | Part | Author


def read_members(source: Source, members: Iterable[Member]) -> Pages:
    """The pages of all members, and a Part for each. What is wrong with one of them is said in its Part alone.

    Raises TooMuch where a bound is met, and at the end Locked where a password is missing.
    """
    source.allowance.begin(source.path)
    locked: Part | None = None
    for member in told_apart(members):
        source.allowance.enter()
        visit = _Visit(member.name)
        yield from visit.told(_member_pages(source, member))
        locked = locked or visit.locked
    if locked:
        raise Locked(f"{locked.name} inside it could not be read: {locked.reason}")
    return ""


def read_member(source: Source, name: str, path: Path) -> Pages:
    """The pages of one member that lies at `path` already, each with its part, and at the end a Part for it.

    The caller removes the file. Nothing that is wrong with it is raised.
    """
    yield from _Visit(name).told(_file_pages(source, path))
    return ""


def see_member_pictures(source: Source, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, Sight]]:
    """The pictures inside the members of a file, as registry.see_pictures gives those of a file."""
    source.allowance.begin(source.path)
    lying_in: dict[str, list[Picture]] = {}
    for picture in wanted:
        for name in _names_above(picture.part):
            lying_in.setdefault(name, []).append(picture)
    for member in told_apart(list_members(source, frozenset(lying_in))):
        source.allowance.enter()
        if member.name in lying_in:
            yield from _see(source, member, lying_in[member.name])


def member_path(source: Source, part: str) -> Source:
    """The file `part` inside a file, unpacked below source.scratch, where it stays. Raises WellreadError."""
    source.allowance.begin(source.path)
    for member in told_apart(list_members(source, frozenset(_names_above(part)))):
        source.allowance.enter()
        if part == member.name or part.startswith(f"{member.name}/"):
            inner = refine(unpack(source, member)[0])
            return inner if part == member.name else member_path(inner, part[len(member.name) + 1 :])
    raise WellreadError(f"{part} is no longer inside this file.", "Bring the folder up to date.")


class _Visit:
    """One member on its way to pages, and how it went."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pages = 0
        self._ink = self._pictures = False
        self.locked: Part | None = None

    def told(self, pages: Pages) -> Iterator[Found]:
        """What was found, with this member as its part, and then a Part. Only MemoryError and the like get out."""
        with closing(pages):
            try:
                for found in pages:
                    yield self._noted(found)
                status, reason = self._ended()
            except NotRead as error:
                status, reason = (Status.PARTIAL if self._ink else Status.SKIPPED), str(error)
            except WellreadError as error:
                status, reason = self._stopped(str(error))
                if isinstance(error, Locked):
                    self.locked = Part(self._name, status, reason)
            except (MemoryError, BrokenPipeError, ConnectionError):
                raise
            except Exception:  # a parser may raise anything at all, and none of it is for a person
                status, reason = self._stopped(_DAMAGED)
        yield Part(self._name, status, reason, self._pages)

    def _noted(self, found: Found) -> Found:
        if isinstance(found, Author):
            return found
        if isinstance(found, Part):
            return replace(found, name=f"{self._name}/{found.name}")
        if isinstance(found, Page):
            self._pages += 1
            self._ink = self._ink or bool(found.text.strip())
        else:
            self._pictures = True
        return replace(found, part=f"{self._name}/{found.part}" if found.part else self._name)

    def _ended(self) -> tuple[Status, str]:
        if self._ink:
            return Status.INDEXED, ""
        return Status.EMPTY, _ONLY_PICTURES if self._pictures else _NO_TEXT

    def _stopped(self, reason: str) -> tuple[Status, str]:
        return (Status.PARTIAL if self._ink else Status.FAILED), reason


def _member_pages(source: Source, member: Member) -> Pages:
    with _unpacked(source, member) as (inner, shortfall):
        try:
            yield from read_pages(refine(inner))
        except Exception as error:
            if shortfall and not isinstance(error, MemoryError):
                raise WellreadError(shortfall) from error
            raise
        if shortfall:
            raise WellreadError(shortfall)
    return ""


def _file_pages(source: Source, path: Path) -> Pages:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    kind = recognise(path, head)
    if kind is None:
        raise NotRead(unread_reason(path, head))
    inner = Source(path, kind, path.parent, source.password, source.depth + 1, source.allowance)
    return (yield from read_pages(refine(inner)))


@contextmanager
def _unpacked(source: Source, member: Member) -> Iterator[tuple[Source, str]]:
    inner, shortfall = unpack(source, member)
    try:
        yield inner, shortfall
    finally:
        shutil.rmtree(inner.scratch, ignore_errors=True)


def _see(source: Source, member: Member, wanted: list[Picture]) -> Iterator[tuple[Picture, Sight]]:
    inside = {replace(picture, part=picture.part[len(member.name) + 1 :]): picture for picture in wanted}
    try:
        with _unpacked(source, member) as (inner, _):
            for picture, sight in see_pictures(refine(inner), list(inside)):
                yield inside[picture], sight
    except (MemoryError, TooMuch):
        raise
    except Exception:  # as in _Visit; the pictures of other members are to be had all the same
        return


def _names_above(part: str) -> Iterator[str]:
    """What the member may be called that holds a part: for "a/b.zip/c.pdf" that, "a/b.zip" or "a"."""
    at = part.find("/")
    while at >= 0:
        yield part[:at]
        at = part.find("/", at + 1)
    yield part
