"""All SQL of the gap analysis."""
