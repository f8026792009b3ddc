"""The beginning of a request with an idempotency key, in one round trip."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_file(files("chassis.migrations.versions") / "0003_idempotency.sql")
