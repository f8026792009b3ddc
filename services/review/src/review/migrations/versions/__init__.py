"""The schema of the review service."""
