"""Opens OpenDocument files that are encrypted, with the password that a person gave.

Two ways are in use: each part encrypted for itself (Blowfish until ODF 1.1, then AES in CBC mode, keys by PBKDF2), and
since LibreOffice 24.8 one package around all of them (AES in GCM mode, keys by Argon2). The one library for it
(odf-decrypt) believes what the file says of its keys, holds all that it unpacks in memory, and leaves copies among the
temporary files.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Locked, WellreadError
from core.reading.office.elements import attribute, child
from core.reading.office.parts import Parts
from core.reading.source import Source

_MANIFEST, _PACKAGE = "META-INF/manifest.xml", "encrypted-package"
# The office programs turn a hundred thousand times and fill 64 MB; what asks for much more only takes time.
_MOST_TURNS, _MOST_PASSES, _MOST_MEMORY, _MOST_LANES = 2_000_000, 20, 256 << 10, 16
_MOST_BYTES = 150 << 20  # of one encrypted part, which is decrypted whole
_PIECE = 1 << 20
_MOST_PARTS = 5000
_UNKNOWN = "This document is encrypted in a way that Wellread can't open."


@dataclass(frozen=True, slots=True)
class Lock:
    """How one part is encrypted. `memory` in KiB, 0 where the key is not made by Argon2."""

    part: str
    cipher: str
    vector: bytes
    digest: str
    salt: bytes
    turns: int
    key_size: int
    memory: int
    lanes: int


def read_locks(parts: Parts) -> list[Lock]:
    """How the parts of a file are encrypted, none for a file that is not. Raises WellreadError for unknown ways."""
    locks: list[Lock] = []
    for _, entry in parts.events(_MANIFEST, ("file-entry",), start=False) if _MANIFEST in parts else ():
        data = child(entry, "encryption-data")
        if data is not None and len(locks) < _MOST_PARTS:
            locks.append(_lock(attribute(entry, "full-path"), data))
    return locks


def unlocked(parts: Parts, locks: list[Lock], source: Source) -> Path:
    """A copy below source.scratch without encryption. Raises Locked where the password is missing or wrong."""
    if not source.password:
        raise Locked("This document is protected with a password.")
    copy = source.scratch / "unlocked.odf"
    package = next((lock for lock in locks if lock.part == _PACKAGE), None)
    if package is not None:
        with copy.open("wb") as out:
            for piece in _opened(parts, package, source.password):
                out.write(piece)
        return copy
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for lock in locks:
            if lock.part in parts:
                with archive.open(lock.part, "w") as out:
                    for piece in _opened(parts, lock, source.password):
                        out.write(piece)
    return copy


def _lock(part: str, data: Any) -> Lock:
    cipher, start, key = (child(data, name) for name in ("algorithm", "start-key-generation", "key-derivation"))
    digest = "sha256" if attribute(start, "start-key-generation-name").lower().endswith("sha256") else "sha1"
    argon = attribute(key, "key-derivation-name").lower().endswith("argon2id")
    return Lock(
        part,
        attribute(cipher, "algorithm-name").rpartition("#")[2].lower(),
        _bytes(cipher, "initialisation-vector"),
        digest,
        _bytes(key, "salt"),
        _number(key, "argon2-iterations" if argon else "iteration-count", 1024, _MOST_PASSES if argon else _MOST_TURNS),
        _number(key, "key-size", 16, 32),
        _number(key, "argon2-memory", 65536, _MOST_MEMORY) if argon else 0,
        _number(key, "argon2-lanes", 4, _MOST_LANES),
    )


def _opened(parts: Parts, lock: Lock, password: str) -> Iterator[bytes]:
    """The bytes of a part, piece after piece: what is encrypted is packed, and may unpack to anything."""
    from cryptography.exceptions import InvalidTag

    data = parts.read(lock.part, _MOST_BYTES)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        packed = _decrypted(data, _key(lock, password), lock)
        while packed and not inflate.eof:
            piece = inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
            parts.count(len(piece))
            yield piece
    except (InvalidTag, zlib.error) as error:  # of what decrypts to nonsense
        raise Locked("The password that was given does not open this document.") from error
    except ValueError as error:
        raise WellreadError(_UNKNOWN) from error


def _key(lock: Lock, password: str) -> bytes:
    start = hashlib.new(lock.digest, password.encode(), usedforsecurity=False).digest()
    if not lock.memory:
        return hashlib.pbkdf2_hmac("sha1", start, lock.salt, lock.turns, lock.key_size)
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=lock.salt, length=lock.key_size, iterations=lock.turns, lanes=lock.lanes, memory_cost=lock.memory
    )
    return kdf.derive(start)


def _decrypted(data: bytes, key: bytes, lock: Lock) -> bytes:
    from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if lock.cipher.endswith("-gcm"):
        return AESGCM(key).decrypt(lock.vector, data.removeprefix(lock.vector), None)
    if lock.cipher == "blowfish cfb":
        decryptor = Cipher(Blowfish(key), CFB(lock.vector)).decryptor()
        return decryptor.update(data) + decryptor.finalize()
    if not lock.cipher.startswith("aes") or not lock.cipher.endswith("-cbc"):
        raise WellreadError(_UNKNOWN)
    decryptor = Cipher(algorithms.AES(key), modes.CBC(lock.vector)).decryptor()
    return decryptor.update(data[: len(data) & ~15]) + decryptor.finalize()


def _bytes(element: Any, name: str) -> bytes:
    try:
        return base64.b64decode(attribute(element, name))
    except binascii.Error as error:
        raise WellreadError(_UNKNOWN) from error


def _number(element: Any, name: str, otherwise: int, most: int) -> int:
    value = attribute(element, name)
    number = int(value) if value.isdecimal() and len(value) < 12 else otherwise
    if not 0 < number <= most:
        raise WellreadError("This document asks for hours of work before it opens, so it was not read.")
    return number
