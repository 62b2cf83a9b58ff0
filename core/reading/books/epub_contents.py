"""The table of contents of an EPUB: of its navigation page (EPUB 3) or of its NCX file (EPUB 2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from core.reading.books.chapters import Entry
from core.reading.books.epub_files import Files
from core.reading.books.epub_names import Names, local, tree

_LONGEST_TITLE = 300


def read_contents(files: Files, names: Names, navs: list[str], ncxs: list[str]) -> dict[str, list[Entry]]:
    """The entries for each file of the book, in order. The first table that holds anything is taken."""
    tables = [(name, _nav_entries(tree(files, name, page=True))) for name in navs]
    tables += [(name, _ncx_entries(tree(files, name))) for name in ncxs]
    for base, entries in tables:
        contents: dict[str, list[Entry]] = {}
        for titles, link in entries:
            name, anchor = names.find(base, link) if link else ("", "")
            if name:
                contents.setdefault(name, []).append(Entry(titles, anchor))
        if contents:
            return contents
    return {}


def _nav_entries(root: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Titles and links of the nested lists in the navigation that is the table of contents."""
    nav = next((nav for nav in root.iter("nav") if "toc" in _kinds(nav)), None) if root is not None else None
    path: list[str] = []
    depth = 0
    for event, element in etree.iterwalk(nav, events=("start", "end")) if nav is not None else ():
        if element.tag == "ol":
            depth += 1 if event == "start" else -1
        elif event == "start" and depth and (element.tag == "a" or element.getparent().tag == "li"):
            path[depth - 1 :] = [*[""] * (depth - 1 - len(path)), _words(element)]
            if path[-1] and (link := element.get("href")):
                yield tuple(title for title in path if title), link


def _kinds(nav: Any) -> list[str]:
    return f"{nav.get('epub:type', '')} {nav.get('role', '').removeprefix('doc-')}".split()


def _ncx_entries(root: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    path: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")) if root is not None else ():
        if local(element) != "navpoint":
            continue
        if event == "end":
            del path[-1:]
            continue
        inside = {local(child): child for child in element if local(child) in ("navlabel", "content")}
        path.append(_words(inside["navlabel"]) if "navlabel" in inside else "")
        if path[-1] and "content" in inside and (link := inside["content"].get("src")):
            yield tuple(title for title in path if title), link


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())[:_LONGEST_TITLE]
