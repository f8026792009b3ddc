"""Whether a floor answers what we answer: else the ratio would mean nothing."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from bench.client import Connection, UnexpectedAnswer
from bench.load import Server

_ABSENT = object()


async def check_sameness(
    servers: Sequence[Server], requests: Sequence[bytes], status: int, *, but: Collection[str] = ()
) -> None:
    """Raise `UnexpectedAnswer` with the fields that differ, unless all answer alike.

    Fields named in `but` may differ.
    """
    connections = [await Connection.open(server.port) for server in servers]
    try:
        for request in requests:
            answers = [(await one.exchange(request)).expected(status).body for one in connections]
            ours, *others = [json.loads(answer) for answer in answers]
            for server, other in zip(servers[1:], others, strict=True):
                refuse(differences(ours, other, but), servers[0].name, server.name)
    finally:
        for connection in connections:
            connection.close()


def refuse(found: Iterator[str], ours: str, other: str) -> None:
    """Raise `UnexpectedAnswer` if there are fields in which `other` differs from `ours`."""
    if fields := list(found):
        raise UnexpectedAnswer(f"{ours} and its floor {other} differ in {', '.join(fields[:20])}")


def differences(ours: Any, other: Any, but: Collection[str] = (), at: str = "") -> Iterator[str]:
    """Where two documents differ, as JSON pointers (RFC 6901); fields named in `but` may."""
    if isinstance(ours, dict) and isinstance(other, dict):
        for name in sorted((ours.keys() | other.keys()) - set(but)):
            yield from differences(ours.get(name, _ABSENT), other.get(name, _ABSENT), but, f"{at}/{name}")
    elif isinstance(ours, list) and isinstance(other, list) and len(ours) == len(other):
        for number, pair in enumerate(zip(ours, other, strict=True)):
            yield from differences(*pair, but, f"{at}/{number}")
    elif ours != other:
        yield at or "the whole document"
