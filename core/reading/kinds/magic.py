"""Files of data, known by their first bytes: what reads them, or what a person should hear instead."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from typing import NamedTuple

_ARCHIVE = "Wellread does not open {} archives. Unpack it into a folder to have its files read."
_VIDEO = "This is a video; Wellread reads text."
_AUDIO = "This is a sound recording; Wellread reads text."
_PROGRAM = "This is a program; there is nothing in it to read."
_FONT = "This is a font; there is nothing in it to read."
_DATABASE = "This is a database. Export what you need from it as CSV to have it read."
_DISK = "This is the image of a disk. Open it and add the folder that it holds."
_DATA = "This holds data for programs, and nothing for a person to read."
_PICTURE = "Wellread does not read pictures of this kind. Save it as PNG or JPEG to have the text in it read."
_RAW = "This is a camera's raw picture. Save it as JPEG to have the text in it read."
_DRAWING = "This is a drawing. Save it as PDF to have the text in it read."
_OLD_OFFICE = "This document is of an office program that Wellread does not read. Save it as {} to have it read."
_NOTES = "Wellread does not read OneNote files. Export the notes as PDF or Word to have them read."
_KEYS = "This holds keys or passwords, and is left alone."
_MAIL_STORE = "This is Outlook's own store of mail. Export the messages as EML or MBOX to have them read."
_SIGNED = "This is a signature or an encrypted message, and can't be read."
_CERTIFICATE = "This holds a certificate; there is nothing in it for a person to read."
_HELP = "Wellread does not read Windows help files."

# First bytes, the kind that reads such a file or "", and what is said where none does.
_Start = tuple[bytes, str, str]
_STARTS: tuple[_Start, ...] = (
    (b"PK\x03\x04", "zip", ""), (b"PK\x05\x06", "zip", ""), (b"PK\x07\x08", "zip", ""), (b"PK00PK\x03\x04", "zip", ""),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole", ""), (b"7z\xbc\xaf\x27\x1c", "7z", ""),
    (b"\x1f\x8b\x08", "gzip", ""), (b"\xfd7zXZ\x00", "gzip", ""),
    (b"\x89PNG\r\n\x1a\n", "image", ""), (b"\xff\xd8\xff", "image", ""), (b"GIF87a", "image", ""),
    (b"GIF89a", "image", ""), (b"II*\x00", "image", ""), (b"MM\x00*", "image", ""), (b"II+\x00", "image", ""),
    (b"MM\x00+", "image", ""),
    (b"Rar!\x1a\x07", "", _ARCHIVE.format("RAR")), (b"MSCF", "", _ARCHIVE.format("CAB")),
    (b"\x1f\x9d", "", _ARCHIVE.format("compress")), (b"\x1f\xa0", "", _ARCHIVE.format("compress")),
    (b"\x28\xb5\x2f\xfd", "gzip", ""), (b"\x04\x22\x4d\x18", "", _ARCHIVE.format("LZ4")),
    (b"LZIP", "", _ARCHIVE.format("lzip")), (b"\x60\xea", "", _ARCHIVE.format("ARJ")),
    (b"xar!", "", _ARCHIVE.format("XAR")), (b"!<arch>\n", "", _ARCHIVE.format("ar")),
    (b"\xed\xab\xee\xdb", "", _ARCHIVE.format("RPM")), (b"070701", "", _ARCHIVE.format("cpio")),
    (b"\x7fELF", "", _PROGRAM), (b"\xca\xfe\xba\xbe", "", _PROGRAM), (b"\xfe\xed\xfa\xce", "", _PROGRAM),
    (b"\xfe\xed\xfa\xcf", "", _PROGRAM), (b"\xce\xfa\xed\xfe", "", _PROGRAM), (b"\xcf\xfa\xed\xfe", "", _PROGRAM),
    (b"\x00asm", "", _PROGRAM), (b"dex\n", "", _PROGRAM), (b"BC\xc0\xde", "", _PROGRAM),
    (b"\x00\x01\x00\x00\x00", "", _FONT), (b"OTTO", "", _FONT), (b"ttcf", "", _FONT), (b"wOFF", "", _FONT),
    (b"wOF2", "", _FONT), (b"true\x00", "", _FONT), (b"%!PS-AdobeFont", "", _FONT), (b"%!FontType1", "", _FONT),
    (b"SQLite format 3\x00", "", _DATABASE), (b"\x00\x01\x00\x00Standard ", "", _DATABASE), (b"PAR1", "", _DATABASE),
    (b"ARROW1", "", _DATABASE), (b"\x89HDF\r\n\x1a\n", "", _DATABASE), (b"ORC", "", _DATABASE),
    (b"Obj\x01", "", _DATABASE), (b"\x93NUMPY", "", _DATA), (b"GGUF", "", _DATA), (b"bplist0", "", _DATA),
    (b"\x00\x05\x16\x07", "", _DATA), (b"\x00\x05\x16\x00", "", _DATA), (b"\x00\x00\x00\x01Bud1", "", _DATA),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "", "This is a Windows shortcut; it points to another file."),
    (b"d8:announce", "", _DATA), (b"PACK\x00\x00", "", _DATA), (b"MThd", "", _AUDIO),
    (b"ID3", "", _AUDIO), (b"OggS", "", _AUDIO), (b"fLaC", "", _AUDIO), (b"#!AMR", "", _AUDIO), (b"MAC ", "", _AUDIO),
    (b"\x1aE\xdf\xa3", "", _VIDEO), (b"\x00\x00\x01\xba", "", _VIDEO), (b"\x00\x00\x01\xb3", "", _VIDEO),
    (b"FLV\x01", "", _VIDEO), (b"0&\xb2u\x8ef\xcf\x11", "", _VIDEO), (b".RMF", "", _VIDEO),
    (b"\x00\x00\x00\x0cjP  ", "", _PICTURE), (b"\xff\x4f\xff\x51", "", _PICTURE), (b"8BPS", "", _PICTURE),
    (b"\x00\x00\x00\x0cJXL ", "", _PICTURE), (b"\xff\x0a", "", _PICTURE), (b"gimp xcf", "", _PICTURE),
    (b"\x00\x00\x01\x00", "", _PICTURE), (b"\x00\x00\x02\x00", "", _PICTURE), (b"FUJIFILM", "", _RAW),
    (b"\xd7\xcd\xc6\x9a", "", _DRAWING), (b"\x01\x00\x00\x00\x58\x00\x00\x00", "", _DRAWING), (b"AC10", "", _DRAWING),
    (b"\xc5\xd0\xd3\xc6", "", "This is PostScript. Convert it to PDF to have it read."),
    (b"AT&TFORM", "", "Wellread does not read DjVu files. Save it as PDF to have it read."),
    (b"ITOLITLS", "", "Wellread does not read Microsoft Reader books."),
    (b"\xeaDRMION\xee", "", "This book is protected against copying, so it can't be read."),
    (b"ITSF", "", _HELP), (b"?_\x03\x00", "", _HELP),
    (b"\xe4R\x5c\x7b\x8c\xd8\xa7\x4d", "", _NOTES), (b'\xa1/\xffC\xd9\xefvL\x9e\xe2\x10\xeaW"v_', "", _NOTES),
    (b"!BDN", "", _MAIL_STORE), (b"\x78\x9f\x3e\x22", "tnef", ""),
    (b"\xffWPC", "", _OLD_OFFICE.format("DOCX or PDF")), (b"\xdb\xa5", "", _OLD_OFFICE.format("DOCX or PDF")),
    (b"\x9b\xa5", "", _OLD_OFFICE.format("DOCX or PDF")), (b"1\xbe\x00\x00", "", _OLD_OFFICE.format("DOCX or PDF")),
    (b"HWP Document File", "", _OLD_OFFICE.format("DOCX or PDF")),
    (b"\x09\x04\x06\x00", "", _OLD_OFFICE.format("XLSX")), (b"\x09\x02\x06\x00", "", _OLD_OFFICE.format("XLSX")),
    (b"\x09\x00\x04\x00", "", _OLD_OFFICE.format("XLSX")), (b"\x09\x08\x08\x00", "", _OLD_OFFICE.format("XLSX")),
    (b"\x00\x00\x02\x00\x06\x04\x06\x00", "", _OLD_OFFICE.format("XLSX")),
    (b"\x00\x00\x1a\x00", "", _OLD_OFFICE.format("XLSX")),
    (b"\x03\xd9\xa2\x9a", "", _KEYS), (b"\xfe\xed\xfe\xed", "", _KEYS), (b"age-encryption.org/", "", _KEYS),
    (b"QFI\xfb", "", _DISK), (b"KDM", "", _DISK), (b"vhdxfile", "", _DISK), (b"conectix", "", _DISK),
    (b"LUKS\xba\xbe", "", _DISK), (b"\xeb\x52\x90NTFS", "", _DISK),
)  # fmt: skip
# Some of these may begin a text as well; only where it is none they mean data.
_COULD_BE_TEXT = re.compile(rb"[\t\n\r -~\x80-\xff]*")
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"), _PICTURE),
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P "), _AUDIO),
    b"crx ": _RAW,
}
_RIFFS = {b"WEBP": "", b"WAVE": _AUDIO, b"AVI ": _VIDEO, b"RMID": _AUDIO, b"CDR": _DRAWING}
_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_SUFFIXES = {
    _VIDEO: ".mp4 .m4v .mov .avi .mkv .webm .wmv .mpg .mpeg .flv .3gp .vob .m2ts .mts .ogv",
    _AUDIO: ".mp3 .m4a .aac .wav .wma .ogg .oga .flac .aiff .aif .opus .mid .midi .amr .ape",
    _PROGRAM: ".exe .dll .so .dylib .o .obj .a .lib .class .jar .pyc .pyo .pyd .wasm .sys .com .msi .apk .app .elf",
    _FONT: ".ttf .otf .woff .woff2 .pfb .pfm .fon .eot",
    _DATABASE: ".db .sqlite .sqlite3 .mdb .accdb .dbf .fdb .myd .ibd .parquet .feather .sav .dta .rds .rdata .mat .h5",
    _DISK: ".iso .img .dmg .vmdk .vdi .vhd .vhdx .qcow2 .toast",
    _PICTURE: ".heic .heif .avif .jp2 .jxl .psd .ico .icns .xcf .tga .dds .exr .hdr .pcx",
    _RAW: ".nef .cr2 .cr3 .arw .dng .orf .rw2 .pef .srw .raf .raw",
    _DRAWING: ".dwg .dxf .vsd .ai .cdr .skp .sketch .fig .emf .wmf",
    _KEYS: ".p12 .pfx .jks .keystore .kdbx .kdb .gpg .pgp .key .asc",
    _NOTES: ".one .onetoc2 .onepkg",
    _MAIL_STORE: ".pst .ost",
    _HELP: ".chm .hlp",
    _SIGNED: ".p7m .p7s .p7c .p7b",
    _CERTIFICATE: ".cer .crt .der .pem .csr .crl",
}
_BY_SUFFIX = {suffix: reason for reason, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}


class Verdict(NamedTuple):
    """What a file of data is: the kind that reads it, or "" and a sentence for a person."""

    kind: str
    reason: str = ""


def certain(suffix: str, head: bytes) -> Verdict | None:
    """What a file is whose first bytes begin no text; None where they might."""
    if found := _start(_BINARY, head):
        raw = found.kind == "image" and _BY_SUFFIX.get(suffix) is _RAW
        return Verdict("", _RAW) if raw else found
    if is_tar(head):
        return Verdict("tar")
    if head[60:68] in (b"BOOKMOBI", b"TEXtREAd"):
        return Verdict("mobi")
    return Verdict("gzip") if re.match(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", head) else None


def likely(head: bytes) -> Verdict | None:
    """What a file is that holds no text; None where that is not known."""
    if found := _start(_AS_TEXT, head):
        return found
    if head.startswith(b"RIFF"):
        return _known(_RIFFS, head[8:12], _DATA)
    if head[4:8] == b"ftyp":
        return _known(_BRANDS, head[8:12], _VIDEO)
    if head[4:8] in (b"moov", b"mdat", b"wide", b"skip") or (head[:1] == head[188:189] == head[376:377] == b"G"):
        return Verdict("", _VIDEO)
    if head.startswith(b"FORM") or re.match(rb"\xff[\xf1-\xf3\xf9-\xfb]", head):
        return Verdict("", _AUDIO)
    if head.startswith(b"BM") and len(head) > 18 and struct.unpack_from("<I", head, 14)[0] in _BITMAP_HEADERS:
        return Verdict("image")
    if head.startswith(b"MZ"):
        return Verdict("", _PROGRAM)
    return Verdict("", _DATA) if re.match(rb"\x80[\x02-\x05]", head) else None


def by_suffix(suffix: str) -> str:
    """What a person is told of a file that only its name speaks of, "" where that says nothing either."""
    return _BY_SUFFIX.get(suffix, "")


def is_tar(head: bytes) -> bool:
    """Whether the first block is the header of an archive's member: by its mark, or by the sum that it states."""
    if len(head) < 512 or not head[0]:
        return False
    if head[257:262] == b"ustar":
        return True
    stated = head[148:156].strip(b" \0")
    if not re.fullmatch(rb"[0-7]{1,7}", stated) or not re.fullmatch(rb"[ 0-7]{6,12}\0? ?\0*", head[124:136]):
        return False
    return int(stated, 8) == sum(head[:148]) + sum(head[156:512]) + 8 * 0x20


def _start(starts: dict[int, list[_Start]], head: bytes) -> Verdict | None:
    return next((Verdict(kind, why) for start, kind, why in starts.get(head[0], ()) if head.startswith(start)), None)


def _by_first(starts: Iterable[_Start]) -> dict[int, list[_Start]]:
    grouped: dict[int, list[_Start]] = {}
    for start in starts:
        grouped.setdefault(start[0][0], []).append(start)
    return grouped


def _known(names: dict[bytes, str], name: bytes, otherwise: str) -> Verdict:
    reason = names.get(name, otherwise)
    return Verdict("", reason) if reason else Verdict("image")


_BINARY = _by_first(start for start in _STARTS if not _COULD_BE_TEXT.fullmatch(start[0]))
_AS_TEXT = _by_first(start for start in _STARTS if _COULD_BE_TEXT.fullmatch(start[0]))
