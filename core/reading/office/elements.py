"""Elements of XML from strangers: parsed as they are read, nothing expanded or fetched, named without namespaces.

Office programs write two namespaces for everything, one for each edition of their standards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import psutil
from lxml import etree

from core.errors import WellreadError

_PEEKED = 1024
# Bytes of XML after which the memory is looked at, and by how much it may grow: elements of four bytes take up 130.
_WEIGHED_AFTER, _MOST_GROWTH = 4 << 20, 512 << 20
_DECLARED = "This file declares a document type, as no office program does; it was not read."


class Readable(Protocol):
    """What XML is read from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""


def events(stream: Readable, tags: Sequence[str] = (), start: bool = True) -> Iterator[tuple[str, Any]]:
    """(event, element) pairs as the stream is read; the caller gives the memory of what it is done with back.

    tags: names without namespace; only these are told of, all where there are none. start: whether beginnings are
    told of too. Raises WellreadError for a document type, whose entities could be made to swell, lxml's XMLSyntaxError
    for what is broken or nested deeper than 256 elements, and MemoryError for a tree that fills the memory.
    """
    parser = etree.iterparse(
        _Peeked(stream),
        events=("start", "end") if start else ("end",),
        tag=[f"{{*}}{tag}" for tag in tags] or None,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,  # which bounds depth, the length of texts and what entities in attributes expand to
        remove_comments=True,
        remove_pis=True,
    )
    first = True
    for event, element in parser:
        if first and element.getroottree().docinfo.internalDTD is not None:
            raise WellreadError(_DECLARED)
        first = False
        yield event, element


def forget(element: Any) -> None:
    """Give the memory of an element that is done with back, and that of all before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local(element: Any) -> str:
    """The name without its namespace, "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, *names: str) -> Iterator[Any]:
    """Those of its children that have one of these names, in order. None has none."""
    return (child for child in (() if element is None else element) if local(child) in names)


def child(element: Any, name: str) -> Any:
    """The first child of this name, or None."""
    return next(children(element, name), None)


def attribute(element: Any, name: str = "val") -> str:
    """An attribute, whatever its namespace; "" where there is none, or no element."""
    if element is None:
        return ""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


class _Peeked:
    """Looks at the beginning of a stream for a document type, and now and then at what has grown out of it."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._begun = False
        self._unweighed = 0
        self._held = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size if self._begun else max(size, _PEEKED))
        if not self._begun and b"<!DOCTYPE" in data[:_PEEKED].replace(b"\0", b""):
            raise WellreadError(_DECLARED)
        self._begun = True
        self._unweighed += len(data)
        if self._unweighed > _WEIGHED_AFTER:
            self._unweighed = 0
            self._weigh()
        return data

    def _weigh(self) -> None:
        """Raise MemoryError where the elements that are not done with fill the memory."""
        held = int(psutil.Process().memory_info().rss)
        self._held = self._held or held
        if held - self._held > _MOST_GROWTH:
            raise MemoryError
