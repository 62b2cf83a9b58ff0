"""The drives of this machine, and which of them can't be watched: changes made on other machines are not told here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_NETWORK = frozenset(
    """
    nfs nfs3 nfs4 cifs smb smb2 smb3 smbfs afpfs webdav davfs davfs2 ncpfs 9p afs ceph glusterfs lustre gpfs beegfs
    ocfs2 gfs2 moosefs vboxsf prl_fs vmhgfs drvfs
    """.split()
)
# File systems of programs that lie on a drive of this machine; all others of programs may be anywhere.
_LOCAL_FUSE = frozenset("ntfs ntfs-3g exfat encfs gocryptfs cryfs mergerfs bindfs fuse-overlayfs veracrypt".split())
_DRIVE_REMOTE = 4  # of GetDriveTypeW


@dataclass(frozen=True, slots=True)
class Drive:
    at: Path
    kind: str  # of its file system

    @property
    def elsewhere(self) -> bool:
        """Whether its files may change without this machine."""
        kind = self.kind.lower()
        if kind.startswith("fuse."):
            return kind.removeprefix("fuse.") not in _LOCAL_FUSE
        return kind in _NETWORK


def drives() -> list[Drive]:
    """Those that are mounted now; on Windows none, where letters tell them apart. Touches no drive."""
    if os.name == "nt":
        return []
    import psutil

    try:
        return [Drive(Path(found.mountpoint), found.fstype) for found in psutil.disk_partitions(all=True)]
    except OSError:
        return []


def below(folder: Path, mounted: list[Drive]) -> list[Drive]:
    """The drives that begin somewhere in a folder."""
    return [drive for drive in mounted if drive.at != folder and drive.at.is_relative_to(folder)]


def elsewhere(folder: Path, mounted: list[Drive]) -> str:
    """What of a folder lies on a network drive, in words; "" where nothing does."""
    if os.name == "nt":
        return "it is on a network drive" if _is_remote(folder) else ""
    holders = [drive for drive in mounted if folder.is_relative_to(drive.at)]
    holder = max(holders, key=lambda drive: len(drive.at.parts), default=None)
    if holder is not None and holder.elsewhere:
        return f"it is on a network drive ({holder.kind})"
    inside = next((drive for drive in below(folder, mounted) if drive.elsewhere), None)
    return f"the network drive {inside.at} ({inside.kind}) is in it" if inside else ""


def _is_remote(folder: Path) -> bool:
    """On Windows."""
    import ctypes

    root = os.path.splitdrive(folder)[0]
    windll = getattr(ctypes, "windll", None)
    of_letter = windll is not None and windll.kernel32.GetDriveTypeW(root + "\\") == _DRIVE_REMOTE
    return root.startswith("\\\\") or of_letter


def most_watches() -> int | None:
    """How many folders may be watched: half of what Linux grants a person, who has other programs. None: no limit."""
    try:
        return int(Path("/proc/sys/fs/inotify/max_user_watches").read_text()) // 2
    except (OSError, ValueError):
        return None


def count_folders(folder: Path, most: int) -> int:
    """The folders in a folder, itself included; counted until there are more than `most`."""
    count = 0
    for _ in os.walk(folder):
        count += 1
        if count > most:
            break
    return count
