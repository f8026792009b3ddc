"""All SQL of the review service, split by noun."""
