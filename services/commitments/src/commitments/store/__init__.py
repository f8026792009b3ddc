"""All SQL of the commitments service, split by noun."""
