"""How the parts of an OOXML file (Word, PowerPoint, Excel) refer to each other, and the title that it states."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from core.errors import WellreadError
from core.reading.office.elements import attribute, events, forget
from core.reading.office.parts import Parts
from core.types import Author

# More than any document's part refers to; what refers to more repeats itself.
_MOST_RELATIONS = 100_000
_CORE = "docProps/core.xml"
# What programs call a document that nobody named.
_NO_TITLES = frozenset({"powerpoint presentation", "word document", "untitled", "presentation", "slide 1", "document"})


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to. kind: the last step of its type ("slide", "comments"). target: the name of a part."""

    kind: str
    target: str


class Package:
    """An OOXML file. Names of parts are compared without regard to case, as the standard has it, or to slashes."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._names = {_plain(name): name for name in parts.names}
        self._relations: dict[str, dict[str, Relation]] = {}

    def main(self, usual: str) -> str:
        """The part that everything begins with; `usual` where the file does not say. Raises WellreadError for none."""
        found = self.related("", "officeDocument") or [self.find(usual)]
        if not found[0]:
            raise WellreadError("The part that holds the document's text is missing.")
        return found[0]

    def find(self, name: str) -> str:
        """The name of a part as the archive has it, "" where it has none."""
        return self._names.get(_plain(name), "")

    def related(self, part: str, *kinds: str) -> list[str]:
        """The parts that a part refers to as one of these kinds, in order, without those that are not there."""
        return [relation.target for relation in self.relations(part).values() if relation.kind in kinds]

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to within the file, by id."""
        if part not in self._relations:
            self._relations[part] = dict(self._read_relations(part))
        return self._relations[part]

    def target(self, part: str, relation: str) -> str:
        """The part that a reference by id leads to, "" for none."""
        found = self.relations(part).get(relation)
        return found.target if found else ""

    def title(self) -> str:
        """The title in the document's properties, "" for none."""
        found = self.related("", "core-properties") or [self.find(_CORE)]
        for element in self.elements(found[0], "title"):
            title = " ".join((element.text or "").split())
            return "" if title.lower() in _NO_TITLES else title
        return ""

    def authors(self) -> Iterator[Author]:
        """Who wrote the document and who changed it last, by its properties."""
        found = self.related("", "core-properties") or [self.find(_CORE)]
        for element in self.elements(found[0], "creator", "lastModifiedBy"):
            if name := " ".join((element.text or "").split()):
                yield Author(name)

    def elements(self, part: str, *tags: str) -> Iterator[Any]:
        """The elements of these names in a part that adds something; none where it is missing or no longer sound."""
        if not part:
            return
        try:
            with self.parts.open(part) as stream:
                for _, element in events(stream, tags, start=False):
                    yield element
                    forget(element)
        except WellreadError:
            return

    def _read_relations(self, part: str) -> Iterator[tuple[str, Relation]]:
        folder, name = posixpath.split(part)
        listing = self.find(posixpath.join(folder, "_rels", f"{name}.rels"))
        for count, element in enumerate(self.elements(listing, "Relationship")):
            if count > _MOST_RELATIONS:
                return
            target = self._resolved(folder, element)
            if target:
                kind = attribute(element, "Type").rpartition("/")[2]
                yield attribute(element, "Id"), Relation(kind, target)

    def _resolved(self, folder: str, element: Any) -> str:
        """The name of the part that a relation leads to, "" where it leads out of the file or nowhere."""
        if attribute(element, "TargetMode").lower() == "external":
            return ""
        target = attribute(element, "Target").partition("#")[0].replace("\\", "/")
        path = target if target.startswith("/") else posixpath.join("/", folder, target)
        path = posixpath.normpath(path)
        return self.find(path) or self.find(unquote(path))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
