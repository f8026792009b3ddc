"""The stack of docker-compose.yml for tests, on machines with and without an image registry."""
