"""Refuses the removal of processes in which actors have roles."""

from collections.abc import Sequence

from chassis.database import Transaction
from registry.catalogue.errors import InUseError
from registry.catalogue.models import Content
from registry.catalogue.store.entries import referrer
from registry.roles.tables import RoleAssignment
from registry.schema import table_of


async def check_processes_unused(tx: Transaction, processes: Sequence[Content]) -> None:
    """Raise `InUseError` when somebody has, or had, a role in one of the processes."""
    for process in processes:
        if (user := await referrer(tx, [(table_of(RoleAssignment), "body")], process.code)) is not None:
            raise InUseError("process", process.code, f"role assignment {user.code}")
