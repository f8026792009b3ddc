"""Small programs for the supervisor to run."""
