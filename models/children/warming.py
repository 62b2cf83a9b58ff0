"""The embedder while it loads: searches by words need not wait for it."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from core.cancel import CancelToken
from core.errors import WellreadError
from models.children import messages as say
from models.children.serve import Announce
from models.embedder import SentenceEmbedder

log = logging.getLogger(__name__)

_LOOK = 0.1  # seconds between two looks at the cancel token


class Warming:
    """Loads the embedder on a thread of its own. Methods may be called from any thread."""

    def __init__(self, folder: Path | None, announce: Announce) -> None:
        """folder: None where there is no embedder."""
        self._folder, self._announce = folder, announce
        self._lock = threading.Lock()
        self._begun = False
        self._known, self._loaded = threading.Event(), threading.Event()
        self._fingerprint: str | None = None
        self._embedder: SentenceEmbedder | None = None

    def begin(self) -> None:
        """Start to load, with the first request that may need it: listing files should not cost a model."""
        with self._lock:
            begin, self._begun = not self._begun, True
        if begin and self._folder is not None:
            threading.Thread(target=self._load, args=(self._folder,), name="embedder", daemon=True).start()
        elif begin:
            self._known.set()
            self._loaded.set()

    def _load(self, folder: Path) -> None:
        try:
            embedder = SentenceEmbedder(folder)
            self._fingerprint = embedder.fingerprint
            self._known.set()
            embedder.load()
            self._embedder = embedder
            self._announce(say.Ready("embedder"))
        except WellreadError as error:
            self._announce(say.CannotStart(error, "embedder"))
        except Exception as error:
            log.exception("the embedder could not be loaded")
            self._announce(say.CannotStart(WellreadError(f"The embedder can't be loaded: {error}."), "embedder"))
        finally:
            self._known.set()
            self._loaded.set()

    def fingerprint(self) -> str | None:
        """The embedder's fingerprint, known long before it is loaded; None where there is no embedder."""
        self.begin()
        self._known.wait()
        return self._fingerprint

    def now(self) -> SentenceEmbedder | None:
        """The embedder if it is ready."""
        return self._embedder

    def wait(self, cancel: CancelToken) -> SentenceEmbedder | None:
        """The embedder once it is ready, None where there is none. Raises Cancelled when the wait is given up."""
        self.begin()
        while not self._loaded.wait(_LOOK):
            cancel.check()
        return self._embedder
