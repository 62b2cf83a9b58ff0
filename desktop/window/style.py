"""The style sheet: what each part looks like, by its name or its role. See Theme for the colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.window.theme import Colours

# Role, size as a multiple of the system's font, weight, colour.
_TYPE = (
    ("display", 1.9, 600, "text"),
    ("title", 1.15, 600, "text"),
    ("question", 1.4, 600, "text"),
    ("body", 1.12, 400, "text"),
    ("lead", 1.12, 400, "quiet"),
    ("name", 1.0, 600, "text"),
    ("plain", 1.0, 400, "text"),
    ("quiet", 0.95, 400, "quiet"),
    ("label", 0.88, 600, "quiet"),
    ("draft", 1.12, 400, "quiet"),
    ("warn", 1.0, 400, "warn"),
)
_SERIF = 'Charter, "Source Serif 4", Georgia, "Noto Serif", "DejaVu Serif", serif'


def sheet(c: Colours, base: float) -> str:
    """base: points of the system's font."""
    parts = (_ground(c), _type(c, base), _buttons(c, base), _fields(c, base), _parts(c, base), _lists(c, base))
    return "\n".join((*parts, _scrolling(c)))


def _ground(c: Colours) -> str:
    return f"""
    QMainWindow, QDialog {{ background: {c.ground}; }}
    QWidget {{ color: {c.text}; }}
    QLabel[role="name"]:disabled {{ color: {c.quiet}; }}
    QToolTip {{ background: {c.card}; color: {c.text}; border: 1px solid {c.line}; padding: 4px; }}
    #conversation, #conversation > QWidget, #turns, #middle, #filesView, #models {{ background: {c.ground}; }}
    #library, #library QScrollArea, #rows, #pagePanel, #pagePanel QScrollArea, #sheet {{ background: {c.panel}; }}
    #library, #pagePanel {{ border: 0; }}
    QScrollArea, QAbstractScrollArea {{ border: 0; }}
    QSplitter::handle {{ background: {c.line}; }}
    QMenu {{ background: {c.card}; border: 1px solid {c.line}; padding: 4px; }}
    QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {c.tint}; }}
    """


def _type(c: Colours, base: float) -> str:
    rules = [
        f'QLabel[role="{role}"] {{ font-size: {base * size:.1f}pt; font-weight: {weight}; '
        f"color: {getattr(c, colour)}; }}"
        for role, size, weight, colour in _TYPE
    ]
    rules.append(f'QLabel[role="quote"] {{ font-family: {_SERIF}; font-size: {base * 1.18:.1f}pt; color: {c.text}; }}')
    return "\n".join(rules)


def _buttons(c: Colours, base: float) -> str:
    return f"""
    QPushButton {{ background: {c.card}; border: 1px solid {c.line}; border-radius: 7px; padding: 6px 14px; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:focus, QToolButton:focus {{ border: 2px solid {c.accent}; }}
    QPushButton:focus {{ padding: 5px 13px; }}
    QPushButton:disabled {{ color: {c.quiet}; }}
    QPushButton[kind="main"] {{ background: {c.accent}; color: {c.on_accent}; border: 1px solid {c.accent};
        font-weight: 600; }}
    QPushButton[kind="main"]:hover {{ border-color: {c.text}; }}
    QPushButton[kind="main"]:focus {{ border: 2px solid {c.text}; }}
    QPushButton[kind="large"], QPushButton[kind="main"][size="large"] {{ padding: 10px 20px;
        font-size: {base * 1.08:.1f}pt; }}
    QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; color: {c.accent};
        padding: 2px 0; text-align: left; }}
    QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
    QPushButton[kind="link"]:focus {{ border: 1px solid {c.accent}; }}
    QPushButton[kind="chip"] {{ background: transparent; border-radius: 6px; padding: 4px 9px;
        font-size: {base * 0.95:.1f}pt; }}
    QPushButton[kind="chip"]:hover {{ background: {c.hover}; }}
    QPushButton[kind="chip"]:checked {{ background: {c.tint}; border: 1px solid {c.accent}; font-weight: 600; }}
    QPushButton[kind="chip"]:focus {{ border: 2px solid {c.accent}; padding: 3px 8px; }}
    QToolButton {{ background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 4px; }}
    QToolButton:hover {{ background: {c.hover}; }}
    #libraryChoice {{ padding: 3px 6px; font-weight: 600; font-size: {base * 1.15:.1f}pt; }}
    """


def _fields(c: Colours, base: float) -> str:
    return f"""
    #questionFrame {{ background: {c.card}; border: 1px solid {c.line}; border-radius: 12px; }}
    #questionFrame[active="true"] {{ border: 1px solid {c.accent}; }}
    #questionText {{ background: transparent; border: 0; color: {c.text}; font-size: {base * 1.12:.1f}pt;
        selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    QLineEdit, QComboBox {{ background: {c.card}; border: 1px solid {c.line}; border-radius: 7px; padding: 6px 10px;
        placeholder-text-color: {c.quiet}; selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    QLineEdit:focus, QComboBox:focus {{ border: 2px solid {c.accent}; padding: 5px 9px; }}
    QComboBox::drop-down {{ border: 0; width: 22px; }}
    QComboBox::down-arrow {{ image: none; }}
    QComboBox QAbstractItemView {{ background: {c.card}; color: {c.text}; border: 1px solid {c.line}; outline: 0;
        selection-background-color: {c.tint}; selection-color: {c.text}; }}
    QCheckBox {{ spacing: 8px; }}
    QCheckBox:focus {{ color: {c.accent}; }}
    #pageText {{ background: {c.card}; border: 0; color: {c.text};
        selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    """


def _parts(c: Colours, base: float) -> str:
    return f"""
    #banner {{ background: {c.warn_ground}; border: 1px solid {c.line}; border-radius: 8px; }}
    #banner[tone="calm"] {{ background: {c.tint}; }}
    #quoteBlock {{ border: 0; border-left: 3px solid {c.accent}; background: transparent; }}
    #folderRow {{ background: transparent; border: 2px solid transparent; border-radius: 8px; }}
    #folderRow:hover {{ background: {c.hover}; }}
    #folderRow:focus {{ border: 2px solid {c.accent}; }}
    #pageBar {{ background: {c.panel}; border: 0; border-bottom: 1px solid {c.line}; }}
    #keyCap {{ background: {c.panel}; border: 1px solid {c.line}; border-radius: 5px; padding: 2px 8px;
        font-size: {base * 0.95:.1f}pt; }}
    """


def _lists(c: Colours, base: float) -> str:
    return f"""
    #filesTable, #parts {{ background: {c.ground}; border: 1px solid {c.line}; border-radius: 0; outline: 0; }}
    #filesTable:focus, #parts:focus {{ border: 1px solid {c.accent}; }}
    #modelRow {{ background: {c.card}; border: 1px solid {c.line}; border-radius: 8px; }}
    #fileDetails {{ background: {c.panel}; border: 1px solid {c.line}; border-radius: 8px; }}
    #parts::item {{ padding: 3px 4px; color: {c.text}; }}
    #parts::item:selected {{ background: {c.tint}; }}
    QHeaderView, QHeaderView::section {{ background: {c.panel}; color: {c.quiet}; }}
    QHeaderView::section {{ border: 0; border-bottom: 1px solid {c.line}; padding: 6px 10px; font-weight: 600;
        font-size: {base * 0.9:.1f}pt; }}
    QHeaderView::section:hover {{ background: {c.hover}; color: {c.text}; }}
    QTableCornerButton::section {{ background: {c.panel}; border: 0; }}
    """


def _scrolling(c: Colours) -> str:
    return f"""
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
    QScrollBar::handle {{ background: {c.line}; border-radius: 4px; min-height: 32px; min-width: 32px; margin: 2px; }}
    QScrollBar::handle:hover {{ background: {c.quiet}; }}
    QAbstractScrollArea::corner {{ background: transparent; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """
