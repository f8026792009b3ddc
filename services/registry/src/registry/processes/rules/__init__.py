"""Kinds of processes, and the coverage of regional reviews: pure."""
