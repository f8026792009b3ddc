"""How the parts of a gap analysis follow from facts: pure."""
