"""What a mail is made of, for a person: its text, the files attached to it, and what of it can't be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from mimetypes import MimeTypes
from typing import IO

from core.reading.mail.letter import Text, says_enough
from core.reading.mail.mail_body import Body
from core.reading.mail.mail_words import decoded, header, parameter
from core.reading.mail.mime import Entity, parse

# A text longer than this was written by a program, and is read as far as this.
_MOST_TEXT = 16 << 20
# Pictures shown within the text: what is smaller is a logo or a smiley.
_LEAST_PICTURE = 16 << 10
_PEEK = 64 << 10
_MARKED_FROM = re.compile(r"^>(?=>*From )", re.MULTILINE)
_ENCRYPTED = "This message is encrypted, and only the mail program of its recipient opens it."
_WRAPPED = "This message is wrapped in its signature (S/MIME), and Wellread does not unwrap it."
_CUT = "This message is longer than what was read of it."
_PASSED_OVER = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
     "application/pgp-keys", "application/applefile", "text/rfc822-headers", "message/external-body"}
)  # fmt: skip
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SHOWN = frozenset({"text/plain", "text/html", "message/delivery-status", "message/disposition-notification"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a mail."""

    name: str
    entity: Entity


@dataclass(slots=True)
class Parts:
    """The text of a mail in order, its attachments, and remarks for the person about what could not be read."""

    texts: list[Text] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    encrypted: bool = False


class Gathering:
    """Goes through a mail that was parsed."""

    def __init__(self, file: IO[bytes], root: Entity, from_mailbox: bool = False) -> None:
        self._file = file
        self._root = root
        self._from_mailbox = from_mailbox
        self._types = MimeTypes(filenames=())
        self.parts = Parts()

    def run(self) -> Parts:
        self._gather(self._root, self.parts)
        return self.parts

    def _gather(self, entity: Entity, parts: Parts, digest: bool = False) -> None:
        kind = entity.type
        if digest and "content-type" not in entity.headers:
            kind = "message/rfc822"
        if kind == "multipart/encrypted" or (kind in _SMIME and _is_sealed(entity)):
            parts.encrypted = True
            parts.remarks.append(_ENCRYPTED)
        elif kind in _SMIME:
            parts.remarks.append(_WRAPPED)
        elif kind == "multipart/alternative" and entity.parts:
            self._choose(entity, parts)
        elif kind in _PASSED_OVER:
            pass
        elif entity.parts:
            for part in entity.parts:
                self._gather(part, parts, digest=kind == "multipart/digest")
        elif self._is_text(entity, kind):
            parts.texts.append(self._text(entity, kind, parts))
        elif not _is_ornament(entity, kind):
            parts.attachments.append(Attachment(self._name(entity, kind), entity))

    def _choose(self, entity: Entity, parts: Parts) -> None:
        """Of several versions of one text the plain one, unless it only says that there is another."""
        plain, rich = Parts(), Parts()
        for part in entity.parts:
            version = Parts()
            self._gather(part, version)
            is_rich = any(text.html for text in version.texts)
            chosen = rich if is_rich else plain
            if not chosen.texts:
                chosen.texts = version.texts
            parts.attachments += version.attachments
            parts.remarks += version.remarks
            parts.encrypted = parts.encrypted or version.encrypted
        length = sum(len(text.plain.strip()) for text in plain.texts)
        whole = says_enough(length, sum(len(text.html) for text in rich.texts))
        parts.texts += plain.texts if whole or not rich.texts else rich.texts

    def _is_text(self, entity: Entity, kind: str) -> bool:
        if entity is self._root and kind.startswith(("text/", "multipart/")):
            return True
        if kind.startswith("multipart/"):  # its parts were not found
            return True
        return kind in _SHOWN and _disposition(entity) != "attachment" and not _given_name(entity)

    def _text(self, entity: Entity, kind: str, parts: Parts) -> Text:
        body = Body(self._file, entity)
        data = b""
        while len(data) < _MOST_TEXT and (piece := body.read(_MOST_TEXT)):
            data += piece
        if body.read(1):
            parts.remarks.append(_CUT)
        charset = parameter(entity.headers, "charset")
        if kind == "text/html":
            return Text(html=data, charset=charset)
        flowed = parameter(entity.headers, "format").lower() == "flowed"
        joined = parameter(entity.headers, "delsp").lower() == "yes"
        text = decoded(data, charset)
        if self._from_mailbox:
            text = _MARKED_FROM.sub("", text)
        return Text(text, flowed=flowed, joined=joined)

    def _name(self, entity: Entity, kind: str) -> str:
        name = _given_name(entity).replace("/", "_").replace("\\", "_")
        if kind == "message/rfc822":
            inner = parse(self._file, entity.start, min(entity.end, entity.start + _PEEK)).headers
            name = name or header(inner, "subject").replace("/", "_") or "message"
            return name if name.lower().endswith(".eml") else f"{name}.eml"
        return name or f"attachment{self._types.guess_extension(kind) or ''}"


def _is_sealed(entity: Entity) -> bool:
    stated = parameter(entity.headers, "smime-type").lower()
    return "enveloped" in stated or (not stated and _given_name(entity).lower() in ("", "smime.p7m"))


def _is_ornament(entity: Entity, kind: str) -> bool:
    shown_within = "content-id" in entity.headers or _disposition(entity) == "inline"
    return kind.startswith("image/") and shown_within and entity.end - entity.start < _LEAST_PICTURE


def _disposition(entity: Entity) -> str:
    return header(entity.headers, "content-disposition").partition(";")[0].strip().lower()


def _given_name(entity: Entity) -> str:
    return parameter(entity.headers, "filename", "content-disposition") or parameter(entity.headers, "name")
