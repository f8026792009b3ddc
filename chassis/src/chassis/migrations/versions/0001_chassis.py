"""The ledger and its functions, the relay, the subscription, timers and idempotency."""

import re
from importlib.resources import files

from alembic import op

from chassis.migrations.grants import let_service_only_read, let_service_use

revision = "0001"
down_revision = None


def upgrade() -> None:
    sql = files("chassis.migrations.versions") / "0001_chassis.sql"
    for statement in re.split(r"^---$", sql.read_text(), flags=re.MULTILINE):
        op.execute(statement.replace(":", r"\:"))
    let_service_use("chassis")
    let_service_only_read("chassis.ledger", "chassis.ledger_head", "chassis.ledger_checked")
