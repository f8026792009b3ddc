"""The registry over HTTP: one module per resource."""
