"""All SQL of reports."""
