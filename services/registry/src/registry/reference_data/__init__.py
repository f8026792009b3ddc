"""The rows that ship with the service, and their loading."""
