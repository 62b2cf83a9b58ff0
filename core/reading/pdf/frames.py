"""Turns what runs otherwise than left to right into a frame where it does, so that one way of reading serves all.

Right-to-left text is mirrored, text that climbs or falls is turned. Words keep the places where a person sees them
beside those of their frame.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

# What MuPDF gives for a word: x0, y0, x1, y1, text, block, line, word in line.
Placed = tuple[float, float, float, float, str, int, int, int]
Rectangle = tuple[float, float, float, float]
# A line: words `[first, last)`, x0, y0, x1, y1, block. Its height is that of its first word.
Strip = tuple[int, int, float, float, float, float, int]

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TALL = 1.6  # a word of several letters that is so much taller than wide runs up or down


class Way(Enum):
    """Where a line of text runs to."""

    RIGHT = auto()
    LEFT = auto()
    UP = auto()
    DOWN = auto()
    OVER = auto()  # upside down


@dataclass(frozen=True, slots=True)
class Flow:
    """Words that run the same way: in the frame where that is left to right, and as they are seen."""

    words: list[Placed]
    seen: list[Placed]
    width: float
    height: float


def strips(words: list[Placed]) -> tuple[list[Strip], bool]:
    """The lines that words stand in, and whether any of them runs otherwise than left to right."""
    starts = [at for at, word in enumerate(words) if not word[7]]  # words of a line are numbered from 0
    found: list[Strip] = []
    otherwise = False
    for first, last in zip(starts, [*starts[1:], len(words)], strict=True):
        x0, y0, x1, y1, text, block, _, _ = words[first]
        if last - first > 1:
            left, top, right, *_ = words[last - 1]
            otherwise = otherwise or left < x0 - 1 or abs(top - y0) > 0.9 * (y1 - y0)
            x0, x1 = min(x0, left), max(x1, right)
        else:
            tall = y1 - y0 > _TALL * (x1 - x0) and len(text) > 3
            otherwise = otherwise or tall or (not text.isascii() and bool(_RIGHT_TO_LEFT.search(text)))
        found.append((first, last, x0, y0, x1, y1, block))
    return found, otherwise


def flows(words: list[Placed], width: float, height: float) -> list[Flow]:
    """The words of a page by the way that they run, the greatest flow first."""
    lines = [words[first:last] for first, last, *_ in strips(words)[0]]
    ways = _ways(lines)
    if sum(map(len, _of(lines, ways, Way.LEFT))) > sum(map(len, _of(lines, ways, Way.RIGHT))):
        ways = [Way.LEFT if way is Way.RIGHT else way for way in ways]  # foreign words among right-to-left text
    else:
        ways = [Way.RIGHT if way is Way.LEFT else way for way in ways]
    found = []
    for way in dict.fromkeys(ways):
        seen = [word for line in _of(lines, ways, way) for word in line]
        sideways = way in (Way.UP, Way.DOWN)
        across, down = (height, width) if sideways else (width, height)
        found.append(Flow([(*_turned(word[:4], way, width, height), *word[4:]) for word in seen], seen, across, down))
    return sorted(found, key=lambda flow: -len(flow.words))


def _of(lines: list[list[Placed]], ways: list[Way], wanted: Way) -> Iterator[list[Placed]]:
    return (line for line, way in zip(lines, ways, strict=True) if way is wanted)


def _ways(lines: list[list[Placed]]) -> list[Way]:
    ways = [_way(line) for line in lines]
    vertical = Counter(way for way in ways if way in (Way.UP, Way.DOWN))
    usual = vertical.most_common(1)[0][0] if vertical else Way.UP
    by_block: dict[int, Way] = {}
    for line, way in zip(lines, ways, strict=True):
        if way in (Way.UP, Way.DOWN) and line[0][5] not in by_block:
            by_block[line[0][5]] = way
    return [way or by_block.get(line[0][5]) or _alone(line[0], usual) for line, way in zip(lines, ways, strict=True)]


def _way(line: list[Placed]) -> Way | None:
    """Where a line runs to; None for a single word, whose own shape does not tell."""
    first, last = line[0], line[-1]
    across, down = last[0] + last[2] - first[0] - first[2], last[1] + last[3] - first[1] - first[3]
    if len(line) == 1:
        return Way.LEFT if _RIGHT_TO_LEFT.search(first[4]) else None
    if abs(down) > abs(across):
        return Way.DOWN if down > 0 else Way.UP
    if across > 0:
        return Way.RIGHT
    return Way.LEFT if any(_RIGHT_TO_LEFT.search(word[4]) for word in line) else Way.OVER


def _alone(word: Placed, usual: Way) -> Way:
    tall = word[3] - word[1] > _TALL * (word[2] - word[0]) and len(word[4]) > 2
    return usual if tall else Way.RIGHT


def _turned(box: Rectangle, way: Way, width: float, height: float) -> Rectangle:
    """A place on the page as a place in the frame of text that runs `way`."""
    x0, y0, x1, y1 = box
    match way:
        case Way.LEFT:
            return width - x1, y0, width - x0, y1
        case Way.UP:
            return height - y1, x0, height - y0, x1
        case Way.DOWN:
            return y0, width - x1, y1, width - x0
        case Way.OVER:
            return width - x1, height - y1, width - x0, height - y0
    return box
