"""The catalogue: what entries of every type have in common.

An entry is known by its code, and has a source and an as-of date. An older as-of date never replaces a newer
one; every version stays readable; every change is published as an event.

This area knows no type of entry: each area above declares its own in `entries` as an `EntryType`.
"""
