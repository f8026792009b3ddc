"""Reading observations: the newest of each year and slice, or as they stood at a time."""

from datetime import datetime
from uuid import UUID

from chassis.database import ReadSession
from chassis.http.pages import Paging
from commitments.commitments.rules.statuses import is_own
from commitments.commitments.store import indicators
from commitments.observations import store
from commitments.observations.errors import NoSuchIndicatorError
from commitments.observations.models import ObservationBody


async def page_of(
    session: ReadSession, paging: Paging, indicator_id: UUID, reader: str | None, as_of: datetime | None
) -> list[ObservationBody]:
    """The values of an indicator that `reader` may see: the newest, or as they stood before `as_of`."""
    owner = await indicators.owner_of(session, indicator_id)
    if owner is None or (is_own(owner.status) and owner.party != reader):
        raise NoSuchIndicatorError("There is no such indicator.")
    return await store.page_of(session, paging, indicator_id, as_of)
