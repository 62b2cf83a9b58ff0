"""The models that find and read lines of text in pictures: those that rapidocr ships, run by onnxruntime.

onnxruntime reports its use to its maker unless ORT_DISABLE_TELEMETRY is set before it starts, and rapidocr fetches a
model that it does not find. Neither happens here: the first is switched off, and the models are named by their paths.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import WellreadError

Pixels = NDArray[np.uint8]  # rows, columns, (blue, green, red)
Quad = NDArray[np.float32]  # the four corners of a line of text: top left, top right, bottom right, bottom left

_FINDER, _READER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_NOT_INSTALLED = "Text in pictures can't be read: {} is missing in this installation."


@dataclass(frozen=True, slots=True)
class Written:
    """What one line says. `score` is how sure the reader is, 0 to 1.

    centres: for each character of `text`, where it stands between the line's left (0) and right end (1).
    """

    text: str
    score: float
    centres: tuple[float, ...]


_CHINESE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NARROWED = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: " ", 0x3001: ",", 0x3002: ".", 0x4E00: "—"}

NOTHING = Written("", 0.0, ())


@cache
def engine() -> Engine:
    """The engine of this process, loaded in about a second. Raises WellreadError where a part of it is missing."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    finder, reader = _model(_FINDER), _model(_READER)
    try:
        import cv2
        import onnxruntime
        from rapidocr import RapidOCR
    except ImportError as error:
        raise WellreadError(_NOT_INSTALLED.format(error.name or "a library")) from error
    onnxruntime.disable_telemetry_events()
    cv2.setNumThreads(1)
    return Engine(
        RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_preprocess_img": False,
                "Global.use_cls": False,
                "Global.use_vertical_padding": False,  # it makes a strip of text as large as a page
                "Global.text_score": 0.0,
                "Global.model_root_dir": str(finder.parent),
                "EngineConfig.onnxruntime.intra_op_num_threads": _threads(),
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.model_path": str(finder),
                "Det.limit_type": "max",  # who asks brings the picture to size
                "Det.limit_side_len": 100_000,
                "Rec.model_path": str(reader),
                "Rec.rec_batch_num": 1,
            }
        )
    )


class Engine:
    """Both models, loaded when they are first used. Raises MemoryError where a picture needs too much."""

    def __init__(self, rapid: Any) -> None:
        self._rapid = rapid

    def find(self, pixels: Pixels) -> list[Quad]:
        """The lines of text in a picture, in no order. Letters should be 10 to 40 pixels tall."""
        with _memory_errors():
            found = self._rapid(pixels, use_det=True, use_cls=False, use_rec=False)
        return [] if found.boxes is None else [np.asarray(box, dtype=np.float32) for box in found.boxes]

    def read(self, line: Pixels) -> Written:
        """What the picture of one line of text, upright and cut out closely, says."""
        with _memory_errors():
            found = self._rapid(line, use_det=False, use_cls=False, use_rec=True, return_word_box=True)
        text = _narrow(found.txts[0]) if found.txts else ""
        if not text.strip():
            return NOTHING
        places = found.word_results[0]
        columns = [column for word in places.word_cols for column in word]
        return Written(text, float(found.scores[0]), _centres(text, columns, places.line_txt_len))


def _narrow(text: str) -> str:
    """Western text with Western punctuation: the reader knows Chinese best, and puts its wide signs in between."""
    if _CHINESE.search(text.replace("一", "")):
        return text
    return text.translate(_NARROWED)  # and what looks like the number one is a dash


def _centres(text: str, columns: list[int], width: float) -> tuple[float, ...]:
    """Spread the columns of the ink over all characters: the reader names none for spaces."""
    rest = iter(columns)
    at = 0.0
    centres: list[float] = []
    for character in text:
        if not character.isspace():
            at = min((next(rest, columns[-1]) + 0.5) / max(width, 1.0), 1.0)
        centres.append(at)
    return tuple(centres)


def _threads() -> int:
    """OCR works behind a person's back: it takes one core of a small machine and two of any other."""
    return 1 if (os.cpu_count() or 1) < 4 else 2


def _model(name: str) -> Path:
    found = find_spec("rapidocr")
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "models" / name
        if path.is_file():
            return path
    raise WellreadError(_NOT_INSTALLED.format(name if found else "rapidocr"), "Install Wellread again.")


@contextmanager
def _memory_errors() -> Iterator[None]:
    """The libraries below have their own names for having run out of memory."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        if "bad_alloc" in str(error) or "Insufficient memory" in str(error) or "Failed to allocate" in str(error):
            raise MemoryError from error
        raise
