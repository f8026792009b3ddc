"""What `streams` shows: a new password once, and the list of grants."""

import json
from collections.abc import Mapping
from typing import Any

from chassis.base.clock import rfc3339
from gateway.settings import Settings
from gateway.streams.models import StreamGrant


def show(made: StreamGrant, password: str, settings: Settings, *, as_json: bool) -> None:
    """A grant as it was just made or got a new password: the only time that it is shown."""
    shown: Mapping[str, Any] = {
        "principal": made.principal,
        "password": password,
        "bootstrap": settings.streams_address or settings.streams_bootstrap,
        "mechanism": "SCRAM-SHA-512",
        "topics": made.topics,
        "group_prefix": made.group_prefix,
        "expires_at": rfc3339(made.expires_at),
    }
    if as_json:
        print(json.dumps(shown))
        return
    for what, value in shown.items():
        print(f"{what.replace('_', ' ') + ':':14}{', '.join(value) if isinstance(value, tuple) else value}")
    print("The password is not shown again. Hand over the authority's certificate with it.")


def show_in_list(grant: StreamGrant, differences: list[str] | None, *, as_json: bool) -> None:
    """A line about a grant, and one for each difference to Kafka; `None` where they are not known."""
    state = _state(grant)
    if as_json:
        line = {
            "principal": grant.principal,
            "name": grant.name,
            "topics": grant.topics,
            "group_prefix": grant.group_prefix,
            "expires_at": rfc3339(grant.expires_at),
            "state": state,
            "differences": differences,
        }
        print(json.dumps(line, ensure_ascii=False))
        return
    topics, until = ",".join(grant.topics), rfc3339(grant.expires_at)
    print(f"{grant.principal}  {state:8}  {until}  {grant.group_prefix}  {topics}  {grant.name}")
    for difference in differences or ():
        print(f"  on Kafka it {difference}")


def _state(grant: StreamGrant) -> str:
    if grant.in_force:
        return "in force"
    return "revoked" if grant.revoked_at and grant.revoked_at < grant.expires_at else "expired"
