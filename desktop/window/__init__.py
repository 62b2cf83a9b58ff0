"""The window: Qt alone, on screen at once, never blocked; everything else happens in the children."""
