"""What review receives is kept as versions: in whatever order and however often they come."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from chassis.messaging.event_router import Received
from chassis.process.runtime import Runtime
from chassis.testing.plugin import OpenService
from review.agendas.received.commitments import ProgressData, keep_progress
from review.app import service

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
STATUSES = ("on_track", "limited", "deterioration", "achieved")


def _version(epoch: UUID, commitment: UUID, number: int, day: int) -> Received[ProgressData]:
    return Received(
        source="commitments",
        epoch=epoch,
        sequence=number + 1,
        time=BEGIN + timedelta(days=day),
        id=uuid4(),
        type="compact.progress.computed.v1",
        subject=str(commitment),
        party="KEN",
        region=None,
        data=ProgressData(commitment_id=commitment, status=STATUSES[number % len(STATUSES)], score=None),
    )


async def _in_force(runtime: Runtime, cut: datetime) -> list[str]:
    wanted = text("SELECT status FROM review.received_progress WHERE time < :cut AND valid_until >= :cut")
    async with runtime.database.reading() as session:
        return list((await session.execute(wanted, {"cut": cut})).scalars())


async def test_the_version_in_force_at_any_time_is_the_newest_before_it_however_they_arrive(
    open_service: OpenService,
) -> None:
    runtime = await open_service(service)
    epoch, commitment = uuid4(), uuid4()
    days = (1, 2, 2, 5, 9, 9, 9, 12)  # versions of one transaction share its time
    versions = [_version(epoch, commitment, number, day) for number, day in enumerate(days)]
    arrivals = [*versions, *random.sample(versions, 4)]
    random.shuffle(arrivals)
    for at in range(0, len(arrivals), 3):
        async with runtime.database.transaction() as tx:
            await keep_progress(tx, arrivals[at : at + 3])
    for day in range(14):
        cut = BEGIN + timedelta(days=day, hours=1)
        before = [version.data.status for version in versions if version.time < cut]
        assert await _in_force(runtime, cut) == before[-1:]
