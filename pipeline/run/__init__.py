"""The stages, what each is made from, and the making of all that is missing."""
