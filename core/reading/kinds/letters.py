"""Texts that carry their kind at their head: mails, mailboxes, calendars, address books, rich text, keys."""

from __future__ import annotations

import re

from core.reading.kinds.magic import Verdict

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t]|$)(.*)")
# Written by programs that carry mail, and by no person who types a letter.
_CARRIED = frozenset(
    "received message-id mime-version return-path delivered-to dkim-signature x-mailer x-original-to arc-seal "
    "authentication-results content-transfer-encoding user-agent x-received x-google-smtp-source thread-index".split()
)
_WRITTEN = frozenset({"from", "to", "subject", "date", "cc", "bcc", "sender", "reply-to", "content-type"})
_MAIL = frozenset({".eml", ".mail", ".mime", ".mim", ".p7s", ".p7m"})
_WEB = frozenset({".mht", ".mhtml"})
_FROM = re.compile(r"From \S+.*\d\d:\d\d.*(?:\r\n|\n|\r)|From \S+[^\n]*(?:\r\n|\n|\r)(?=[A-Z][A-Za-z-]+:[ \t])")
_MAILBOX = frozenset({".mbox", ".mbx", ".mbs"})
_ARMOUR = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----")
_PRIVATE = re.compile(r"^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----", re.MULTILINE)
_KEY_FILES = frozenset({".pem", ".key", ".crt", ".cer", ".p12", ".ppk", ".ovpn", ".csr"})
_KEYS = Verdict("", "This holds a key or a certificate, and is left alone.")
_POSTSCRIPT = Verdict("", "This is PostScript. Convert it to PDF to have it read.")
_MOST_FIELDS = 200


def judge(suffix: str, text: str) -> Verdict | None:
    """What a text is by its head; None where that says nothing."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{\\rtf"):
        return Verdict("rtf")
    if start.startswith(("%!PS", "\x04%!PS")):
        return _POSTSCRIPT
    if start[:15].upper() == "BEGIN:VCALENDAR":
        return Verdict("ics")
    if start[:11].upper() == "BEGIN:VCARD":
        return Verdict("vcf")
    if (armour := _ARMOUR.match(start)) and armour[1] != "PGP SIGNED MESSAGE":
        return Verdict("", "This message is encrypted, and can't be read.") if armour[1] == "PGP MESSAGE" else _KEYS
    if (suffix in _KEY_FILES and _PRIVATE.search(text)) or start.startswith("PuTTY-User-Key-File-"):
        return _KEYS
    if _FROM.match(text) or (suffix in _MAILBOX and start.startswith("From ")):
        return Verdict("mbox")
    return _mail(suffix, start)


def _mail(suffix: str, text: str) -> Verdict | None:
    fields = _fields(text)
    known = _CARRIED | _WRITTEN
    kind = fields.get("content-type", "").lower()
    saved = fields.get("from", "").lower().startswith("<saved by") or "snapshot-content-location" in fields
    related = kind.startswith("multipart/related") and "mime-version" in fields
    if saved or (related and (suffix not in _MAIL) and "received" not in fields and "to" not in fields):
        return Verdict("mhtml")
    if suffix in _WEB and fields.keys() & known:
        return Verdict("mhtml")
    if suffix in _MAIL and fields.keys() & known:
        return Verdict("eml")
    carried = fields.keys() & _CARRIED
    return Verdict("eml") if carried and len(fields.keys() & known) >= 3 else None


def _fields(text: str) -> dict[str, str]:
    """The header fields that a text begins with, names in lower case; empty where it begins otherwise."""
    fields: dict[str, str] = {}
    for line in text.splitlines()[:_MOST_FIELDS]:
        if line[:1] in (" ", "\t") and fields:
            continue
        field = _FIELD.match(line)
        if field is None:
            break
        fields.setdefault(field[1].lower(), field[2])
    return fields
