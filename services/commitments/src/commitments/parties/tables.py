"""Parties, as the registry knows them."""

from sqlalchemy import Index, text

from commitments.schema import Base, Version, text_column


class ReceivedParty(Version, Base, table=True):
    """From the registry: who may commit and report."""

    __tablename__ = "received_party"
    __table_args__ = (Index("ix_received_party_newest", "code", "epoch", text("sequence DESC")),)

    code: str = text_column()
    kind: str = text_column()
    region: str | None = text_column(default=None)
