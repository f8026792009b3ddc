"""Making a broker that others have used as good as new."""

import time

from chassis.bus.kafka_operator import client
from tests.support.kafka.broker import POLL

TIMEOUT = 30.0
_OF_KAFKA_ITSELF = "__"


def forget_topics(bootstrap: str) -> None:
    """Delete all topics and wait until they are gone; whoever comes to `bootstrap` must have the right."""
    admin = client.AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
    deadline = time.monotonic() + TIMEOUT
    while topics := _topics(admin):
        for deletion in admin.delete_topics(topics, request_timeout=TIMEOUT).values():
            deletion.exception()  # such as of one that is just going
        assert time.monotonic() < deadline, f"these topics stay: {topics}"
        time.sleep(POLL)


def _topics(admin: object) -> list[str]:
    found = admin.list_topics(timeout=TIMEOUT).topics  # type: ignore[attr-defined]  # librdkafka's
    return [topic for topic in found if not topic.startswith(_OF_KAFKA_ITSELF)]
