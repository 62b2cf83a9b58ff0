"""The models on the device, behind core's ports: which there are, where they live, the children that own them."""
