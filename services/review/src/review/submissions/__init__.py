"""Submissions: which expected party has reported, and whether in time.

The *submission matrix* has a row per expected party. The ledger time of the first submission decides. Leaves
to others: who is expected, and by when (schedule).
"""
