"""How an EPUB's files name each other, and how those that describe the book are opened."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import Any

from lxml import etree

from core.reading.books.epub_files import Files

# What describes a book is small; more was made to fill the memory.
_MOST = 16 << 20
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")


class Names:
    """Finds the files that links lead to, also where they are written in another case or with other accents."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._alike = {_plain(name): name for name in sorted(names, reverse=True)}

    def find(self, base: str, link: str) -> tuple[str, str]:
        """The file, and the place in it, that a link in the file `base` leads to; "" where there is no such file."""
        path, _, anchor = link.strip().partition("#")
        for written in dict.fromkeys((path, _decoded(path))):
            name = posixpath.normpath(posixpath.join("/", posixpath.dirname(base), written))[1:] if written else base
            name = name if name in self._names else self._alike.get(_plain(name), "")
            if name:
                return name, _decoded(anchor)
        return "", ""


def tree(files: Files, name: str, page: bool = False) -> Any:
    """The root element of a part, None where it can't be had. page: whether it is a web page and not strict XML."""
    data, _ = files.read(name, _MOST) if name in files.names else (b"", False)
    parser = (
        etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
        if page
        else etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return None


def local(element: Any) -> str:
    """The name of an element in small letters, without its namespace."""
    tag = element.tag
    return re.split("[}:]", tag)[-1].lower() if isinstance(tag, str) else ""


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _decoded(link: str) -> str:
    if "%" not in link:
        return link
    data = _PERCENT.sub(lambda found: bytes([int(found[1], 16)]), link.encode("utf-8", "replace"))
    return data.decode("utf-8", "replace")
