"""Can the window open here? Says what is missing, in the words of the person's own package manager.

python packaging/check_display.py               before the window: a display, and the libraries for it
python packaging/check_display.py --offscreen   before the tests: the libraries that Qt needs even without a display
python packaging/check_display.py --packages    only the names of missing Debian packages, for a script
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

# The Debian and Ubuntu package of each library that Qt expects from the system.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libzstd.so.1": "libzstd1",
}
NEEDED_ALWAYS = ("QtCore.abi3.so", "QtGui.abi3.so", "QtWidgets.abi3.so", "Qt/plugins/platforms/libqoffscreen.so")
PLUGINS = {"x11": "Qt/plugins/platforms/libqxcb.so", "wayland": "Qt/plugins/platforms/libqwayland.so"}
TRY = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"


def main(arguments: list[str]) -> int:
    if not sys.platform.startswith("linux"):
        return 0  # Windows and macOS bring all that Qt needs
    root = qt_root()
    if root is None:
        return tell("Qt is not installed in this environment.", "Run: make setup.")
    missing = missing_libraries([root / name for name in NEEDED_ALWAYS])
    if "--packages" in arguments:
        print(" ".join(packages(missing)))
        return 0
    if missing:
        return tell(f"Qt needs libraries that this system does not have: {', '.join(missing)}.", remedy(missing))
    if "--offscreen" in arguments:
        return open_application("offscreen")
    return check_screen(root)


def check_screen(root: Path) -> int:
    kinds = displays()
    if not kinds:
        return tell("There is no display here to open a window on.", "Try “make demo”, which needs none.")
    lacks = [missing_libraries([root / PLUGINS[kind]]) for kind in kinds]
    if all(lacks):  # where a session offers two kinds of display, one is enough
        return tell(f"Qt needs libraries that this system does not have: {', '.join(lacks[-1])}.", remedy(lacks[-1]))
    return open_application("")


def displays() -> list[str]:
    """The kinds of display that the session offers."""
    offered = {"wayland": os.environ.get("WAYLAND_DISPLAY"), "x11": os.environ.get("DISPLAY")}
    return [kind for kind, place in offered.items() if place]


def qt_root() -> Path | None:
    """Where PySide6 lies. It is looked up, not imported: importing may fail for the very reason we look for."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def missing_libraries(parts: list[Path]) -> list[str]:
    """What the system's own linker does not find."""
    missing: dict[str, None] = {}
    for path in parts:
        listing = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=False).stdout
        for line in listing.splitlines():
            if "not found" in line:
                missing[line.split("=>")[0].strip()] = None
    return list(missing)


def packages(missing: list[str]) -> list[str]:
    return sorted({PACKAGES[name] for name in missing if name in PACKAGES})


def remedy(missing: list[str]) -> str:
    named = packages(missing)
    if not named:
        return "Install the packages of your system that hold them."
    return f"On Debian and Ubuntu: apt install {' '.join(named)}."


def open_application(platform: str) -> int:
    """The last word: Qt itself, in a process of its own, since Qt aborts where it can't start."""
    environment = {**os.environ, **({"QT_QPA_PLATFORM": platform} if platform else {})}
    command = [sys.executable, "-c", TRY]
    result = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    if result.returncode == 0:
        return 0
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    hint = "Try “make demo”, which needs no window." if not platform else ""
    return tell(f"Qt cannot start here: {lines[0] if lines else 'it gave no reason'}.", hint)


def tell(message: str, hint: str) -> int:
    sys.stderr.write(f"{message} {hint}".rstrip() + "\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
