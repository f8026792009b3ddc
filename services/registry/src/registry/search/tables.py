"""What search looks through: the names of entries in all their languages, and the words in those.

Both tables follow from others. Triggers keep them (see the migration): whoever writes an entry, or many at
once, need not know of them.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from registry.schema import Base

_PROMPT = {"gin_pending_list_limit": 128}
"""In kilobytes: how much may be not yet in its place in an index, where each search must go through it."""


class SearchEntry(Base, table=True):
    """One name of one entry, in one language."""

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("ix_search_entry_code", "noun", "code"),
        Index("ix_search_entry_exact_code", text("lower(code)")),
        Index("ix_search_entry_folded", "folded", postgresql_using="hash"),
        Index("ix_search_entry_document", "document", postgresql_using="gin", postgresql_with=_PROMPT),
    )

    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    noun: str = Field(sa_type=Text)
    code: str = Field(sa_type=Text)
    language: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    shown: bool
    """Whether it is the name by which the entry is shown in its language; a short name is not."""
    folded: str = Field(sa_type=Text)
    """The name as `registry.folded` makes it: without case, accents and punctuation."""
    document: Any = Field(sa_column=Column(TSVECTOR, nullable=False))
    """The words of the name as they are and by their stems, with codes and texts that go with it."""


class SearchWord(Base, table=True):
    """A word that is, or was, in a name: what a misspelt word is compared with.

    One that has left all names leads to none, and does no harm.
    """

    __tablename__ = "search_word"
    __table_args__ = (
        Index(
            "ix_search_word_spelling",
            "spelling",
            postgresql_using="gin",
            postgresql_ops={"spelling": "gin_trgm_ops"},
            postgresql_with=_PROMPT,
        ),
    )

    word: str = Field(sa_type=Text, primary_key=True)
    spelling: str = Field(sa_type=Text)
    """The word as `registry.spelling` makes it: in Latin letters."""
