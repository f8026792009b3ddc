"""Notes, received notes, reminders, books."""

from alembic import op

from chassis.migrations.grants import let_service_use
from tests.support.chassis.notebook.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    let_service_use("notebook")
