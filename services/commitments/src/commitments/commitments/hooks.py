"""What commitments offer to be called: one was published."""

PUBLISHED = "commitment.published"
"""The kind of change (`Service.on_change`): ids of commitments that were made public, locked."""
