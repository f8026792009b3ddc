"""A story of one reporting cycle with real data, played on a running system through its public API."""
