"""Parties: the States that may owe reports, and the groupings that they belong to.

Received from the registry, and kept as versions. Leaves to others: who owes which report (schedule).
"""
