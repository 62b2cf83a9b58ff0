"""Opening a local file, or the place it lies in, with the system's own programs. Only ever on a person's click."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from desktop.window.banner import Banners

# Opening one of these does what it says, rather than show it: programs, scripts, installers and links to anything.
_RUN = frozenset(
    """.exe .com .bat .cmd .msi .msp .mst .msix .appx .scr .pif .cpl .msc .lnk .url .scf .reg .inf .hta .chm .gadget
    .application .appref-ms .ps1 .psm1 .vb .vbs .vbe .js .jse .mjs .ws .wsf .wsh .sct .jar .jnlp .class .xll .xlam
    .sh .bash .zsh .fish .csh .ksh .command .tool .action .app .workflow .scpt .scptd .applescript .terminal .webloc
    .inetloc .fileloc .pkg .mpkg .desktop .directory .appimage .run .bin .out .elf .so .dll .sys .deb .rpm .flatpakref
    .flatpak .snap .py .pyw .pyc .pyz .pyzw .pl .rb .php .lua .tcl .awk .iso .img .vhd .vhdx .dmg .xpi .crx""".split()
)


def runs(path: Path) -> bool:
    """Whether opening the file might start it. By its name, as systems go, and that of the file a link leads to.

    On drives without permissions every file is marked as a program: the mark counts only where the name does not say
    what the file is.
    """
    names = (path, Path(os.path.realpath(path)))
    suffixes = {Path(name.name.rstrip(" .")).suffix.lower() for name in names}
    if suffixes & (_RUN | _also_run()):
        return True
    return sys.platform != "win32" and os.access(path, os.X_OK) and not suffixes <= _documents()


def _also_run() -> set[str]:
    """What this Windows takes for programs beside the usual."""
    return {suffix.strip().lower() for suffix in os.environ.get("PATHEXT", "").split(";") if suffix.strip()}


def _documents() -> set[str]:
    from core.reading.formats import FORMATS

    return {suffix for kind, found in FORMATS.items() if kind != "code" for suffix in found.suffixes}


def open_file(path: Path) -> bool:
    """Whether something opened it. What might run is not opened."""
    return path.is_file() and not runs(path) and QDesktopServices.openUrl(_url(path))


def reveal(path: Path) -> bool:
    """Show a file or a folder in the file manager, selected where the system can do that."""
    if not path.exists():
        return False
    if sys.platform == "win32":
        return bool(QProcess.startDetached("explorer.exe", ["/select,", os.path.normpath(path)])[0])
    if sys.platform == "darwin":
        return bool(QProcess.startDetached("/usr/bin/open", ["-R", str(path)])[0])
    return QDesktopServices.openUrl(_url(path if path.is_dir() else path.parent))


def _url(path: Path) -> QUrl:
    """Of any path, those included whose bytes are no text."""
    return QUrl.fromLocalFile(str(path)) if _is_text(str(path)) else QUrl.fromEncoded(path.as_uri().encode())


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def open_for_person(path: Path, banners: Banners) -> None:
    """Open a file, or show it in its folder where opening might start it; say what can't be seen of what came of it."""
    if runs(path):
        words = f"“{path.name}” could start a program, so Wellread does not open it. It is shown in its folder."
        banners.say("open", words, "calm")
        reveal(path)
    elif not path.exists():
        banners.say("open", f"“{path.name}” is no longer where it was.")
    elif not open_file(path):
        banners.say("open", f"No program on this computer opened “{path.name}”.")


def reveal_for_person(path: Path, banners: Banners) -> None:
    if not reveal(path):
        banners.say("open", f"{path} can’t be shown; it may no longer be there.")
