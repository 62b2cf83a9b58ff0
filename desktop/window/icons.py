"""The window's few pictures, drawn as lines so that they take any colour and stay sharp on any screen."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

_LINES = {
    "add": "M12 5v14M5 12h14",
    "ask": "M12 19V5M6 11l6-6 6 6",
    "stop": "M8 8h8v8H8z",
    "close": "M6 6l12 12M18 6L6 18",
    "folder": "M3 7.5a2 2 0 0 1 2-2h4l2.2 2.5H19a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z",
    "file": "M7 3h7l4 4v12a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM14 3v4h4M8.5 12h7M8.5 16h5",
    "previous": "M14.5 6l-6 6 6 6",
    "next": "M9.5 6l6 6-6 6",
    "down": "M6 9.500l6 6 6-6",
    "larger": "M12 6v12M6 12h12",
    "smaller": "M6 12h12",
    "width": "M4 5v14M20 5v14M8 12h8M10.500 9L7.500 12l3 3M13.500 9l3 3-3 3",
    "copy": "M9 9h10v11H9zM5 15V4h10",
    "open": "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5",
    "pause": "M9 6v12M15 6v12",
    "carry on": "M8 5.500l10 6.500-10 6.500z",
    "keys": "M9.500 9.300a2.600 2.600 0 1 1 3.700 2.400c-.8.4-1.200.9-1.200 1.800M12 17v.2",
    "warning": "M12 4L2.800 19.500h18.400zM12 10v4.500M12 17v.2",
    "files": "M8.500 6h11.500M8.500 12h11.500M8.500 18h11.500M4.200 6v.1M4.200 12v.1M4.200 18v.1",
    "find": "M10.500 4.500a6 6 0 1 0 0 12a6 6 0 1 0 0-12zM15 15l5 5",
    "again": "M19 5v5h-5M18.600 10a7.500 7.500 0 1 0 .4 4.500",
    "key": "M8 11.500a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM11 12.500l8.500-8.500M16 7.500l3 3",
    "ready": "M5 12.800l4.500 4.500L19 7.200",
    "partly": "M12 4L2.800 19.500h18.400zM12 10v4.500M12 17v.2",
    "empty": "M12 4.500a7.500 7.500 0 1 0 0 15a7.500 7.500 0 1 0 0-15z",
    "skipped": "M12 4.500a7.500 7.500 0 1 0 0 15a7.500 7.500 0 1 0 0-15zM6.700 17.300L17.300 6.700",
    "failed": "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16zM9.200 9.200l5.600 5.600M14.800 9.200l-5.600 5.600",
    "waiting": "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16zM12 7.500V12l3 2",
    "speed": "M4 17a8.500 8.500 0 1 1 16 0M12 16l4-5.500",
    "locked": "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
    "models": "M7 7h10v10H7zM10 7V4M14 7V4M10 20v-3M14 20v-3M7 10H4M7 14H4M20 10h-3M20 14h-3",
    "library": "M4 5h4v15H4zM8 5h4v15H8zM13.500 5.700l3.800-1 3.700 14.300-3.800 1z",
}
ICON = 18  # points, so that a button's icon is drawn pixel for pixel
_SCALES = (1, 2)


def icon(name: str, colour: QColor) -> QIcon:
    made = QIcon()
    for scale in _SCALES:
        made.addPixmap(pixmap(name, colour, ICON, scale))
    return made


def pixmap(name: str, colour: QColor, size: int, scale: float) -> QPixmap:
    """size: in points of the screen. scale: pixels a point."""
    from PySide6.QtSvg import QSvgRenderer

    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{colour.name()}" '
        f'stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"><path d="{_LINES[name]}"/></svg>'
    )
    image = QPixmap(round(size * scale), round(size * scale))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    image.setDevicePixelRatio(scale)
    return image
