"""Accreditation: how stakeholders come to take part.

An *application* is reviewed and decided; what is declined can be appealed against once; what is accepted
has a *term*. Acceptance registers an organisation that is no actor yet. Leaves roles in bodies to
`roles`.
"""
