"""The commitments service: what was promised, how it is measured, how far it is, and what parties report."""
