"""All SQL of instruments, participations and the status of States."""
