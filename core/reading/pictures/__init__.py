"""Text in pictures: opened with care, found and read on this machine."""
