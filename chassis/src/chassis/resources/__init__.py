"""What any collection of things needs, whatever they are."""
