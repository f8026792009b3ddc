"""Definitions as the registry knows them now."""

KNOWN_DEFINITIONS = """
    SELECT code FROM (
        SELECT DISTINCT ON (d.code) d.code, d.is_removed
        FROM commitments.received_definition d
        JOIN chassis.current_source s ON s.source = 'registry' AND s.epoch = d.epoch
        WHERE d.code = ANY (:definitions)
        ORDER BY d.code, d.sequence DESC
    ) newest WHERE NOT is_removed
"""
"""Those of `:definitions` that are there: a part of statements that need more."""
