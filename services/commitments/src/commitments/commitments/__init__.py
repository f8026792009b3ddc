"""Commitments: drafted by a party, changed, and published; and the indicators by which they are measured.

Leaves to others: values (observations), how far a commitment is (progress).
"""
