"""Frameworks and their goals, of which the commitments service publishes which there are.

Kept as versions, so that what names a goal or a framework names one that exists. Leaves to others: which
entries name them.
"""
