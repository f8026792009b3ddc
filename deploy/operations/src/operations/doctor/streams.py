"""What regional bodies may read: whether Kafka has what the gateway granted, and nothing that it did not."""

from collections.abc import Iterator, Sequence

from gateway.streams import store
from gateway.streams.kafka import differences
from gateway.streams.models import StreamGrant
from gateway.streams.rules import PRINCIPALS
from operations.doctor import databases, things
from operations.doctor.findings import Examined, Finding
from operations.doctor.kafka import Seen

Granted = Sequence[StreamGrant]
_EXPLAINED = frozenset({things.process("gateway-worker"), things.KAFKA})


async def look(url: str) -> Granted | None:
    """All grants, from the gateway's database; `None` where it cannot be read, which `databases` reports."""
    return await databases.seen_in(url, store.grants)


def judge(granted: Granted | None, kafka: Seen) -> Examined:
    """Where what Kafka has differs from what was granted."""
    if granted is None or kafka.unreachable:
        return Examined("streams")
    findings = (*_differences(granted, kafka), *_strangers(granted, kafka))
    in_force = sum(row.in_force for row in granted)
    return Examined("streams", findings, f"{in_force} subscribers, each may read what was granted")


def _differences(granted: Granted, kafka: Seen) -> Iterator[Finding]:
    for row in granted:
        state = "is in force" if row.in_force else "has ended"
        for difference in differences(row, kafka.users, kafka.grants):
            what = f"the grant of {row.principal} {state}, and on Kafka it {difference}"
            to_do = "if it stays so, docker compose logs --tail 20 gateway-worker shows why"
            if difference == "has no password":
                to_do = f"./compact streams password {row.principal} gives a new one"
            yield Finding(what, to_do, f"the grant of {row.principal}", _EXPLAINED)


def _strangers(granted: Granted, kafka: Seen) -> Iterator[Finding]:
    known = {row.principal for row in granted}
    for stranger in sorted((kafka.users | kafka.grants.keys()) - known):
        if stranger.startswith(PRINCIPALS):
            what = f"Kafka lets {stranger} in, and there is no such grant, as after a restore"
            yield Finding(what, f"./compact streams revoke {stranger}", f"the grant of {stranger}")
