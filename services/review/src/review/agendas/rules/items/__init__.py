"""The kinds of items of an agenda: one module a kind, each with one pure `item`."""
