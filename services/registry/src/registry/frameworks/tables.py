"""Goals received from the commitments service, as versions: rows are added and never overwritten."""

from sqlalchemy import Index, Text
from sqlmodel import Field

from registry.schema import Base, Version


class ReceivedGoal(Version, Base, table=True):
    """A goal of a framework. The views `goal` and `framework` have those that are known now."""

    __tablename__ = "received_goal"
    __table_args__ = (Index("ix_received_goal_code", "code"),)

    framework: str = Field(sa_type=Text)
    code: str = Field(sa_type=Text)
    """Such as `GCM/5`."""
