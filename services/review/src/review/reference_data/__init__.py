"""The rule sets that ship with the service, and their loading."""
