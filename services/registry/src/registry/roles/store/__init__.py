"""All SQL of roles."""
