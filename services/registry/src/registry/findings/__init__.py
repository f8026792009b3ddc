"""Findings about norms under pressure: raised, reviewed, published, replied to, closed."""

from registry.findings.causes import consider_measures, consider_participations, consider_progress

__all__ = ["consider_measures", "consider_participations", "consider_progress"]
