"""Definitions received from the registry, as versions: rows are added and never overwritten."""

from sqlalchemy import Index, text

from commitments.schema import Base, Version, text_column


class ReceivedDefinition(Version, Base, table=True):
    """From the registry: that there is a definition, or no longer."""

    __tablename__ = "received_definition"
    __table_args__ = (Index("ix_received_definition_newest", "code", "epoch", text("sequence DESC")),)

    code: str = text_column()
    is_removed: bool
