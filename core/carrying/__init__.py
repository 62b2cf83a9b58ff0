"""A library as one file: made by `wellread export`, taken in by `wellread import`. Described in core/FORMAT.md."""
