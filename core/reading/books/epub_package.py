"""What an EPUB says of itself: its title, the order of its files, its table of contents, what of it is locked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.reading.books.chapters import Entry
from core.reading.books.epub_contents import read_contents
from core.reading.books.epub_files import Files
from core.reading.books.epub_names import Names, local, tree

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = (".xhtml", ".html", ".htm")
_DIGITS = re.compile(r"(\d{1,9})")
# These only keep a font from being taken out of the book.
_FONTS_ONLY = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})


@dataclass(slots=True)
class Package:
    """What is known of a book.

    spine: the names of its files in the order of reading. missing: how many more there should be.
    covers: the files that only show the cover. skipped: those that only list the chapters.
    contents: the entries of the table of contents for each file. locked: the files that are encrypted.
    """

    title: str = ""
    spine: list[str] = field(default_factory=list)
    missing: int = 0
    covers: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    contents: dict[str, list[Entry]] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)


class _Manifest:
    """The package document as it stands."""

    def __init__(self, files: Files, names: Names, name: str) -> None:
        self.title = ""
        self.items: dict[str, str] = {}
        self.spine: list[str] = []
        self.navs: list[str] = []
        self.ncxs: list[str] = []
        self.covers: set[str] = set()
        self.lists: set[str] = set()
        root = tree(files, name)
        for element in root.iter() if root is not None else ():
            kind = local(element)
            found = names.find(name, element.get("href", ""))[0] if kind in ("item", "reference") else ""
            if kind == "title" and not self.title:
                self.title = " ".join("".join(element.itertext()).split())
            elif kind == "item":
                self._take_item(element.get("id", ""), found, element.get("media-type", ""), element.get("properties"))
            elif kind == "itemref":
                self.spine.append(self.items.get(element.get("idref", ""), ""))
            elif found and element.get("type", "").lower() in ("cover", "toc"):
                (self.covers if element.get("type", "").lower() == "cover" else self.lists).add(found)

    def _take_item(self, key: str, name: str, kind: str, properties: str | None) -> None:
        self.items.setdefault(key, name)
        if name and "nav" in (properties or "").split():
            self.navs.append(name)
        if name and (kind == "application/x-dtbncx+xml" or name.lower().endswith(".ncx")):
            self.ncxs.append(name)


def open_package(files: Files) -> Package:
    """What is broken or missing is done without; without a list of its pages a book is read in the order of names."""
    names = Names(files.names)
    manifest = _Manifest(files, names, _package_name(files, names))
    spine = list(dict.fromkeys(name for name in manifest.spine if name))
    if not spine:
        spine = sorted((name for name in files.names if name.lower().endswith(_PAGES)), key=_natural)
    lists = manifest.lists | set(manifest.navs)
    return Package(
        title=manifest.title,
        spine=spine,
        missing=manifest.spine.count(""),
        covers=manifest.covers,
        skipped=lists if not lists.issuperset(spine) else set(),
        contents=read_contents(files, names, manifest.navs, manifest.ncxs),
        locked=_locked(files, names),
    )


def _package_name(files: Files, names: Names) -> str:
    root = tree(files, _CONTAINER)
    for element in root.iter() if root is not None else ():
        if local(element) == "rootfile" and (found := names.find("", element.get("full-path", ""))[0]):
            return found
    return min((name for name in files.names if name.lower().endswith(".opf")), default="")


def _locked(files: Files, names: Names) -> set[str]:
    root = tree(files, _ENCRYPTION)
    locked: set[str] = set()
    harmless = False
    for element in root.iter() if root is not None else ():
        kind = local(element)
        if kind == "encrypteddata":
            harmless = False
        elif kind == "encryptionmethod":
            harmless = element.get("Algorithm") in _FONTS_ONLY
        elif kind == "cipherreference" and not harmless:
            locked.add(names.find("", element.get("URI", ""))[0])
    return locked


def _natural(name: str) -> list[tuple[int, str]]:
    """chapter2 before chapter10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(name.lower()) if part]
