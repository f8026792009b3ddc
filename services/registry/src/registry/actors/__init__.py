"""Actors: States, organisations and everyone else with a role.

A *grouping* has actors as its members; a *membership* is one *term* of one actor in one grouping, dated. An
organisation is an actor and, under the same code, the grouping of its members. Files may name an actor by any
of its names or codes. Leaves accreditation and roles to the areas of those names.
"""
