"""The on-device models behind core's ports: which there are, where their weights live, and the children that own them."""
