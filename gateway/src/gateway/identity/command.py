"""`clients` and `keys` on the gateway's command line."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from chassis.base.identifiers import new_id
from chassis.database import Database
from chassis.ledger import Origin
from chassis.process.command import Command
from chassis.process.settings import ServiceSettings
from chassis.values import Line, PartyCode
from gateway.identity import clients, keys, onboarding, parties, store
from gateway.identity.onboarding import UnfitFileError
from gateway.identity.parties import RegistryUnreachableError, Speaker
from gateway.identity.roles import SCOPES_OF, party_fault
from gateway.identity.wrapping import CannotUnwrapError, Wrapping
from gateway.settings import Settings

_ABSENT = "is not there, or disabled already"


def _database(settings: ServiceSettings) -> Database:
    return Database(settings.database_url.get_secret_value(), name="gateway", pool_size=1)


def _origin() -> Origin:
    return Origin("operator", str(new_id()))


async def _clients(settings: ServiceSettings, chosen: argparse.Namespace) -> int:
    assert isinstance(settings, Settings)
    async with _database(settings) as database:
        if chosen.action == "create":
            return await _create(database, chosen, settings)
        if chosen.action == "import":
            return await _import(database, chosen.file, settings)
        if chosen.action == "disable":
            return await _disable(database, chosen.id)
        if chosen.action == "rotate-secret":
            return await _rotate_secret(database, chosen.id)
        return await _list(database, as_json=chosen.json)


async def _create(database: Database, chosen: argparse.Namespace, settings: Settings) -> int:
    if fault := party_fault(chosen.role, chosen.party):
        return _refuse(f"{fault.capitalize()}: {'omit' if chosen.party else 'give'} --party.")
    if unfit := await _unfit(settings, [(chosen.role, chosen.party)]):
        return _refuse(*unfit)
    async with database.transaction(_origin()) as tx:
        client_id, secret = await clients.create(tx, chosen.name, chosen.role, chosen.party)
    if chosen.json:
        print(json.dumps({"client_id": str(client_id), "client_secret": secret}))
    else:
        print(f"client id:     {client_id}\nclient secret: {secret}")
        print("The secret is not shown again. This line gets a token:")
        if settings.public_url.scheme == "https":
            print(f"(where the certificate is the stack's own, first: {onboarding.TRUST_LINE})")
        print(f"TOKEN=$({onboarding.token_line(settings.gateway_address, client_id, secret)})")
    return 0


async def _unfit(settings: Settings, speakers: Sequence[Speaker]) -> list[str]:
    """Why some cannot speak for their parties, as the registry knows them; without it, nobody is refused."""
    try:
        return await parties.faults(str(settings.registry_url), speakers)
    except RegistryUnreachableError as error:
        print(f"Not checked: {error}", file=sys.stderr)
        return []


def _refuse(*reasons: str) -> int:
    for reason in reasons:
        print(reason, file=sys.stderr)
    return 2


async def _import(database: Database, file: Path, settings: Settings) -> int:
    """All clients of the file or, when a row is wrong, none."""
    try:
        wanted = onboarding.read(file)
    except UnfitFileError as error:
        return _refuse(f"{error} Nothing was imported.")
    if unfit := await _unfit(settings, [(one.roles, one.party) for one in wanted]):
        return _refuse(*unfit, "Nothing was imported.")
    async with database.transaction(_origin()) as tx:
        made = [(one.name, *await clients.create(tx, one.name, one.roles, one.party)) for one in wanted]
    for name, client_id, secret in made:
        line = {"name": name, "client_id": str(client_id), "client_secret": secret}
        print(json.dumps(line, ensure_ascii=False))
    return 0


async def _disable(database: Database, client_id: UUID) -> int:
    async with database.transaction(_origin()) as tx:
        done = await clients.disable(tx, client_id)
    state = "is disabled; its tokens are refused within a minute" if done else _ABSENT
    print(f"Client {client_id} {state}.")
    return 0 if done else 1


async def _rotate_secret(database: Database, client_id: UUID) -> int:
    async with database.transaction(_origin()) as tx:
        secret = await clients.rotate_secret(tx, client_id)
    if secret is None:
        print(f"Client {client_id} {_ABSENT}.")
        return 1
    print(f"client secret: {secret}\nThe old one and its tokens are refused within a minute.")
    return 0


async def _list(database: Database, *, as_json: bool) -> int:
    async with database.reading() as session:
        found = await store.clients(session)
    for one in found:
        state = "disabled" if one.disabled_at else "enabled"
        if as_json:
            line = {"client_id": str(one.id), "name": one.name, "roles": one.roles, "party": one.party}
            print(json.dumps({**line, "state": state}, ensure_ascii=False))
        else:
            print(f"{one.id}  {state:8}  {one.party or '-':8}  {','.join(one.roles)}  {one.name}")
    return 0


async def _keys(settings: ServiceSettings, chosen: argparse.Namespace) -> int:
    assert isinstance(settings, Settings)
    wrapping = Wrapping.of(settings.key_file)
    if chosen.action == "wrap" and settings.key_file is None:
        print(
            "There is nothing to wrap keys by: GATEWAY_KEY_FILE names the file with the secret.",
            file=sys.stderr,
        )
        return 2
    try:
        async with _database(settings) as database, database.transaction(_origin()) as tx:
            if chosen.action == "wrap":
                number = await keys.wrap(tx, wrapping)
                print(f"{number} keys were wrapped by the newest secret; all are now.")
            else:
                kid = await keys.rotate(tx, settings.token_lifetime, wrapping)
                print(f"Key {kid} is published, and signs tokens as soon as all services know it.")
    except CannotUnwrapError as error:
        print(f"{error} {keys.REMEDY}", file=sys.stderr)
        return 1
    return 0


def _party(text: str) -> str:
    return _valid(PartyCode, text, "the code of a party, such as KEN")


def _name(text: str) -> str:
    return _valid(Line, text, "a line of text")


def _valid(kind: Any, text: str, wanted: str) -> str:
    try:
        return TypeAdapter[str](kind).validate_python(text)
    except ValidationError as error:
        raise argparse.ArgumentTypeError(f"must be {wanted}: {text!r}") from error


def _client_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="make a client; its secret is shown once")
    create.add_argument("--name", type=_name, required=True, help="whose system it is")
    create.add_argument("--role", required=True, action="append", choices=sorted(SCOPES_OF))
    create.add_argument("--party", type=_party, help="for whom it speaks, such as KEN")
    create.add_argument("--json", action="store_true", help="print one JSON object")
    importing = actions.add_parser("import", help="make many clients; prints a JSON object for each")
    importing.add_argument("file", type=Path, help="CSV with the columns name, roles (by spaces), party")
    listing = actions.add_parser("list", help="show all clients, without secrets")
    listing.add_argument("--json", action="store_true", help="print one JSON object per line")
    for action, purpose in (
        ("disable", "give a client no more tokens, and revoke those it has"),
        ("rotate-secret", "give a client another secret, and revoke its tokens"),
    ):
        actions.add_parser(action, help=purpose).add_argument("id", type=UUID)


def _key_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("rotate", help="sign with a new key; the old one is published until its tokens expire")
    actions.add_parser("wrap", help="wrap every private key by the newest secret of the file")


clients_verb = Command("clients", "create, import, list, disable API clients", _clients, _client_arguments)
keys_verb = Command("keys", "rotate or wrap the keys that sign tokens", _keys, _key_arguments)
