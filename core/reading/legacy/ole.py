"""Tells which program an OLE file belongs to, by the streams in it, and whether it is encrypted."""

from __future__ import annotations

import struct
from pathlib import Path

from core.errors import NotRead, WellreadError
from core.reading.legacy.compound import Compound
from core.reading.opening import open_plain

_WORD = "WordDocument"
_BOOKS = ("Workbook", "Book")
_SLIDES = ("PowerPoint Document", "PP97_DUALSTORAGE/PowerPoint Document")
_FILE_PASS = 0x2F
_PASSWORD_BEFORE = 20  # records of a workbook; it stands among the first ones
_ENCRYPTED_SLIDES = 0xF3D1C4DF

# What else keeps its files this way: a stream or storage at the top that names the program.
_DOCUMENTS = (
    ("visiodocument", "a Visio drawing"),
    ("quill", "a Publisher document"),
    ("pp40", "a presentation of PowerPoint 95 or older"),
    ("\x05hwpsummaryinformation", "a Hangul (HWP) document"),
    ("bodytext", "a Hangul (HWP) document"),
    ("matost", "a Works document"),
    ("mn0", "a Works document"),
    ("perfectoffice_main", "a WordPerfect document"),
    ("starwriterdocument", "a StarOffice document"),
    ("starcalcdocument", "a StarOffice spreadsheet"),
    ("starimpressdocument3", "a StarOffice presentation"),
    ("stardrawdocument3", "a StarOffice drawing"),
    ("swdoccontentmgr", "a SolidWorks file"),
    ("revitpreview4.0", "a Revit model"),
    ("rsestorageinfo", "an Inventor file"),
    ("classdirectory3", "a 3ds Max scene"),
)
_OTHERS = (
    ("catalog", "a collection of thumbnails that Windows made"),
    ("ole10native", "an object taken out of a document"),
    ("\x01ole10native", "an object taken out of a document"),
)
# Where no stream does, the class of the program may.
_DOCUMENT_MAKERS = {
    "74B78F3A-C8C8-11D1-BE11-00C04FB6FAF1": "a Project file",
    "0EA45AB2-9E0A-11D1-A407-00C04FB932BA": "a Works document",
    "28CDDBC2-0AE2-11CE-A29A-00AA004A1A72": "a Works document",
}
_OTHER_MAKERS = {
    "000C1084-0000-0000-C000-000000000046": "an installer for Windows",
    "000C1086-0000-0000-C000-000000000046": "an update for Windows",
}
_INSTALLER = "\u4840"  # begins the packed names of its tables


def ole_kind(path: Path) -> str:
    """What an OLE file is: "doc", "xls", "ppt", "msg", or "encrypted" for what core.reading.legacy.unlock opens.

    Raises NotRead with a sentence that names what it is else, WellreadError for a damaged one.
    """
    with open_plain(path) as file:
        compound = Compound(file)
        kind = _kind(compound)
        if kind in ("msg", "encrypted") and compound.swollen:
            raise WellreadError("This file is damaged: a part of it claims to be longer than all of it.")
        return kind


def _kind(compound: Compound) -> str:
    if "EncryptedPackage" in compound or "\x09DRMContent" in compound:
        if "EncryptionInfo" not in compound:
            raise NotRead("This file is protected by rights management, and opens only in the program that made it.")
        return "encrypted"
    if _WORD in compound:
        return "encrypted" if _is_locked_text(compound) else "doc"
    for name in _BOOKS:
        if name in compound:
            return "encrypted" if _is_locked_book(compound, name) else "xls"
    if any(name in compound for name in _SLIDES):
        return "encrypted" if _are_locked_slides(compound) else "ppt"
    if "__properties_version1.0" in compound:
        return "msg"
    raise _not_read(compound)


def _not_read(compound: Compound) -> NotRead:
    names = compound.names
    what = _DOCUMENT_MAKERS.get(compound.maker) or next((what for name, what in _DOCUMENTS if name in names), "")
    if what:
        return NotRead(f"This is {what}, which Wellread does not read.", "Save it as PDF to have it read.")
    what = _OTHER_MAKERS.get(compound.maker) or next((what for name, what in _OTHERS if name in names), "")
    if any(name.startswith(_INSTALLER) for name in names):
        what = "an installer for Windows"
    if what:
        return NotRead(f"This is {what}, which Wellread does not read.")
    return NotRead("Wellread does not know which program this file belongs to.")


def _is_locked_text(compound: Compound) -> bool:
    flags = compound.stream(_WORD).read_at(10, 2)
    return len(flags) == 2 and bool(flags[1] & 0x01)


def _is_locked_book(compound: Compound, name: str) -> bool:
    stream = compound.stream(name)
    at = 0
    for _ in range(_PASSWORD_BEFORE):
        head = stream.read_at(at, 4)
        if len(head) < 4:
            return False
        kind, length = struct.unpack("<HH", head)
        if kind == _FILE_PASS:
            return True
        at += 4 + length
    return False


def _are_locked_slides(compound: Compound) -> bool:
    if "Current User" not in compound:
        return False
    return compound.stream("Current User").read_at(12, 4) == struct.pack("<I", _ENCRYPTED_SLIDES)
