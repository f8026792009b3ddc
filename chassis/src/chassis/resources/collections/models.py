"""What lists of collections are asked, and how revisions are shown."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from chassis.problems.models import ResponseBody
from chassis.values import Instant


def _not_ahead(moment: datetime) -> datetime:
    if moment > datetime.now(UTC):
        raise ValueError("must not be in the future")
    return moment


PastInstant = Annotated[Instant, AfterValidator(_not_ahead)]
"""A time as of which something was recorded."""


class CollectionQuery(BaseModel):
    """Which entries of a list are wanted, and in which order.

    A field is named after the column that it is compared with: `kind`; `theme` for one of `themes`;
    `adopted_from` and `adopted_until` for a range, both ends included; `date` for what is in force on a day.
    """

    as_of: PastInstant | None = Field(None, description="Entries as they were recorded at this time.")
    sort: str
    """A column, with `-` before it for falling. Each collection says by a `Literal` which there are."""

    def filters(self) -> dict[str, Any]:
        """What an entry has to be, by the names of the filters."""
        return self.model_dump(exclude=set(CollectionQuery.model_fields), exclude_none=True)


class RevisionBody(ResponseBody):
    """What an entry was from one recording until the next."""

    id: UUID
    version: int
    recorded_at: Instant
    superseded_at: Instant | None
    """When the next version was recorded or the entry removed; null for what stands."""
    document: dict[str, Any]
