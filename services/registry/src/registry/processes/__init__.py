"""Consultative processes, their programmes of work, what they agreed, and regional reviews."""
