"""`make bench`: every figure of docs/quality.md, each beside its baselines of the same run.

Needs the evaluation data, which is not part of the project: name its folder in EVAL (default ../shared/eval).
Questions fall into two halves by their ids. What is tuned is tuned on the one (`--tuning`), and the other is reported.
Libraries and vectors are kept in .cache/bench, so that a second run embeds nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
# module and function of each section, in the order in which they run
SECTIONS = {
    "spans": "finding:spans",
    "retrieval": "finding:retrieval",
    "wikipedia": "finding:wikipedia",
    "filings": "folders:filings",
    "helpdesk": "folders:helpdesk",
    "hotpotqa": "folders:hotpotqa",
    "languages": "folders:languages",
    "faithful": "faithful:faithful",
    "embedding": "speed:embedding",
    "cold-start": "speed:cold_start",
    "scale": "scale:hundred_thousand",
    "million": "scale:million",
    "dropping": "staying:dropping",
    "in-the-way": "staying:in_the_way",
    "weeks": "keeping:weeks",
    "upkeep": "keeping:upkeep",
    "answering": "answering:answering",
    "reading": "reading:reading",
    "carried": "carried:carried",
}
LONG = ("million", "faithful")
QUICK = ("spans", "helpdesk")


def main() -> int:
    options = _options()
    data = Path(os.environ.get("EVAL", CHECKOUT.parent / "shared" / "eval")).resolve()
    if not (data / "spans").is_dir():
        print(f"There is no evaluation data in {data}. Name its folder: EVAL=/path/to/eval make bench", file=sys.stderr)
        return 1
    sys.path[:0] = [str(CHECKOUT), str(Path(__file__).parent)]
    # Only now: the readers' processes import this file again and need nothing of it.
    from importlib import import_module

    from libraries import Libraries
    from results import Results
    from ways import Bench

    from core.measuring.halves import Half

    kept = CHECKOUT / ".cache" / "bench"
    if options.fresh:
        shutil.rmtree(kept, ignore_errors=True)
    earlier = json.loads(options.baseline.read_text(encoding="utf-8")) if options.baseline else {}
    results = Results((Half.TUNING, Half.REPORTED) if options.tuning else (Half.REPORTED,), earlier)
    bench = Bench(data, Libraries(kept, dict(os.environ), options.stale), results)
    for name in _chosen(options):
        module, function = SECTIONS[name].split(":")
        getattr(import_module(module), function)(bench)
        results.save(options.out)
        if options.write:
            import_module("pages").write(results, CHECKOUT / "docs")
    return 0


def _chosen(options: argparse.Namespace) -> list[str]:
    if options.sections or options.quick:
        return list(options.sections or QUICK)
    return [name for name in SECTIONS if options.full or name not in LONG]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all without one")
    parser.add_argument("--quick", action="store_true", help=f"only {', '.join(QUICK)}")
    parser.add_argument("--full", action="store_true", help=f"with {', '.join(LONG)}, which take long")
    parser.add_argument("--tuning", action="store_true", help="the half that may be tuned on, too")
    parser.add_argument("--baseline", type=Path, metavar="FILE", help="compare with the JSON of an earlier run")
    parser.add_argument("--out", type=Path, metavar="FILE", default=CHECKOUT / "test-output" / "bench.json")
    parser.add_argument("--write", action="store_true", help="tables and charts of docs/quality.md anew")
    parser.add_argument("--fresh", action="store_true", help="forget the libraries and vectors that were kept")
    parser.add_argument("--stale", action="store_true", help="take a library that older code made, where there is one")
    options = parser.parse_args()
    unknown = [name for name in options.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
