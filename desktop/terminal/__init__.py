"""The terminal command: the same children and the same client as the window, without Qt."""
