"""Search over names in all languages."""
