"""Files inside files: unpacked one by one, counted, read like any other."""
