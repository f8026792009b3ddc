"""The index of what there is, and the one route that forwards the rest."""
