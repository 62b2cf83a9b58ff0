"""Recognising what a file is by its first bytes, with the standard library alone."""
