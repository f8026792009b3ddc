"""The registry service: who the actors are, to what groupings they belong, and since when."""
