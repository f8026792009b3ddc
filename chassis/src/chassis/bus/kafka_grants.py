"""What somebody may do on Kafka, in Kafka's terms."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Kind = Literal["topic", "group", "cluster", "transactional_id"]
Operation = Literal[
    "all",
    "alter",
    "alter_configs",
    "cluster_action",
    "create",
    "delete",
    "describe",
    "describe_configs",
    "idempotent_write",
    "read",
    "write",
]


class Grant(NamedTuple):
    """One entry of an access list: `operation` on the resource that is called `name`."""

    kind: Kind
    name: str
    operation: Operation
    prefixed: bool = False
    """Whether it is for all resources whose names begin with `name`."""


def reading(topics: Iterable[str], group: str, *, prefixed: bool = False) -> frozenset[Grant]:
    """What it takes to read `topics` as a member of `group`, or of any group that begins so.

    To Kafka, who may read may also describe.
    """
    topics_read = {Grant("topic", topic, "read") for topic in topics}
    return frozenset({*topics_read, Grant("group", group, "read", prefixed)})


def writing(topics: Iterable[str]) -> frozenset[Grant]:
    """What it takes to write to `topics`, with an idempotent producer too, and to describe them."""
    return frozenset(Grant("topic", topic, "write") for topic in topics)
