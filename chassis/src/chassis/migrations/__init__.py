"""The schema `chassis` in every service's database, and what all migrations share."""

from chassis.migrations.run import MigrationError, drift, is_current, upgrade

__all__ = ["MigrationError", "drift", "is_current", "upgrade"]
