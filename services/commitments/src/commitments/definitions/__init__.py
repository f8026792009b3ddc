"""Definitions: by which indicators may count, received from the registry.

Kept as versions, a removal among them. Leaves to others: which indicators name one.
"""
