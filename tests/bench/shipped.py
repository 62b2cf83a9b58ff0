"""The embedder as it runs for a person: the fast form of the weights, made once, or what stands in for it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from core.ports import Embedder
from models.embedder import SentenceEmbedder, fingerprint
from models.embedding import fast, form
from models.embedding.maker import make_apart


def shipped(weights: Path, models: Path) -> tuple[Embedder, str]:
    """(the embedder, a name for the vectors that it makes); blocks for half a minute the first time.

    models: the shelf that the form is put on.
    """
    known = fingerprint(weights)
    places = form.places(weights, models)
    if form.made(places, known) is None:
        make_apart(weights, places[0])
    made = form.made(places, known)
    if made is None or not form.read_about(made).precision:
        return SentenceEmbedder(weights), f"{known}-plain"
    graph = hashlib.blake2b((made / form.GRAPH).read_bytes(), digest_size=6).hexdigest()
    return fast.load(made, known), f"{known}-{graph}"
