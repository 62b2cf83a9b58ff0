"""The names that hold nothing a person wrote, and would drown what they did.

Each is a name, or the beginning or end of one, in lower case, so that asking costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

_HIDDEN = (".*",)
_LOCKS = ("~$*", "*.lock", "*.lck", "*.laccdb")
_TEMPORARY = ("*.tmp", "*.temp", "*~", "*.swp", "*.swo")
_DOWNLOADS = ("*.crdownload", "*.part", "*.partial", "*.download", "*.opdownload", "*.!ut", "*.aria2")
_SYSTEM = (
    "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin/", "system volume information/", "lost+found/",
    "@eadir/", "#recycle/", "#snapshot/",
)  # fmt: skip
_MADE = (
    "node_modules/", "bower_components/", "__pycache__/", "__pypackages__/", "*.egg-info/", "*.pyc", "*.pyo", "*.class",
    "*.o", "*.obj", "*.so", "*.dylib", "*.dll",
)  # fmt: skip
PATTERNS = _HIDDEN + _LOCKS + _TEMPORARY + _DOWNLOADS + _SYSTEM + _MADE


class _Names:
    def __init__(self, patterns: Iterable[str]) -> None:
        self._exact: dict[str, str] = {}
        self._starts: dict[str, str] = {}
        self._ends: dict[str, str] = {}
        for pattern in patterns:
            name = pattern.removesuffix("/")
            if name.endswith("*"):
                self._starts[name.removesuffix("*")] = pattern
            elif name.startswith("*"):
                self._ends[name.removeprefix("*")] = pattern
            else:
                self._exact[name] = pattern
        self._any_start, self._any_end = tuple(self._starts), tuple(self._ends)

    def pattern(self, name: str) -> str:
        """The pattern that fits a name in lower case, "" where none does."""
        if name in self._exact:
            return self._exact[name]
        if name.startswith(self._any_start):
            return next(pattern for start, pattern in self._starts.items() if name.startswith(start))
        if name.endswith(self._any_end):
            return next(pattern for end, pattern in self._ends.items() if name.endswith(end))
        return ""


_OF_FOLDERS = _Names(PATTERNS)
_OF_FILES = _Names(pattern for pattern in PATTERNS if not pattern.endswith("/"))


def left_out_by_name(name: str, is_folder: bool) -> str:
    """The pattern that leaves this out, "" where none does."""
    return (_OF_FOLDERS if is_folder else _OF_FILES).pattern(name.lower())
