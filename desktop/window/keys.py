"""The keys of the window, in one place."""

from __future__ import annotations

ADD, ASK, STOP, COPY, LIBRARY, HELP, QUIT = "Ctrl+O", "Ctrl+L", "Esc", "Ctrl+Shift+C", "Ctrl+B", "F1", "Ctrl+Q"
NEXT_PAGE, PREVIOUS_PAGE, LARGER, SMALLER, FIT = "Ctrl+PgDown", "Ctrl+PgUp", "Ctrl++", "Ctrl+-", "Ctrl+0"
OPEN, REVEAL, NEXT_PANE, SOURCE = "Ctrl+E", "Ctrl+Shift+E", "F6", "Ctrl+1"
FILES, FIND_FILE, READ_AGAIN, MODELS = "Ctrl+Shift+F", "Ctrl+F", "F5", "Ctrl+Shift+M"
