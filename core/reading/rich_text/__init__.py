"""Rich text (RTF), in a stream."""
