"""The child that loads a model once, to see whether it works on this machine."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from pathlib import Path
from textwrap import shorten

import numpy as np

from core.errors import WellreadError
from models.background import BACKGROUND
from models.catalog import Role
from models.centred import centre_of
from models.children.serve import keep_tqdm_from_making_a_semaphore
from models.embedder import SentenceEmbedder
from models.reranker import CrossEncoderReranker
from models.trying import Trial

_LONGEST_REASON = 300  # characters


def main(pipe: Connection, folder: Path, role: Role) -> None:
    """Send a Trial, or a WellreadError with the reason."""
    silence = os.open(os.devnull, os.O_WRONLY)  # libraries draw bars, and a person waits at this terminal
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    keep_tqdm_from_making_a_semaphore()
    try:
        pipe.send(_try_embedder(folder) if role is Role.EMBEDDER else _try_reranker(folder))
    except Exception as error:
        pipe.send(WellreadError(_reason(error)))
    os._exit(0)


def _reason(error: Exception) -> str:
    """What the library said, without our own sentence around it, short and on one line."""
    said = error.__cause__ if isinstance(error, WellreadError) and error.__cause__ else error
    return shorten(str(said), _LONGEST_REASON, placeholder=" …").rstrip(".!")


def _try_embedder(folder: Path) -> Trial:
    embedder = SentenceEmbedder(folder)
    model = embedder.load()
    passages = embedder.embed_passages(BACKGROUND)
    questions = np.vstack([embedder.embed_question(text) for text in BACKGROUND])
    if passages.shape != (len(BACKGROUND), embedder.dimensions) or not np.isfinite([passages, questions]).all():
        raise WellreadError("its vectors are not numbers")
    if np.allclose(passages[0], passages[1], atol=1e-6):
        raise WellreadError("it gives every text the same vector")
    # A module that is added calculates in single precision, and does not go with others that don't.
    single = all(str(parameter.dtype) == "torch.float32" for parameter in model.parameters())
    centre = centre_of(questions, passages) if single else None
    shared = () if centre is None else tuple(round(float(number), 6) for number in centre)
    return Trial(embedder.dimensions, int(model.max_seq_length or 0), shared)


def _try_reranker(folder: Path) -> Trial:
    reranker = CrossEncoderReranker(folder)
    if not np.isfinite(reranker.scores(BACKGROUND[0], BACKGROUND[:4])).all():
        raise WellreadError("its scores are not numbers")
    return Trial(0, reranker.context)
