"""All SQL of actors, groupings, memberships and names."""
