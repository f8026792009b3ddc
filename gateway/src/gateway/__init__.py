"""The gateway: the one address that partners know. It issues tokens and forwards requests to the services."""
