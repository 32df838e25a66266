"""The page on which a coder labels sentences."""
