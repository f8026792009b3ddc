"""Values of indicators, as revisions."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Double
from sqlmodel import Field

from commitments.schema import Base, text_column


class Observation(Base, table=True):
    """A value of an indicator. A later one for the same year and slice is a revision; both stay."""

    __tablename__ = "observation"
    __table_args__ = (CheckConstraint("revision > 0", name="revision"),)

    indicator_id: UUID = Field(primary_key=True, foreign_key="commitments.indicator.id")
    year: int = Field(primary_key=True)
    slice: str = text_column(primary_key=True)
    """Canonical JSON, see `rules.observations`."""
    revision: int = Field(primary_key=True)
    value: float = Field(sa_type=Double)
    source_type: str = text_column()
    quality: str = text_column()
    event_id: UUID
