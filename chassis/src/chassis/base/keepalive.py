"""How soon PostgreSQL notices that a client's host has vanished, and frees its locks: after a minute."""

SERVER_SETTINGS = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
"""For every connection; in seconds."""
