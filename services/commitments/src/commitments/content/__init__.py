"""What authors write: the content of commitments, observations and reports, as it is sent and shown."""
