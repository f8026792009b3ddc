"""Role assignments: who leads, coordinates, chairs or belongs to which body, and for which term."""
