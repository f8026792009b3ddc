"""The demonstration: real data, a deadline seconds ahead, and the agenda that stands there afterwards."""
