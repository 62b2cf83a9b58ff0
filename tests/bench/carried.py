"""A library as one file: how long it takes, how large it is, and that the same is found where the folder is absent."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path

from finding import read_lines
from ways import Bench

from core.cancel import CancelToken
from core.carrying.container import unpacking
from core.carrying.exporting import export_library
from core.carrying.importing import import_library
from core.carrying.telling import Telling
from core.errors import WellreadError
from core.manifest import Manifest
from core.profile import Profile
from core.search import Search
from core.store import Store
from core.turns import Turns

_QUESTIONS = 50
_FLIPS = 50


def carried(bench: Bench) -> None:
    """Export the encyclopedia, import it into an empty profile, ask both; then damage the file."""
    data = bench.data / "qa" / "wikipedia"
    questions = [row["question"] for row in read_lines(data / "questions.jsonl")][:_QUESTIONS]
    show = bench.results.figure
    with (
        tempfile.TemporaryDirectory(prefix="wellread-bench-", ignore_cleanup_errors=True) as scratch,
        bench.libraries.open("wikipedia", data / "folder") as library,
    ):
        pack, profile = Path(scratch) / "wikipedia.wellread", Profile(Path(scratch) / "profile")
        profile.prepare()
        started = time.perf_counter()
        export_library(library.manifest, library.store, pack, {}, lambda _: None, CancelToken())
        exported = time.perf_counter()
        absent = _with_folder_away(pack, Path(scratch))
        with Manifest(profile.manifest) as manifest:
            store = Store(profile.library)
            began = time.perf_counter()
            import_library(manifest, store, absent, (), lambda _: None, CancelToken(), Turns(), profile.home)
            imported = time.perf_counter()
            ours = Search(library.manifest, library.store, bench.libraries.embedder)
            theirs = Search(manifest, store, bench.libraries.embedder)
            same = sum(_hits(ours, question) == _hits(theirs, question) for question in questions)
        size = sum(path.stat().st_size for path in library.profile.library.rglob("*") if path.is_file())
        show("one file", f"of {len(questions)} questions with the same hits", same, "", {"goal": len(questions)})
        show("one file", "seconds to export", exported - started, "s", {"passages": library.passages})
        show("one file", "seconds to import", imported - began, "s", {})
        show("one file", "size of the file", pack.stat().st_size / 1e6, "MB", {"of the tables": size / 1e6})
        show("one file", f"of {_FLIPS} flipped bytes found", _found_flips(pack), "", {"goal": _FLIPS})


def _with_folder_away(pack: Path, scratch: Path) -> Path:
    """The same library from a machine whose folder is not on this one."""
    from zipfile import ZipFile

    from core.carrying.container import packing

    away = scratch / "away.wellread"
    with ZipFile(pack) as archive, packing(away, Telling(lambda _: None, CancelToken())) as made:
        about = json.loads(archive.read("about.json"))
        (folder,) = about["folders"]
        for name in archive.namelist():
            with archive.open(name) as member, made.member(name, name.endswith("l")) as out:
                if name in ("about.json", "files.jsonl"):
                    out.write(member.read().replace(json.dumps(folder)[1:-1].encode(), b"/not/on/this/machine"))
                else:
                    shutil.copyfileobj(member, out)
    return away


def _hits(search: Search, question: str) -> list[tuple[str, int, int, str]]:
    hits = search.find(question, 10, None, CancelToken())
    return [(hit.passage_id, hit.start, hit.end, hit.text) for hit in hits]


def _found_flips(pack: Path) -> int:
    """At places all over the file: the first bytes, the last, and between."""
    size, found = pack.stat().st_size, 0
    for number in range(_FLIPS):
        place = (size - 1) * number // (_FLIPS - 1)
        with pack.open("r+b") as file:
            file.seek(place)
            (byte,) = file.read(1)
            file.seek(place)
            file.write(bytes([byte ^ 1 << number % 8]))
        try:
            with unpacking(pack, Telling(lambda _: None, CancelToken())):
                pass
        except WellreadError:
            found += 1
        with pack.open("r+b") as file:
            file.seek(place)
            file.write(bytes([byte]))
    return found
