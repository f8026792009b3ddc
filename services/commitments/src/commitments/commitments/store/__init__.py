"""All SQL of commitments."""
