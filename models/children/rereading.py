"""The reranker while it loads: searches go on without it until it is there."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from core.errors import WellreadError
from core.ports import Reranker
from models.children import messages as say
from models.children.serve import Announce
from models.reranker import CrossEncoderReranker

log = logging.getLogger(__name__)


class Rereading:
    """Loads the reranker on a thread of its own, with the first question. Methods may be called from any thread."""

    def __init__(self, folder: Path | None, announce: Announce) -> None:
        """folder: None where a person has added no reranker, as is usual."""
        self._folder, self._announce = folder, announce
        self._lock = threading.Lock()
        self._begun = False
        self._reranker: Reranker | None = None

    def begin(self) -> None:
        """Start to load."""
        with self._lock:
            begin, self._begun = not self._begun, True
        if begin and self._folder is not None:
            threading.Thread(target=self._load, args=(self._folder,), name="reranker", daemon=True).start()

    def now(self) -> Reranker | None:
        """The reranker if it is ready."""
        return self._reranker

    def _load(self, folder: Path) -> None:
        reranker = CrossEncoderReranker(folder)
        try:
            reranker.scores("warm", ["up"])  # the first pass takes longer than any search may
        except WellreadError as error:
            self._announce(say.CannotStart(error, "reranker"))
            return
        except Exception as error:
            log.exception("the reranker could not be loaded")
            self._announce(say.CannotStart(WellreadError(f"The reranker can't be loaded: {error}."), "reranker"))
            return
        self._reranker = reranker
