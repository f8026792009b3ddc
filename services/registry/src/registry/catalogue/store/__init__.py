"""All SQL that entries have in common."""
