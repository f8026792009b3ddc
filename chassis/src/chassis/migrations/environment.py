"""What every `env.py` shares."""

from alembic import context
from sqlalchemy import Connection, MetaData, text

from chassis.migrations.run import options


def run(metadata: MetaData) -> None:
    """Run the migrations of one lineage on the connection that `upgrade` brought."""
    connection: Connection = context.config.attributes["connection"]
    package: str = context.config.attributes["package"]
    connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{metadata.schema}"'))
    connection.commit()  # so that each migration may end its transaction
    context.configure(connection, **options(package, metadata))
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
