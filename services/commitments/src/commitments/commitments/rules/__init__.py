"""Pure decisions about commitments."""
