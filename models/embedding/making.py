"""Making the fast form of an embedder, in a process of its own: it needs torch and all of sentence-transformers.

    python -m models.embedding.making SHELF     makes the forms of all embedders on a shelf, beside them

Of several forms in 8 bits that is taken whose vectors are closest to those of sentence-transformers on this machine, or
the one in 32 bits where that is as fast.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType

import numpy as np

from core.offline import stay_offline
from core.ports import Embedder, Vectors
from models.catalog import Role
from models.embedder import SentenceEmbedder, fingerprint
from models.embedding import fast, form
from models.embedding.exporting import Unsupported, about, export, fuse
from models.embedding.form import About
from models.embedding.proof import checked_texts, proof_texts
from models.embedding.quantising import FULL, NEVER_CUT, SELDOM_CUT, largest, quantise
from models.shelf import Shelf

_LEAST, _MEAN = 0.98, 0.99  # cosines with sentence-transformers: of the farthest text, and of all
_CLOSE = 0.999  # of all, where no other form could be much closer
_NICE = 10
_ROUNDS = 3  # of measuring, of which the quickest counts
_TRIED = 4  # every so many of the texts say how large channels become
_PLAIN = "float32"
_LEVELS = MappingProxyType({"int8": FULL, "int8 without VNNI": SELDOM_CUT, "int8 without VNNI, coarser": NEVER_CUT})


def main(pipe: Connection, folder: Path, place: Path) -> None:
    """The child: make the form of the weights in `folder`. Leaves when the pipe ends: nobody waits then."""
    threading.Thread(target=_leave_with, args=(pipe,), daemon=True).start()
    give_way()
    silence = os.open(os.devnull, os.O_WRONLY)  # libraries draw bars
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        pipe.send(make(folder, place).reason)
    except Exception as error:  # whatever it was, sentence-transformers serves
        pipe.send(str(error) or type(error).__name__)
    os._exit(0)


def _leave_with(pipe: Connection) -> None:
    try:
        pipe.recv()
    except (EOFError, OSError):
        os._exit(0)


def give_way() -> None:
    """Take what others leave of the processor."""
    if sys.platform == "win32":
        import psutil

        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(_NICE)


def make(folder: Path, place: Path) -> About:
    """Make the form of the weights in `folder` and put it in `place`; what was made, or why nothing can be."""
    plain = SentenceEmbedder(folder, attention="eager", device="cpu")
    with form.new_form(place, form.key(plain.fingerprint)) as draft:
        made = _make(plain, draft)
        form.write_about(draft, made)
    return made


def _make(plain: SentenceEmbedder, draft: Path) -> About:
    model = plain.load()
    try:
        described = about(model)
        model[0].tokenizer.backend_tokenizer.save(str(draft / form.TOKENIZER))
        np.save(draft / form.PROOF, plain.embed_passages(proof_texts()))
        export(model, described.inputs, draft / "exported.onnx")
        return _choose(plain, draft, described)
    except Unsupported as error:
        return About("", f"This embedder has no fast form: {error}.")
    finally:
        (draft / "exported.onnx").unlink(missing_ok=True)


def _choose(plain: SentenceEmbedder, draft: Path, described: About) -> About:
    """Leave the graph that serves, and say which it is."""
    texts = checked_texts()
    expected = _both(plain, texts)
    small = _closest(plain, draft, described, tuple(_LEVELS), texts, expected)
    large = _closest(plain, draft, described, (_PLAIN,), texts, expected)
    chosen = small if small and large and _quicker(draft, small, large, texts) else large or small
    if chosen is None:
        raise Unsupported("none came close enough to its vectors")
    (draft / _file(chosen.precision)).replace(draft / form.GRAPH)
    for left in draft.glob("*.onnx"):
        if left.name != form.GRAPH:
            left.unlink()
    return chosen


def _closest(
    plain: SentenceEmbedder, draft: Path, described: About, precisions: tuple[str, ...], texts: list[str],
    expected: Vectors,
) -> About | None:  # fmt: skip
    close: list[About] = []
    for precision in precisions:
        _write(plain, draft, described, precision)
        cosines = (_both(_loaded(draft, replace(described, precision=precision)), texts) * expected).sum(axis=1)
        least, mean = round(float(cosines.min()), 4), round(float(cosines.mean()), 4)
        if least >= _LEAST and mean >= _MEAN:
            close.append(replace(described, precision=precision, cosine=(least, mean)))
        if close and mean >= _CLOSE:
            break
    return max(close, key=lambda form: form.cosine[1], default=None)


def _write(plain: SentenceEmbedder, draft: Path, described: About, precision: str) -> None:
    import onnx

    graph = fuse(draft / "exported.onnx", plain.load())
    if precision != _PLAIN:
        channels = largest(graph, fast.runs(draft, described, checked_texts()[::_TRIED]))
        if not quantise(graph, _LEVELS[precision], channels):
            raise Unsupported("it has no large products")
    onnx.save(graph, str(draft / _file(precision)))


def _file(precision: str) -> str:
    return f"{precision.replace(' ', '-')}.onnx"


def _loaded(draft: Path, described: About) -> fast.FastEmbedder:
    form.write_about(draft, described)
    return fast.FastEmbedder(draft, "", _file(described.precision))


def _both(embedder: Embedder, texts: list[str]) -> Vectors:
    """As passages, and some as questions."""
    questions = [embedder.embed_question(text) for text in texts[::5]]
    return np.concatenate([embedder.embed_passages(texts), np.stack(questions)])


def _quicker(draft: Path, first: About, second: About, texts: list[str]) -> bool:
    """Whether the first takes less time, measured in turns."""
    one, other = _loaded(draft, first), _loaded(draft, second)
    times = [(_seconds(one, texts), _seconds(other, texts)) for _ in range(_ROUNDS)]
    return min(time for time, _ in times) < min(time for _, time in times)


def _seconds(embedder: Embedder, texts: list[str]) -> float:
    started = time.perf_counter()
    embedder.embed_passages(texts)
    return time.perf_counter() - started


def prepare(shelf: Path) -> None:
    """Make what is missing for the embedders on a shelf, and say so on standard output."""
    for model in Shelf(shelf).installed():
        if model.role is Role.EMBEDDER and form.made((shelf / form.FORMS,), fingerprint(model.folder)) is None:
            sys.stdout.write(f"Preparing {model.title} for this machine (half a minute; once)" + "\n")
            made = make(model.folder, shelf / form.FORMS)
            sys.stdout.write(f"{made.reason or f'It runs in {made.precision}.'}\n")


if __name__ == "__main__":
    stay_offline()
    prepare(Path(sys.argv[1]))
