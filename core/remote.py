"""The library of a team: tables on an object storage that speaks S3, written from one machine and read from many.

Only a profile whose settings name such a place reaches it: LanceDB does, in the librarian, and nothing but that place.
Who may is said by the usual variables of the environment, and by nothing else: looking for credentials elsewhere would
ask other machines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import WellreadError
from core.manifest import Manifest
from core.profile import Profile
from core.read_only import library_settings

MANIFEST = "manifest.db"
_NOTE = re.compile(r"vectors_[0-9a-f]{16}\.json")
_KEYS = {
    "AWS_ACCESS_KEY_ID": "aws_access_key_id",
    "AWS_SECRET_ACCESS_KEY": "aws_secret_access_key",
    "AWS_SESSION_TOKEN": "aws_session_token",
}
_PATIENCE = {"connect_timeout": "5s", "timeout": "60s", "client_max_retries": "3", "client_retry_timeout": "30"}


@dataclass(frozen=True, slots=True)
class Remote:
    """Where the tables lie, and what LanceDB needs to reach them."""

    uri: str
    options: dict[str, str] = field(repr=False)


def remote_of(profile: Profile, environment: Mapping[str, str]) -> Remote | None:
    """None where the tables lie in the profile. Raises WellreadError where the credentials are missing."""
    stated = library_settings(profile)
    if not stated.uri:
        return None
    missing = [name for name in list(_KEYS)[:2] if not environment.get(name)]
    if missing:
        raise WellreadError(
            f"The library lies in {stated.uri}, and {' and '.join(missing)} are not set.",
            "Set them in the environment that Wellread is started from.",
        )
    options = {ours: environment[name] for name, ours in _KEYS.items() if environment.get(name)}
    region = stated.region or environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"
    options |= {"region": region, **_PATIENCE}
    if stated.endpoint:
        options |= {"endpoint": stated.endpoint, "allow_http": str(stated.endpoint.startswith("http://")).lower()}
    return Remote(stated.uri, options)


def to_publish(manifest: Manifest, beside: Path, scratch: Path) -> dict[str, bytes]:
    """What readers need beside the tables: the list of files as it is now, and what was measured of the indexes."""
    copy = scratch / "published.db"
    copy.unlink(missing_ok=True)
    manifest.copy_to(copy)
    notes = {path.name: path.read_bytes() for path in sorted(beside.glob("*.json")) if _NOTE.fullmatch(path.name)}
    return {MANIFEST: copy.read_bytes(), **notes}


def take_published(published: Mapping[str, bytes], beside: Path) -> Path:
    """Put what a writer published where this machine keeps what is its own; the list of files to open."""
    if MANIFEST not in published:
        raise WellreadError("Nothing has been published there yet.", "Run wellread sync where the library is written.")
    beside.mkdir(parents=True, exist_ok=True)
    for name, data in published.items():
        if name == MANIFEST or _NOTE.fullmatch(name):
            draft = beside / f"{name}.new"
            draft.write_bytes(data)
            draft.replace(beside / name)
    return beside / MANIFEST
