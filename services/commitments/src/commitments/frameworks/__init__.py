"""Frameworks and their goals: what commitments and reports are about."""
