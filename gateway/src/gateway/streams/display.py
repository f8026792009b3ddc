"""What `streams` shows: a new password once, and the list of grants."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from chassis.base.clock import rfc3339
from gateway.settings import Settings
from gateway.streams.grants import StreamGrant


def show(made: StreamGrant, password: str, settings: Settings, *, as_json: bool) -> None:
    """A grant as it was just made or got a new password: the only time that it is shown."""
    told: Mapping[str, Any] = {
        "principal": made.principal,
        "password": password,
        "bootstrap": settings.streams_address or settings.streams_bootstrap,
        "mechanism": "SCRAM-SHA-512",
        "topics": made.topics,
        "group_prefix": made.group_prefix,
        "expires_at": rfc3339(made.expires_at),
    }
    if as_json:
        print(json.dumps(told))
        return
    for what, value in told.items():
        print(f"{what.replace('_', ' ') + ':':14}{', '.join(value) if isinstance(value, list) else value}")
    print("The password is not shown again. Hand over the authority's certificate with it.")


def tell(row: Row[Any], differences: list[str] | None, *, as_json: bool) -> None:
    """A line about a grant, and one for each difference to Kafka; `None` where they are not known."""
    state = _state(row)
    if as_json:
        told = {
            "principal": row.principal,
            "name": row.name,
            "topics": row.topics,
            "group_prefix": row.group_prefix,
            "expires_at": rfc3339(row.expires_at),
            "state": state,
            "differences": differences,
        }
        print(json.dumps(told, ensure_ascii=False))
        return
    topics = ",".join(row.topics)
    print(f"{row.principal}  {state:8}  {rfc3339(row.expires_at)}  {row.group_prefix}  {topics}  {row.name}")
    for difference in differences or ():
        print(f"  on Kafka it {difference}")


def _state(row: Row[Any]) -> str:
    if row.in_force:
        return "in force"
    return "revoked" if row.revoked_at and row.revoked_at < row.expires_at else "expired"
