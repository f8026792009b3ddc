"""Backup and restore of a whole system, from the machine that Docker Compose runs on. See docs/backup.md."""
