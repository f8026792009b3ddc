"""One process of a service: its declaration, settings, parts, application, metrics and command line."""
