"""The terms of the field.

A *theme* is a place in the taxonomy of migration governance, mapped to goals and SDG targets. A
*definition* is one version of what a term means; a newer one *supersedes* it.
"""
