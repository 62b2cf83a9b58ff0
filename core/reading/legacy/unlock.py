"""Opens office files that are encrypted, with the password a person gave or the ones Office itself uses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

from core.errors import Locked, WellreadError
from core.reading.legacy.compound import Compound
from core.reading.legacy.ole import ole_kind
from core.reading.opening import open_plain
from core.reading.source import Source

# Office encrypts a workbook or show that may only not be changed, and opens it without asking, with these.
_OPEN_TO_ALL = ("VelvetSweatshop", "/01Hannes Ruescher/01")
# Office spins a hundred thousand times; each of the tens of millions that a file may ask for is only lost time.
_MOST_SPINS = 2_000_000
# The library holds what it decrypts several times over; of a workbook in the old format, a number for each byte.
_MOST_BYTES, _MOST_OLD_WORKBOOK = 150 << 20, 40 << 20
_MOST_DESCRIPTION = 256 << 10
_GIVE_IT = "Give it with: wellread unlock FILE"
_NAMES = {".doc": "Word file", ".xls": "Excel workbook", ".ppt": "PowerPoint presentation"}


def unlocked(source: Source) -> Source:
    """The decrypted copy, below the scratch folder, of a file of the kind "encrypted"; any other as it is.

    Raises Locked where the password is missing or wrong, WellreadError for what can't be decrypted at all.
    """
    if source.kind != "encrypted":
        return source
    copy = source.scratch / f"unlocked{source.path.suffix.lower()[:10]}"
    with open_plain(source.path) as file:
        _check_sizes(Compound(file))
        try:
            office = msoffcrypto.OfficeFile(file)
            _try_passwords(office, source)
            with copy.open("wb") as out:
                office.decrypt(out)
        except InvalidKeyError as error:
            raise _locked(source) from error
        except (DecryptionError, FileFormatError, AttributeError) as error:  # it knows no word for Word's oldest way
            raise WellreadError("This file is encrypted in a way that Wellread can't open.") from error
        except OSError as error:
            if error.errno is not None:  # the disk's, not olefile's
                raise
            raise WellreadError("This file is damaged: a part of it is missing.") from error
    return _recognised(replace(source, path=copy))


def _try_passwords(office: Any, source: Source) -> None:
    """Raises InvalidKeyError where none of them fits."""
    spins = getattr(office, "info", None)
    if isinstance(spins, dict) and spins.get("spinValue", 0) > _MOST_SPINS:
        raise WellreadError("This file asks for hours of work before it opens, so it was not read.")
    verify = {"verify_password": True} if office.format == "ooxml" else {}
    for password in filter(None, (source.password, *_OPEN_TO_ALL)):
        try:
            office.load_key(password=password, **verify)
            return
        except InvalidKeyError:
            continue
    raise _locked(source)


def _locked(source: Source) -> Locked:
    suffix = source.path.suffix.lower()
    what = next((name for start, name in _NAMES.items() if suffix.startswith(start)), "file")
    if source.password:
        return Locked(f"The password that was given does not open this {what}.", _GIVE_IT)
    return Locked(f"This {what} is protected with a password.", _GIVE_IT)


def _check_sizes(compound: Compound) -> None:
    sizes = {name: compound.stream(name).size for name in ("EncryptionInfo", "Workbook") if name in compound}
    if sizes.get("EncryptionInfo", 0) > _MOST_DESCRIPTION:
        raise WellreadError("This file is damaged: what describes its encryption makes no sense.")
    if "EncryptionInfo" in sizes and b"<!" in compound.stream("EncryptionInfo").read_at(0, _MOST_DESCRIPTION):
        raise WellreadError("This file declares a document type, as no office program does; it was not read.")
    if compound.size > _MOST_BYTES or sizes.get("Workbook", 0) > _MOST_OLD_WORKBOOK:
        raise WellreadError("This file is encrypted and too large to be decrypted here.", "Save it without a password.")


def _recognised(source: Source) -> Source:
    with source.path.open("rb") as file:
        start = file.read(4)
    if start == b"PK\x03\x04":
        from core.reading.refine import refine  # which asks this module in turn

        return refine(replace(source, kind="zip"))
    kind = ole_kind(source.path)
    if kind == "encrypted":
        raise WellreadError("This file is encrypted in a way that Wellread can't open.")
    return replace(source, kind=kind)
