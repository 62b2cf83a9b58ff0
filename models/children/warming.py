"""The embedder while it loads: searches by words need not wait for it."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from core.ports import Embedder
from models.children import messages as say
from models.children.serve import Announce
from models.embedder import SentenceEmbedder, fingerprint
from models.embedding import fast, form
from models.embedding.maker import make_apart
from models.embedding.running import AcceleratedEmbedder, RunningEmbedder, has_accelerator

log = logging.getLogger(__name__)

_LOOK = 0.1  # seconds between two looks at the cancel token


class Warming:
    """Loads the embedder on a thread of its own. Methods may be called from any thread."""

    def __init__(self, folder: Path | None, models: Path, announce: Announce) -> None:
        """folder: None where there is no embedder. models: the profile's shelf, where its fast form may be put."""
        self._folder, self._announce = folder, announce
        self._forms = form.places(folder, models) if folder is not None else ()
        self._lock = threading.Lock()
        self._begun = False
        self._closing = CancelToken()
        self._thread: threading.Thread | None = None
        self._known, self._loaded = threading.Event(), threading.Event()
        self._fingerprint: str | None = None
        self._embedder: Embedder | None = None

    def begin(self) -> None:
        """Start to load, with the first request that may need it: listing files should not cost a model."""
        with self._lock:
            begin, self._begun = not self._begun, True
        if begin and self._folder is not None:
            self._thread = threading.Thread(target=self._load, args=(self._folder,), name="embedder", daemon=True)
            self._thread.start()
        elif begin:
            self._known.set()
            self._loaded.set()

    def _load(self, folder: Path) -> None:
        try:
            known = self._fingerprint = fingerprint(folder)
            self._known.set()
            made = form.made(self._forms, known)
            quick = self._fast(folder, made, known) if made is not None else None
            self._embedder = running = RunningEmbedder(quick or _plain(folder))
            self._announce(say.Ready("embedder"))
            self._loaded.set()
            if quick is None and (made is None or form.read_about(made).precision):
                self._improve(folder, known, running)
        except Cancelled:
            log.info("the fast form is made another time")
        except WellreadError as error:
            self._announce(say.CannotStart(error, "embedder"))
        except Exception as error:
            log.exception("the embedder could not be loaded")
            self._announce(say.CannotStart(WellreadError(f"The embedder can't be loaded: {error}."), "embedder"))
        finally:
            self._known.set()
            self._loaded.set()

    def _fast(self, folder: Path, made: Path, known: str) -> Embedder | None:
        """The fast form, None where there can be none or it is damaged."""
        try:
            if not form.read_about(made).precision:
                return None
            quick = fast.load(made, known)
        except (fast.NotProven, OSError, ValueError) as error:
            log.warning("the fast form in %s is made anew: %s", made, error)
            return None
        return AcceleratedEmbedder(quick, folder) if has_accelerator() else quick

    def _improve(self, folder: Path, known: str, running: RunningEmbedder) -> None:
        """Have the fast form made, and use it from then on."""
        reason = make_apart(folder, self._forms[0], self._closing)
        made = form.made(self._forms[:1], known)
        quick = self._fast(folder, made, known) if made is not None else None
        if quick is not None:
            running.use(quick)
        else:
            log.info("the embedder goes on without a fast form: %s", reason)

    def fingerprint(self) -> str | None:
        """The embedder's fingerprint, known long before it is loaded; None where there is no embedder."""
        self.begin()
        self._known.wait()
        return self._fingerprint

    def now(self) -> Embedder | None:
        """The embedder if it is ready."""
        return self._embedder

    def wait(self, cancel: CancelToken) -> Embedder | None:
        """The embedder once it is ready, None where there is none. Raises Cancelled when the wait is given up."""
        self.begin()
        while not self._loaded.wait(_LOOK):
            cancel.check()
        return self._embedder

    def close(self) -> None:
        """End what is still being made."""
        self._closing.cancel()
        if self._thread is not None and self._embedder is not None:
            self._thread.join()


def _plain(folder: Path) -> SentenceEmbedder:
    embedder = SentenceEmbedder(folder)
    embedder.load()
    return embedder
