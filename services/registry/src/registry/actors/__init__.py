"""Actors, the groupings to which they belong since when, and the names by which files know them."""
