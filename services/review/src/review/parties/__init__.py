"""Parties: the States and groupings that may owe reports, as the registry publishes them."""
