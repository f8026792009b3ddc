"""The one route that forwards what the gateway does not answer itself."""
