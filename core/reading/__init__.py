"""The reading room: any file to pages, in disposable children, so that no file can hurt anything else.

`recognise` names a file's kind; `registry.read_pages` reads it in this process (the reader's child does that);
`ReadingRoom` has files read by children. Nothing here imports a parser before a file of its kind is read.
"""

from __future__ import annotations

from core.reading.recognise import HEAD_BYTES, recognise, unread_reason

__all__ = ["HEAD_BYTES", "recognise", "unread_reason"]
