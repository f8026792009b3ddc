"""`streams` on the gateway's command line: Kafka's credentials for regional bodies."""

import argparse
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from chassis.base.identifiers import new_id
from chassis.bus import BusError
from chassis.database import Database
from chassis.ledger import Origin
from chassis.process.command import Command
from chassis.process.settings import ServiceSettings
from gateway.settings import Settings
from gateway.streams import display, grants, kafka, rules, store
from gateway.streams.arguments import arguments
from gateway.streams.errors import EndedGrantError, NoStreamsError, RefusedGrantError
from gateway.streams.models import StreamGrant

if TYPE_CHECKING:
    from chassis.bus.kafka_access import KafkaAccess


async def _streams(settings: ServiceSettings, chosen: argparse.Namespace) -> int:
    assert isinstance(settings, Settings)
    url = settings.database_url.get_secret_value()
    try:
        async with (
            kafka.operator_access(settings) as access,
            Database(url, name="gateway", pool_size=1) as database,
        ):
            if chosen.action == "grant":
                return await _grant(database, access, settings, chosen)
            if chosen.action == "password":
                return await _password(database, access, settings, chosen)
            if chosen.action == "revoke":
                return await _revoke(database, access, chosen.principal)
            return await _list(database, access, as_json=chosen.json)
    except (NoStreamsError, RefusedGrantError, EndedGrantError) as refusal:
        print(refusal)
        return 2


async def _grant(
    database: Database, access: "KafkaAccess", settings: Settings, chosen: argparse.Namespace
) -> int:
    expires_at = chosen.until or datetime.now(UTC) + timedelta(days=chosen.days)
    topics = list(dict.fromkeys(chosen.topic or rules.TOPICS))
    async with database.transaction(_origin()) as tx:
        made = await grants.grant(tx, chosen.name, topics, chosen.group_prefix, expires_at)
    try:
        async with database.transaction(_origin()) as tx:
            password = await kafka.give_password(tx, access, made.id)
    except BusError as error:
        print(f"{made.principal} has a grant, but no password: {error}")
        print(f"When Kafka is back: streams password {made.principal}")
        return 1
    display.show(made, password, settings, as_json=chosen.json)
    return 0


async def _password(
    database: Database, access: "KafkaAccess", settings: Settings, chosen: argparse.Namespace
) -> int:
    async with database.transaction(_origin()) as tx:
        grant = {one.principal: one for one in await store.grants(tx)}.get(chosen.principal)
        if grant is None:
            print(f"There is no grant for {chosen.principal}.")
            return 1
        try:
            password = await kafka.give_password(tx, access, grant.id)
        except BusError as error:
            print(f"{chosen.principal} got no new password: {error}")
            return 1
    display.show(grant, password, settings, as_json=chosen.json)
    return 0


async def _revoke(database: Database, access: "KafkaAccess", principal: str) -> int:
    if not principal.startswith(rules.PRINCIPALS):
        print(f"{principal} is no subscriber: their names begin with {rules.PRINCIPALS}")
        return 2
    async with database.transaction(_origin()) as tx:
        await grants.revoke(tx, principal)
        known = {grant.principal for grant in await store.grants(tx)}
    try:
        # Kafka may have what the database does not know, such as after it was restored to an earlier time.
        known |= {*await access.users(), *await access.grants()}
        await kafka.withdraw(access, principal)
    except BusError as error:
        print(f"{principal} has no grant now, but can read until Kafka is back: {error}")
        return 1
    if principal not in known:
        print(f"There is no {principal}: streams list shows who there is.")
        return 1
    print(f"{principal} can read nothing any more.")
    return 0


async def _list(database: Database, access: "KafkaAccess", *, as_json: bool) -> int:
    async with database.reading() as session:
        stored = await store.grants(session)
    try:
        users, granted = await access.users(), await access.grants()
    except BusError as error:
        for grant in stored:
            display.show_in_list(grant, None, as_json=as_json)
        print(json.dumps({"fault": str(error)}) if as_json else f"What Kafka has is not known: {error}")
        return 1
    for grant in stored:
        differences = list(kafka.differences(grant, users, granted))
        display.show_in_list(grant, differences, as_json=as_json)
    for stranger in _strangers(stored, users | granted.keys()):
        fault = f"{stranger} is known to Kafka but has no grant here: streams revoke {stranger}"
        print(json.dumps({"fault": fault}) if as_json else fault)
    return 0


def _strangers(stored: Iterable[StreamGrant], present: frozenset[str]) -> Iterator[str]:
    known = {grant.principal for grant in stored}
    yield from sorted(one for one in present - known if one.startswith(rules.PRINCIPALS))


def _origin() -> Origin:
    return Origin("operator", str(new_id()))


streams_verb = Command("streams", "let regional bodies read the event streams on Kafka", _streams, arguments)
