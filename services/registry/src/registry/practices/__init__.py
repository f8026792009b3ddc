"""Practices: what works somewhere, or is recommended, and that States can adopt.

A *submission* becomes a practice when its review finds it promising. An *adoption* gives a State the
draft of a commitment, which the commitments service makes.
"""
