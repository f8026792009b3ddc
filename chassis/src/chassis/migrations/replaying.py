"""Publishing a ledger again in a migration, for readers that begin to keep what they did not read before."""

from alembic import op


def publish_again() -> None:
    """Let the relay publish the service's whole ledger once more, as `replay` does.

    A reader of the release before that still runs passes it over, so `upgrade` has it published again at its
    end (`docs/upgrade.md`).
    """
    op.execute("UPDATE chassis.relay_cursor SET sequence = 0")
