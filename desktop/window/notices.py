"""What a child announces, as a sentence above the conversation; it goes by itself when it no longer holds."""

from __future__ import annotations

from collections.abc import Callable

from desktop.children.child import ChildNotice, ChildState
from desktop.window.banner import Banners


def tell(notice: ChildNotice, banners: Banners, leave: Callable[[], None]) -> None:
    """leave: closes Wellread, offered where nothing can work."""
    key = notice.part or notice.child
    if notice.state is ChildState.BROKEN:
        without_library = key == "librarian"
        banners.say(key, notice.message, "warn", ("Close Wellread", leave) if without_library else None)
    elif notice.state is ChildState.RESTARTING:
        banners.say(key, notice.message, "calm")
    elif notice.state is ChildState.READY:
        banners.take_back(key)
