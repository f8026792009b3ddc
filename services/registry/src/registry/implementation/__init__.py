"""What other services publish about implementation: who committed to what, and how far they are."""
