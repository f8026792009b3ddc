"""The terms of the field: themes, and definitions version by version."""
