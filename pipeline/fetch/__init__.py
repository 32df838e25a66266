"""Archives as they are served: the only room with a network."""
