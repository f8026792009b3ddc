"""What is fixed about topics, whichever bus carries them."""

HEARTBEAT = "compact.heartbeat"
"""Small, frequent and soon worthless: one partition, and kept for a short time only."""

PARTITIONS = 6
"""Partitions of a topic of events, where the bus has partitions: the most readers that one group can use."""
