"""The rows that ship with the service, and their loading; where they come from: `ATTRIBUTION.md`."""
