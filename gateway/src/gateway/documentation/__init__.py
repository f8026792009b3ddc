"""Documentation: what there is, the contracts of HTTP and of events, and pages on which people read them.

The documents in `published/` are made by `./compact contracts`. Leaves to others: what they contain.
"""
