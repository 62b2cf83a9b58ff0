"""Books and comic books, chapter by chapter."""
