"""The real system on one machine: PostgreSQL, every service and the gateway, under a small supervisor."""
