"""The models: their features, their training and how good they are."""
