"""Reading computed progress: as it is, or as it stood at a time."""

from datetime import datetime
from uuid import UUID

from chassis.database import ReadSession
from commitments.commitments import reading as commitments
from commitments.progress import store
from commitments.progress.errors import NoProgressError
from commitments.progress.models import ProgressBody


async def latest(
    session: ReadSession, commitment_id: UUID, reader: str | None, as_of: datetime | None
) -> ProgressBody:
    """The newest judgement on a commitment that `reader` may read, or the one that stood before `as_of`."""
    await commitments.find(session, commitment_id, reader)
    found = await store.newest(session, commitment_id, as_of)
    if found is None:
        raise NoProgressError("Nothing was computed up to then: progress begins with publication.")
    sequences = await store.sequences(session, [event for one in found.indicators for event in one.events()])
    return found.model_copy(update={"indicators": [one.at(sequences) for one in found.indicators]})
