"""The metadata of one service's tables."""

from sqlalchemy import MetaData

from chassis.base.finite import refuse_infinity
from chassis.base.tables import NAMING


def service_metadata(schema: str) -> MetaData:
    """A metadata of the service's own: SQLModel's global one clashes when two services meet in a process."""
    return refuse_infinity(MetaData(schema=schema, naming_convention=NAMING))
