"""Who wrote a file, as the file says, from the reader to the filter of a question."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import docx
import pymupdf

from core.asking.scope import Scope
from core.cancel import CancelToken
from core.folders import add_folder
from core.manifest import Manifest
from core.narrowing import narrowed
from core.profile import Profile
from core.reading.room import ReadingRoom
from core.store import Store
from core.sync import Sync
from core.turns import Turns
from core.types import Status

FLAT = """<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><meta:initial-creator>Cara</meta:initial-creator><dc:creator>Ann Lee</dc:creator></office:meta>
<office:body><office:text><text:p>Rent is due.</text:p></office:text></office:body></office:document>"""


def mail(sender: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "bob@example.org", "Rent"
    message["Date"] = datetime(2025, 1, 1, tzinfo=UTC)
    message.set_content("The rent is due.\n")
    return bytes(message)


def write(folder: Path) -> None:
    folder.mkdir()
    (folder / "one.eml").write_bytes(mail("Ann Lee <ann@example.org>"))
    box = b"".join(b"From x Wed Jan  1 10:00:00 2025\n" + mail(who) + b"\n" for who in ("Zoë <zoe@example.org>", "Dan"))
    (folder / "all.mbox").write_bytes(box)
    (folder / "flat.fodt").write_text(FLAT, encoding="utf-8")
    document = docx.Document()
    document.core_properties.author = "Ann  Smith"
    document.add_paragraph("Rent is due.")
    document.save(str(folder / "a.docx"))
    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 72), "Rent is due on the first of May.")
        pdf.set_metadata({"author": "Dan Brown"})
        pdf.save(folder / "a.pdf")
    (folder / "plain.txt").write_text("From: Ann Lee\n\nRent is due.\n", encoding="utf-8")


def test_authors_reach_the_manifest(profile: Profile, tmp_path: Path) -> None:
    write(tmp_path / "docs")
    with Manifest(profile.manifest) as manifest, ReadingRoom(1) as room:
        add_folder(manifest, tmp_path / "docs")
        Sync(manifest, Store(profile.library), room, lambda: None, Turns(), lambda _: None, CancelToken()).run()
        assert {info.status for info in manifest.file_infos()} == {Status.INDEXED}
        names = {doc: path.name for path, doc, _ in manifest.whole_files([], 0, 2**62)}

        def by(author: str) -> set[str]:
            return {names[doc] for doc in narrowed(manifest, Scope(authors=(author,)))}

        assert by("ann") == {"one.eml", "flat.fodt", "a.docx"}
        assert by("Ann Lee") == {"one.eml", "flat.fodt"}
        assert by("dan") == {"all.mbox", "a.pdf"}
        assert by("zoe@example.org") == {"all.mbox"}
        assert by("cara") == {"flat.fodt"}
        assert by("bob") == set()
