"""The faces: the window and the terminal command. They start and supervise the children, and hold no model."""
