"""Which blocks of a web page are read: the article where the page marks one, but never nothing where there is text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from core.reading.web.html_flow import Found
from core.reading.web.html_tags import Standing
from core.reading.web.html_walk import Walk

# The choice is made when the page has ended, or for a longer one from this many characters.
_LOOKED_AT = 500_000
# What is left of a page must be this share of it, or this many characters, or else everything is read.
_SHARE = 0.1
_ENOUGH = 200


def chosen(blocks: Iterable[Found], walk: Walk, whole: bool = False) -> Iterator[Found]:
    """The blocks that are read. `whole`: everything that is not hidden."""
    held: list[Found] = []
    seen: Counter[tuple[bool, Standing]] = Counter()
    rule: _Rule | None = None
    for found in blocks:
        if rule is not None:
            if rule.takes(found):
                yield found
            continue
        held.append(found)
        seen[found.main, found.standing] += found.length
        if seen.total() > _LOOKED_AT:
            rule = _Rule(seen, walk.mains, whole)
            yield from filter(rule.takes, held)
            held = []
    if rule is None:
        rule = _Rule(seen, walk.mains, whole)
        yield from filter(rule.takes, held)


class _Rule:
    def __init__(self, seen: Counter[tuple[bool, Standing]], mains: int, whole: bool) -> None:
        """seen: characters in and out of the article, by standing."""
        self._main = False
        self._worst = Standing.ASIDE
        text = seen[True, Standing.TEXT] + seen[False, Standing.TEXT]
        aside = seen[True, Standing.ASIDE] + seen[False, Standing.ASIDE]
        if not text + aside:
            self._worst = Standing.HIDDEN
        elif not whole and (text >= _SHARE * aside and (text > _ENOUGH or text > aside)):
            self._worst = Standing.TEXT
            self._main = mains == 1 and 2 * seen[True, Standing.TEXT] > text

    def takes(self, found: Found) -> bool:
        return found.standing <= self._worst and (found.main or not self._main)
