"""What the gateway answers by itself, and the one route by which it forwards the rest."""
