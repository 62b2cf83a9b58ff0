"""OpenDocument files that are encrypted: opened with their password, in all ways that were in use, within bounds."""

from __future__ import annotations

import base64
import hashlib
import zipfile
import zlib
from pathlib import Path

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from core.errors import Locked, WellreadError
from core.reading.registry import read_pages, see_pictures
from core.reading.source import Source
from core.types import Page, Picture
from tests.core.reading.test_opendocument import par, png, zipped

WAYS = {
    # cipher, digest of the password, length of the vector and of the key, how keys are made
    "blowfish": ("Blowfish CFB", "SHA1", 8, 16, 'PBKDF2" iteration-count="1024'),
    "parts": ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "urn:x#sha256", 16, 32, 'PBKDF2" iteration-count="1000'),
    "package": (
        "http://www.w3.org/2009/xmlenc11#aes256-gcm",
        "urn:x#sha256",
        12,
        32,
        'urn:x:argon2id" l:argon2-iterations="1" l:argon2-memory="64" l:argon2-lanes="1',
    ),
}
SALT = b"s" * 16


def encrypted(data: bytes, password: str, way: str) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = deflate.compress(data) + deflate.flush()
    _, digest, length, size, _ = WAYS[way]
    vector = b"v" * length
    start = hashlib.new("sha1" if digest == "SHA1" else "sha256", password.encode()).digest()
    if way == "package":
        key = Argon2id(salt=SALT, length=size, iterations=1, lanes=1, memory_cost=64).derive(start)
        return vector + AESGCM(key).encrypt(vector, data, None)
    if way == "blowfish":
        cipher = Cipher(Blowfish(hashlib.pbkdf2_hmac("sha1", start, SALT, 1024, size)), CFB(vector))
    else:
        data += bytes([16 - len(data) % 16]) * (16 - len(data) % 16)
        cipher = Cipher(algorithms.AES(hashlib.pbkdf2_hmac("sha1", start, SALT, 1000, size)), modes.CBC(vector))
    encryptor = cipher.encryptor()
    return encryptor.update(data) + encryptor.finalize()


def locked(path: Path, plain: Path, password: str, way: str) -> None:
    """Encrypt a file the way office programs do."""
    cipher, digest, length, size, derivation = WAYS[way]
    vector, salt = (base64.b64encode(data).decode() for data in (b"v" * length, SALT))
    with zipfile.ZipFile(path, "w") as archive, zipfile.ZipFile(plain) as old:
        parts = {name: old.read(name) for name in old.namelist()}
        if way == "package":
            parts = {"encrypted-package": plain.read_bytes()}
        for name, data in parts.items():
            archive.writestr(name, encrypted(data, password, way))
        entries = "".join(
            f'<file-entry full-path="{name}"><encryption-data>'
            f'<algorithm algorithm-name="{cipher}" initialisation-vector="{vector}"/>'
            f'<key-derivation key-derivation-name="{derivation}" key-size="{size}" salt="{salt}"/>'
            f'<start-key-generation start-key-generation-name="{digest}"/></encryption-data></file-entry>'
            for name in parts
        )
        archive.writestr("META-INF/manifest.xml", f'<manifest xmlns:l="urn:l">{entries}</manifest>')


@pytest.mark.parametrize("way", WAYS)
def test_a_password_opens_what_is_encrypted(tmp_path: Path, way: str) -> None:
    plain = zipped(
        tmp_path / "plain.odt",
        "text",
        par("secret <draw:frame><draw:image xlink:href='Pictures/a.png'/></draw:frame>words"),
        **{"Pictures/a.png": png(300, 200)},
    )
    path = tmp_path / "a.odt"
    locked(path, plain, "Grüße", way)
    (tmp_path / "scratch").mkdir()
    for password in ("", "wrong"):
        with pytest.raises(Locked, match="password"):
            list(read_pages(Source(path, "odt", tmp_path / "scratch", password)))
    source = Source(path, "odt", tmp_path / "scratch", "Grüße")
    picture, page = list(read_pages(source))
    assert isinstance(page, Page) and page.text.startswith("secret words") and isinstance(picture, Picture)
    assert [sight.image.size for _, sight in see_pictures(source, [picture])] == [(300, 200)]


def test_locks_that_ask_for_too_much(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    for key in ('PBKDF2" iteration-count="99999999', 'argon2id" argon2-memory="99999999'):
        manifest = (
            f'<m><file-entry full-path="content.xml"><encryption-data><key-derivation key-derivation-name="{key}"/>'
        )
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("META-INF/manifest.xml", f"{manifest}</encryption-data></file-entry></m>")
        with pytest.raises(WellreadError, match="hours"):
            list(read_pages(Source(path, "odt", tmp_path, "x")))
