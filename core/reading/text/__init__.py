"""What is text in itself: read as it stands in the file, with blocks for its structure."""
