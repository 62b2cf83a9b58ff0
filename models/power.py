"""Where the machine's power comes from."""

from __future__ import annotations

import psutil


def on_battery() -> bool:
    """Whether it runs on battery now; False where that can't be told."""
    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError, RuntimeError):  # systems without the file, the call or the right
        return False
    return battery is not None and battery.power_plugged is False
