"""Computed progress of commitments, from what has been observed."""
