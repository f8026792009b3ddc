"""What observations offer to be called: values of indicators were recorded."""

MEASURED = "commitment.measured"
"""The kind of change (`Service.on_change`): ids of commitments, locked, of which values were recorded."""
