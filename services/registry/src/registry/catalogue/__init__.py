"""The catalogue: what all nouns of the registry have in common.

An entry is known by its code. Somebody says what it is, as of a day; the newer word counts, and what was
known before stays readable. Each change is told as an event.
"""
