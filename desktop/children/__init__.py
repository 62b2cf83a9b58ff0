"""What both faces share: the children, watched and restarted, and the assistant that speaks to them."""
