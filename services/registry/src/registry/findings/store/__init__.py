"""All SQL of findings and of the facts that raise them."""
