"""The kinds of entries of this area."""
