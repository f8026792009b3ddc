"""Forwarding: requests travel to the service that answers for their path, and its answers back, unchanged.

Leaves to others: who may do what, which the service decides.
"""
