"""The ledger and its functions, the relay, the subscription, timers and idempotency."""

from importlib.resources import files

from chassis.migrations.grants import let_service_only_read, let_service_use
from chassis.migrations.statements import execute_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    execute_file(files("chassis.migrations.versions") / "0001_chassis.sql")
    let_service_use("chassis")
    let_service_only_read("chassis.ledger", "chassis.ledger_head", "chassis.ledger_checked")
