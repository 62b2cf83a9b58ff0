"""E-mails and mailboxes: the message as a person reads it, attachments as files inside, and no harm from odd ones."""

from __future__ import annotations

import base64
import quopri
import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

from core.errors import WellreadError
from core.passages import Cutter
from core.reading.archives.members import member_path
from core.reading.mail import mbox, mime
from core.reading.mail.letter_text import add_plain
from core.reading.mail.mail_body import Body
from core.reading.mail.mail_words import words
from core.reading.outline import Outline
from core.reading.registry import read_pages
from core.reading.source import Source
from core.types import Author, Page, Part, Picture, Status

Found = Page | Picture | Part | Author


def read(path: Path, kind: str) -> tuple[list[Found], str]:
    """What was found, and the title or the words of the error."""
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    reading = read_pages(Source(path, kind, scratch))
    found: list[Found] = []
    try:
        while True:
            found.append(next(reading))
    except StopIteration as end:
        assert list(scratch.iterdir()) == []
        return found, end.value
    except WellreadError as error:
        return found, error.message


def blocks(found: Found) -> list[tuple[str, str]]:
    assert isinstance(found, Page)
    return [(f"{block.kind}{block.level or ''}", found.text[block.start : block.end]) for block in found.blocks]


def eml(folder: Path, data: bytes | EmailMessage) -> tuple[list[Found], str]:
    path = folder / "a.eml"
    path.write_bytes(bytes(data) if isinstance(data, EmailMessage) else data)
    return read(path, "eml")


def text_of(folder: Path, data: bytes | EmailMessage) -> str:
    page = eml(folder, data)[0][0]
    assert isinstance(page, Page)
    return page.text


def message(subject: str = "Offer for Größe 12", text: str = "The lamp costs 30 €.\n") -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = "Zoë Müller <zoe@example.org>"
    mail["To"] = "Bob <bob@example.org>, ann@example.org"
    mail["Cc"] = "Carl <carl@example.org>"
    mail["Date"] = "Tue, 3 Mar 2020 14:05:00 +0100"
    mail.set_content(text)
    return mail


FIELDS = """From: Zoë Müller <zoe@example.org>
To: Bob <bob@example.org>, ann@example.org
Cc: Carl <carl@example.org>
Date: Tuesday, 3 March 2020, 14:05 +0100"""


def test_a_message(tmp_path: Path) -> None:
    (page, author), title = eml(tmp_path, message())
    assert title == "Offer for Größe 12"
    assert author == Author(FIELDS.splitlines()[0].removeprefix("From: "))
    assert blocks(page) == [
        ("heading1", "Offer for Größe 12"),
        ("list", FIELDS),
        ("paragraph", "The lamp costs 30 €."),
    ]
    assert isinstance(page, Page) and page.number is None and page.part == ""
    assert all(passage.heading in ((), ("Offer for Größe 12",)) for passage in Cutter().cut(page))


def test_attachments_are_files_inside(tmp_path: Path) -> None:
    mail, forwarded = message(), message("Older offer", "The radio costs 9 €.\n")
    forwarded.add_attachment("Price | 9", filename="prices.txt")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("terms/deep.txt", "Pay in May.")
    mail.add_attachment("Line one", filename="Notes für Bob.txt")
    mail.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="terms.zip")
    mail.add_attachment(forwarded)
    found, _ = eml(tmp_path, mail)
    pages = {page.part: page.text for page in found if isinstance(page, Page)}
    assert "Attachments: Notes für Bob.txt, terms.zip, Older offer.eml" in pages[""]
    assert pages["Notes für Bob.txt"] == "Line one\n"
    assert pages["terms.zip/terms/deep.txt"] == "Pay in May."
    assert "The radio costs 9 €." in pages["Older offer.eml"]
    assert pages["Older offer.eml/prices.txt"] == "Price | 9\n"
    parts = {part.name: part.status for part in found if isinstance(part, Part)}
    assert parts == dict.fromkeys([*list(pages)[1:], "terms.zip"], Status.INDEXED)
    assert sum(isinstance(author, Author) for author in found) == 2
    source = Source(tmp_path / "a.eml", "eml", tmp_path / "scratch")
    assert member_path(source, "Older offer.eml/prices.txt").path.read_text() == "Price | 9\n"


def test_an_attachment_that_fails_leaves_the_message(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment(b"PK\x03\x04broken", maintype="application", subtype="zip", filename="a.zip")
    found, title = eml(tmp_path, mail)
    assert title == "Offer for Größe 12"
    assert [part.status for part in found if isinstance(part, Part)] == [Status.FAILED]


def test_pictures_that_are_shown_within_the_text(tmp_path: Path) -> None:
    """A logo is no picture to read; a photograph of a page is."""
    mail = message()
    mail.add_alternative("<p>See <img src='cid:logo'></p>", subtype="html")
    for name, size in (("logo.png", 900), ("page.png", 40_000)):
        mail.get_payload()[1].add_related(
            bytes(size), "image", "png", cid=f"<{name}>", filename=name, disposition="inline"
        )
    found, _ = eml(tmp_path, mail)
    assert [part.name for part in found if isinstance(part, Part)] == ["page.png"]


def test_a_message_in_html(tmp_path: Path) -> None:
    mail = message()
    mail.set_content(
        "<h1>Offer</h1><p>As <b>agreed</b>:</p><table><tr><th>Item</th><th>Price</th></tr><tr><td>Lamp</td><td>30</td>"
        "</tr></table><script>x()</script>",
        subtype="html",
    )
    assert blocks(eml(tmp_path, mail)[0][0])[2:] == [
        ("heading2", "Offer"),
        ("paragraph", "As agreed:"),
        ("table", "Item | Price\nLamp | 30"),
    ]


def test_of_two_versions_the_one_that_says_it(tmp_path: Path) -> None:
    mail = message(text="The whole text in plain letters.\n")
    mail.add_alternative("<p>The whole text in <b>bold</b> letters.</p>", subtype="html")
    assert "plain letters" in text_of(tmp_path, mail) and "bold" not in text_of(tmp_path, mail)
    mail = message(text="Your program can't show this.\n")
    mail.add_alternative(f"<p>The whole text.</p><!--{'x' * 9000}-->", subtype="html")
    assert "The whole text." in text_of(tmp_path, mail) and "can't show" not in text_of(tmp_path, mail)


def test_a_long_message_comes_in_pieces(tmp_path: Path) -> None:
    found, _ = eml(tmp_path, message(text="".join(f"Paragraph {n} says one thing.\n\n" for n in range(20_000))))
    pages = [page for page in found if isinstance(page, Page)]
    assert len(pages) > 2 and pages[1].offset == len(pages[0].text)
    html = message()
    html.set_content("".join(f"<p>Paragraph {n} says one thing.</p>" for n in range(20_000)), subtype="html")
    assert len([page for page in eml(tmp_path, html)[0] if isinstance(page, Page)]) > 2


PLAIN = """Hello Bob,

please bring
- a lamp
- a radio

On Monday Ann wrote:
> Bring what you have.
>
>> And more?
> Yes.

-----Original Message-----
From: Carl

Older words.
--\x20
Zoë
__________
"""


def test_quotations_and_lists_in_plain_text() -> None:
    outline = Outline()
    add_plain(outline, PLAIN)
    assert blocks(outline.take()) == [
        ("paragraph", "Hello Bob,"),
        ("paragraph", "please bring\n- a lamp\n- a radio"),
        ("paragraph", "On Monday Ann wrote:"),
        ("note", "Quoted: Bring what you have."),
        ("note", "Quoted: And more?\nYes."),
        ("heading2", "Original Message"),
        ("paragraph", "From: Carl"),
        ("paragraph", "Older words."),
        ("paragraph", "Zoë"),
    ]


def test_lines_that_were_broken_to_travel_are_joined() -> None:
    outline = Outline()
    add_plain(outline, "One \ntwo \nthree.\n> four \n> five.\n-- \nAnn\n", flowed=True)
    assert outline.take().text.split("\n\n")[:-1] == ["One two three.", "Quoted: four five.", "Ann"]
    add_plain(outline, "東京 \n都\n", flowed=True, joined=True)
    assert outline.take().text == "東京都\n\n"


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("=?utf-8?B?R3LDtsOfZQ==?= x", "Größe x"),
        ("=?utf-8?q?Gr=C3=B6=C3?=\r\n =?UTF-8?q?=9Fe?=", "Größe"),
        ("=?iso-8859-1?Q?a=A0=80_b?= (=?koi8-r?B?zMHN0ME=?=)", "a € b (лампа)"),
        ("=?x-none?Q?plain?= =?utf-8?B?@@@?=", "plain"),
        ("=?utf-8?B?R3LDtsOfZQ", "=?utf-8?B?R3LDtsOfZQ"),
        ("Gr\udcc3\udcb6\udcc3\udc9fe", "Größe"),
        ("Gr\udcf6\udcdfe", "Größe"),
        ("=?base64?Q?a?= =?punycode?Q?b?= =?undefined?Q?c?=", "abc"),
    ],
)
def test_words_of_headers(raw: str, meant: str) -> None:
    assert words(raw) == meant


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        (b"Content-Type: text/plain; charset=windows-1251", "лампа".encode("cp1251"), "лампа"),
        (b"Content-Type: text/plain; charset=iso-8859-1", b"10 \x80", "10 €"),
        (b"Content-Type: text/plain; charset=iso-8859-1", "Größe 10 €".encode(), "Größe 10 €"),
        (b"Content-Type: text/plain; charset=us-ascii", "Größe und Länge".encode(), "Größe und Länge"),
        (b"Content-Type: text/plain; charset=no-such", b"plain words", "plain words"),
        (b"Content-Type: text/plain; charset*=utf-8''utf-8", "Größe".encode(), "Größe"),
        (b"Content-Transfer-Encoding: quoted-printable", b"Gr=C3=B6=\r\n=C3=9Fe =", "Größe"),
        (b"Content-Transfer-Encoding: BASE64", b"R3LDt\r\n! sOfZQ==\r\nR3LDtsOfZQ\r\n", "GrößeGröße"),
        (b"Content-Transfer-Encoding: x-uuencode", b"begin 644 a.txt\n%=V]R9',\n`\nend\n", "words"),
        (b"Content-Transfer-Encoding: nonsense", b"plain words", "plain words"),
        (b"Content-Type: text/html; charset=utf-8", "<p>Größe".encode(), "Größe"),
        (b"Content-Type: ;;=;", b"plain words", "plain words"),
        (b"Content-Type: multipart/mixed", b"no parts at all", "no parts at all"),
    ],
)
def test_bodies_in_any_dress(tmp_path: Path, headers: bytes, body: bytes, text: str) -> None:
    assert text in text_of(tmp_path, b"Subject: a\r\nFrom: b\r\n" + headers + b"\r\n\r\n" + body)


def multipart(*parts: bytes, kind: bytes = b"mixed", mark: bytes = b"b") -> bytes:
    """A part that holds others, headers and all."""
    inner = b"".join(b"--" + mark + b"\n" + part + b"\n" for part in parts)
    return (
        b"Content-Type: multipart/" + kind + b'; boundary="' + mark + b'"\n\nignored\n' + inner + b"--" + mark + b"--\n"
    )


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize("way", ["base64", "quoted-printable", "8bit"])
def test_the_bytes_of_a_part_survive(tmp_path: Path, way: str, wrapped: bool) -> None:
    """However the pieces that are read fall on the letters."""
    data = b"".join(b"%06d=\xff " % number for number in range(50_000)) + b"."
    encoded = {
        "base64": base64.encodebytes(data) if wrapped else base64.b64encode(data),
        "quoted-printable": quopri.encodestring(data) if wrapped else data.replace(b"=", b"=3D"),
        "8bit": data,
    }[way]
    head = f"Content-Transfer-Encoding: {way}\n\n".encode()
    path = tmp_path / "a.eml"
    path.write_bytes(multipart(head + encoded))
    with path.open("rb") as file:
        (part,) = mime.parse(file, 0, path.stat().st_size).parts
        body, got = Body(file, part), b""
        while piece := body.read(7001):
            got += piece
    assert got == data


def test_messages_that_only_their_recipient_opens(tmp_path: Path) -> None:
    sealed = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nxxxx"
    pgp = multipart(b"Content-Type: application/pgp-encrypted\n\nVersion: 1", kind=b"encrypted")
    for body in (sealed, pgp):
        (page,), error = eml(tmp_path, b"Subject: Secret\n" + body)
        assert isinstance(page, Page) and "Secret" in page.text and "Note: This message is encrypted" in page.text
        assert "encrypted" in error
    inline = b"Subject: a\n\nBefore\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\nAfter"
    assert "hQEMA" not in text_of(tmp_path, inline) and "After" in text_of(tmp_path, inline)
    signed = b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nWords.\n-----BEGIN PGP SIGNATURE-----\n\nabc\n"
    assert text_of(tmp_path, b"Subject: a\n\n" + signed).endswith("Words.\n\n")
    s_mime = multipart(
        b"\nWords.\n", b"Content-Type: application/pkcs7-signature; name=smime.p7s\n\nabc", kind=b"signed"
    )
    found, _ = eml(tmp_path, b"Subject: a\n" + s_mime)
    assert len(found) == 1 and "Words." in text_of(tmp_path, b"Subject: a\n" + s_mime)


def test_mails_as_programs_keep_them(tmp_path: Path) -> None:
    plain = b"Subject: Kept\nFrom: a@b.c\n\nWords.\n"
    for data in (
        b"From someone Mon Jan  6 10:00:00 2020\n" + plain,
        b"\r\n\r\n" + plain.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + plain,
        plain.decode().encode("utf-16"),
        plain.decode().encode("utf-16-le"),
        b"%d  \n" % len(plain) + plain + b'<?xml version="1.0"?><plist>secret</plist>',
    ):
        (page, author), title = eml(tmp_path, data)
        assert (title, author) == ("Kept", Author("a@b.c"))
        assert blocks(page)[1:] == [("list", "From: a@b.c"), ("paragraph", "Words.")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"Subject: a",
        b"Subject: a\nDate: " + b"9" * 5000 + b"\n\nwords",
        b"Subject: " + b"=?utf-8?Q?a?= " * 20_000 + b"\n\nwords",
        b"X: y\n" * 30_000 + b"\nwords",
        b"Subject: " + b"x" * 5_000_000 + b"\n\nwords",
        b"Content-Type: multipart/mixed; boundary=" + b"x" * 100_000 + b"\n\n--" + b"x" * 100_000 + b"\n\nwords",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(500)) + b"\nwords",
        multipart(*[b"\nw"] * 6_000),
        multipart(*[b"Content-Type: message/rfc822\n\nSubject: x\n"] * 100),
        b"Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nwords that end",
        b"Subject: a\n\n" + b"> " * 100_000 + b"\n" + b"--" * 100_000,
        b"Content-Type: message/rfc822\n\n" * 200 + b"Subject: the innermost\n\nwords",
    ],
)
def test_odd_mails_end_quickly(tmp_path: Path, data: bytes) -> None:
    found, _ = eml(tmp_path, data)
    assert found and isinstance(found[0], Page)
    assert sum(len(one.text) for one in found if isinstance(one, Page)) < 2 * len(data) + 20_000


def mailbox(folder: Path, data: bytes) -> tuple[list[Found], str]:
    path = folder / "a.mbox"
    path.write_bytes(data)
    return read(path, "mbox")


def test_a_mailbox(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment("Line one", filename="notes.txt")
    plain = b"From b Tue Jan  7 10:00:00 2020\nX-Status: read\n\n>From the start.\n>>From far.\nFrom here on.\n\n"
    data = b"From a Mon Jan  6 10:00:00 2020\n" + bytes(mail) + b"\n" + plain + b"From c\nSubject: Last\n\nWords.\n"
    found, title = mailbox(tmp_path, data)
    pages = [page for page in found if isinstance(page, Page)]
    assert [(page.number, page.label, page.part) for page in pages] == [
        (1, "Message 1", ""),
        (None, "", "1/notes.txt"),
        (2, "Message 2", ""),
        (3, "Message 3", ""),
    ]
    assert blocks(pages[2])[1:] == [
        ("paragraph", "From the start."),
        ("note", "Quoted: From far."),
        ("paragraph", "From here on."),
    ]
    assert pages[3].text.startswith("Last\n\n") and title == ""
    assert [part.name for part in found if isinstance(part, Part)] == ["1/notes.txt"]
    source = Source(tmp_path / "a.mbox", "mbox", tmp_path / "scratch")
    assert member_path(source, "1/notes.txt").path.read_text() == "Line one\n"
    with pytest.raises(WellreadError):
        member_path(source, "2/notes.txt")


def test_where_messages_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same wherever the pieces of the mailbox that are read happen to end."""
    text = b"Words.\nFrom the beginning, 10 days\n\nFrom here 12:30 it goes\non\n\nFrom nowhere\nat all\n"
    data = b"".join(b"From a%d Mon Jan  6 10:00:00 2020\nSubject: %d\n\n" % (n, n) + text for n in range(40))
    path = tmp_path / "a.mbox"
    path.write_bytes(data + b"\r\nFrom z\r\nSubject: z\r\n\r\nWords.")
    starts = {}
    for size in (1 << 20, 2048, 1013, 1500):
        monkeypatch.setattr(mbox, "_BYTES", size)
        with path.open("rb") as file:
            found = list(mbox._messages(file))
        starts[size] = [one.start for one in found]
        assert [one.end for one in found[:-1]] == starts[size][1:] and found[-1].end == path.stat().st_size
    assert len(starts[1 << 20]) == 41
    assert all(there == starts[1 << 20] for there in starts.values())


def test_a_mailbox_says_what_it_could_not_read(tmp_path: Path) -> None:
    sealed = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nxxxx\n\n"
    data = b"From a Mon Jan  6 10:00:00 2020\nSubject: One\n" + sealed
    found, error = mailbox(tmp_path, data + data + b"From a Mon Jan  6 10:00:00 2020\nSubject: Two\n\nWords.\n")
    assert len(found) == 3
    assert error == "2 of its 3 messages are encrypted, and only their headers were read."


def test_a_message_of_a_mailbox_has_no_heading_of_another(tmp_path: Path) -> None:
    data = (
        b"From a Mon Jan  6 10:00:00 2020\nSubject: One\n\nWords.\n\nFrom b Mon Jan  6 10:00:00 2020\nTo: x\n\nMore.\n"
    )
    cutter = Cutter()
    headings = [
        passage.heading for page in mailbox(tmp_path, data)[0] if isinstance(page, Page) for passage in cutter.cut(page)
    ]
    assert headings == [("One",), ("(no subject)",)]
