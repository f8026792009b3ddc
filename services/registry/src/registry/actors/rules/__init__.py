"""Kinds of actors, and terms of memberships: pure decisions."""
