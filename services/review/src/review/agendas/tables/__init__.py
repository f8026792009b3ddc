"""The tables of agendas: what is received as versions, counts, rule sets, assemblies and versions."""

from review.agendas.tables import agendas, commitments, counts, registry

__all__ = ["agendas", "commitments", "counts", "registry"]
