"""Spreadsheets of every kind: sheets as pages, rows with the names of their columns."""
