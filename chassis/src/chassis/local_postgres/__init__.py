"""A PostgreSQL server of our own on this machine, and access to one that somebody else runs."""
