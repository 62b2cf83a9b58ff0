"""How well pictures of pages are read: `python tests/bench/ocr.py` draws ten pages of known text and reads them.

Prints the character error rate of each page, clean and spoiled in six ways: how many characters, spaces among them,
must be put in, taken out or exchanged to get the text that was drawn, in the order of reading.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parent.parent.parent), str(Path(__file__).parent)]

from ocr_pages import SPOILED, Drawn, picture, spoiled, ten_pages  # noqa: E402

from core.reading.pictures.ocr import read_picture  # noqa: E402
from core.reading.source import Sight  # noqa: E402
from core.types import Picture  # noqa: E402


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", choices=("clean", *SPOILED), action="append", help="only pages in this state")
    options.add_argument("--show", action="store_true", help="print what was read, too")
    chosen = options.parse_args()
    pages = ten_pages()
    for how in chosen.only or ("clean", *SPOILED):
        rates, begin = [], time.monotonic()
        for page in pages:
            text = read(page, how)
            rates.append(error_rate(text, page.text))
            print(f"{how:8} {100 * rates[-1]:6.2f}%  {page.name}")
            if chosen.show:
                print(text)
        seconds = (time.monotonic() - begin) / len(pages)
        print(f"{how:8} {100 * sum(rates) / len(rates):6.2f}%  on average, {seconds:.1f} seconds a page\n", flush=True)


def read(page: Drawn, how: str) -> str:
    image = picture(page) if how == "clean" else spoiled(page, how)
    found = read_picture(Sight(image, 1.0), Picture(page.name))
    return found.text if found else ""


def error_rate(read: str, drawn: str) -> float:
    """Levenshtein distance by the length of what was drawn; runs of white space count as one space."""
    left, right = " ".join(read.split()), " ".join(drawn.split())
    codes = np.array([ord(c) for c in right])
    row = np.arange(len(right) + 1)
    for at, character in enumerate(left, 1):
        steps = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(character)))
        whole = np.concatenate(([at], steps)) - np.arange(len(right) + 1)
        row = np.minimum.accumulate(whole) + np.arange(len(right) + 1)
    return float(row[-1]) / max(1, len(right))


if __name__ == "__main__":
    main()
