"""Practices: submitted, reviewed, and adopted by States."""
