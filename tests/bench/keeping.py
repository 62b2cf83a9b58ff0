"""A library that lives on: weeks of changes replayed into one folder, and many small syncs one after another."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections import Counter
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from ways import Bench

from core.ports import Embedder
from core.profile import Profile
from core.reading.room import ReadingRoom
from core.terms import all_asked
from tests.equal_libraries import assert_equal, library_size
from tests.small_library import SmallLibrary

_SYNCS = 200
_SEARCHES = 120  # whose 95th percentile is taken
_ROUNDS = 6  # in which both libraries are searched by turns, so that neither has the quieter moment


@dataclass(frozen=True, slots=True)
class Changes:
    """Between two states of a folder, in files. same: neither name nor content changed."""

    same: int
    changed: int
    new: int
    moved: int
    gone: int


def weeks(bench: Bench) -> None:
    """Four weeks of a handbook: after each the library equals one built from nothing, and only changes cost work."""
    source = bench.data / "folders" / "handbook-18f"
    print("\nweeks: handbook-18f replayed into one folder")
    heads = "same changed new moved gone read contents embedded passages equal".split()
    print(" " * 10 + "".join(f"{head:>10}" for head in heads) + "   (contents, passages: those that are new)")
    with TemporaryDirectory() as place, ReadingRoom(1) as room:
        docs = Path(place, "docs")
        docs.mkdir()
        known: dict[str, int] = {}
        with SmallLibrary(Profile(Path(place, "profile")), docs, bench.libraries.embedder, room) as library:
            for week in sorted(source.iterdir()):
                changes = replay(week, docs)
                report = library.sync()
                whole = {doc: entry.passages for doc, entry in library.manifest.ledger.whole().items()}
                new = {doc: passages for doc, passages in whole.items() if doc not in known}
                known = whole
                clean = Path(place, f"clean {week.name}")
                with SmallLibrary(Profile(clean), docs, bench.libraries.embedder, room) as other:
                    other.sync()
                    assert_equal(library.profile, other.profile)
                shutil.rmtree(clean)
                cells = [*astuple(changes), report.read, len(new), report.embedded, sum(new.values())]
                print(f"  {week.name:8}" + "".join(f"{cell:10}" for cell in cells) + "       yes", flush=True)
                section, beside = "weeks", {"new contents": len(new), "files": len(library.manifest.file_infos())}
                bench.results.figure(section, f"{week.name}, files read", report.read, "", beside)
                beside = {"new passages": sum(new.values()), "all passages": report.passages}
                bench.results.figure(section, f"{week.name}, passages embedded", report.embedded, "", beside)


def replay(week: Path, docs: Path) -> Changes:
    """Bring a folder to a week's state; files that are the same are left alone, times included."""
    before, after = _contents(docs), _contents(week)
    gone = {name: content for name, content in before.items() if name not in after}
    free = Counter(gone.values())
    moved = same = changed = new = 0
    for name, content in after.items():
        if before.get(name) == content:
            same += 1
            continue
        if name in before:
            changed += 1
        elif free[content] > 0:
            free[content] -= 1
            moved += 1
        else:
            new += 1
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(week / name, docs / name)
    for name in gone:
        (docs / name).unlink()
    return Changes(same, changed, new, moved, len(gone) - moved)


def _contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.blake2b(path.read_bytes()).digest() for path in files}


def upkeep(bench: Bench) -> None:
    """200 syncs with one file changed in each: size and speed of the store, beside a clean one of the same files."""
    with TemporaryDirectory() as place, ReadingRoom(1) as room:
        docs, embedder = Path(place, "docs"), bench.libraries.embedder
        shutil.copytree(bench.data / "folders" / "handbook-18f" / "week-4", docs, copy_function=shutil.copyfile)
        files = sorted(path for path in docs.rglob("*.md"))
        for path in (docs, *docs.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        with SmallLibrary(Profile(Path(place, "profile")), docs, embedder, room) as library:
            library.sync()
            seconds = []
            for number in range(_SYNCS):
                with files[number % len(files)].open("a", encoding="utf-8") as file:
                    file.write(f"\n\nNote {number}: this line was added.\n")
                started = time.perf_counter()
                library.sync()
                seconds.append(time.perf_counter() - started)
            with SmallLibrary(Profile(Path(place, "clean")), docs, embedder, room) as clean:
                clean.sync()
                assert_equal(library.profile, clean.profile)
                sizes = library_size(library.profile), library_size(clean.profile)
                first, other = _speeds((library, clean), embedder)
                library.store.upkeep(everything=True)  # as the librarian does a minute after the last sync
                rested, beside = _speeds((library, clean), embedder)
    figure = bench.results.figure
    figure("upkeep", "size of the tables, times a clean one", sizes[0] / sizes[1], "×", {"clean": 1.0}, goal=1.5)
    goal = 1200 * beside
    figure("upkeep", "p95 of a search a minute later", 1000 * rested, "ms", {"clean": 1000 * beside}, goal=goal)
    figure("upkeep", "p95 of a search at once", 1000 * first, "ms", {"clean": 1000 * other})
    longest = {"median": 1000 * float(np.median(seconds))}
    figure("upkeep", "a sync of one changed file, at most", 1000 * max(seconds), "ms", longest)


def _speeds(libraries: tuple[SmallLibrary, SmallLibrary], embedder: Embedder) -> tuple[float, float]:
    """The 95th percentile of searching each, in seconds."""
    taken: tuple[list[float], list[float]] = [], []
    vectors = [embedder.embed_question(f"how do I take leave in case {number}") for number in range(_SEARCHES)]
    for _ in range(_ROUNDS):
        for library, times in zip(libraries, taken, strict=True):
            for number, vector in enumerate(vectors):
                started = time.perf_counter()
                library.store.keyword(all_asked(f"travel policy leave {number}"), 50)
                library.store.dense(embedder.fingerprint, vector, 50)
                times.append(time.perf_counter() - started)
    return float(np.percentile(taken[0], 95)), float(np.percentile(taken[1], 95))
