"""The schema `chassis` in every service's database, and what all migrations share."""

from chassis.migrations.run import NewerSchemaError, drift, is_current, upgrade

__all__ = ["NewerSchemaError", "drift", "is_current", "upgrade"]
