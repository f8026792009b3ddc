"""Collections of entries, whatever they are: lists with filters, orders, pages, as-of times, and revisions.

A `Collection` is a table, its key and the table of its revisions. Leaves to others: what an entry means, when
a change is accepted, and which event records it.
"""
