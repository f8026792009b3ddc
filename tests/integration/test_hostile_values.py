"""Nothing that a client sends is answered with a 500, and what is taken reads back as it was sent.

Of the values that a field's own type refuses one is sent for each field, since all go the same way; of
those that it takes, all but texts that are like others. `tests/contract/test_field_types.py` tries them all.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, pairwise
from typing import Any, get_args, get_origin
from urllib.parse import quote

import httpx
import pytest
from pydantic import ValidationError

from chassis.process.service import Service
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from contracts.generate import SERVICES
from gateway.identity.roles import ALL_SCOPES
from tests.contract.hostile import STRINGS, TEXTS, VALUES
from tests.contract.operations import EACH, Field, Operation, operations
from tests.integration.commitments.neighbours import Neighbour
from tests.support.references import FRAMEWORKS, RULE_SETS

REFERENCES = {"commitments": FRAMEWORKS, "review": RULE_SETS}
SCOPES = " ".join(sorted(ALL_SCOPES))
SOUND = {
    "kind": "state",
    "starts_at": "2027-05-01T00:00:00Z",
    "ends_at": "2027-05-09T00:00:00Z",
    "direction": 1,
    "valid_until": "2027-01-01",
    "framework": "GCM",
    "goal": "5",
    "grouping": "AU",
}
"""Where a field needs another value than the first of `PLAIN` that its type takes."""
PLAIN = (
    "KEN",
    "2026-01-31",
    "2027-06-01T00:00:00Z",
    "00000000-0000-7000-8000-000000000000",
    "https://example.org/",
    "UTC",
    "en",
    "GCM/5",
    "10.7",
    "404",
    "KE",
    "all",
    "latest",
    2020,
    1,
    "1",
)
ALWAYS = ("\ud800", {"\ud800": 1})
"""Sent for each field, also when it is refused: the refusal names its place."""
TELLING = frozenset(TEXTS) - {"true", "null", "localtime"}
"""Texts that are not like others."""
LONGEST = 5000
"""Characters of a value in a URL."""


@dataclass
class Trial:
    """One service to which values are sent, and what was found."""

    service: Service
    client: httpx.AsyncClient
    headers: dict[str, str]
    known: dict[str, str] = field(default_factory=dict)
    """The key of one entry of each collection, by path."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    faults: list[str] = field(default_factory=list)
    taken: int = 0
    sent: int = 0

    def plain(self, one: Field, collection: str = "") -> Any:
        """A value that the field takes, and that means something where it can."""
        name = str(one.path[-1] if one.path[-1] not in (0, EACH) else one.path[-2])
        if name == "code" and collection:
            return f"C{next(self.numbers)}"
        literals = [
            value for part in _parts(one.kind) if get_origin(part) is not None for value in get_args(part)
        ]
        for value in (self.known.get(f"/v1/{name}s"), SOUND.get(name), *PLAIN, *literals, {}):
            try:
                if value is not None:
                    one.validate(value)
                    return value
            except ValidationError:
                continue
        raise AssertionError(f"no value is known that {one} takes")

    def body(self, operation: Operation) -> dict[str, Any]:
        """A body with the fields that the operation needs."""
        assert operation.body is not None
        body: dict[str, Any] = {}
        for one in operation.fields:
            if operation.body.model_fields[str(one.path[0])].is_required() and one.path[-1] != EACH:
                _set(body, one.path, self.plain(one, operation.path))
        return body

    def url(self, operation: Operation, **other: str) -> str:
        """The path of the operation, about an entry that is there if one is known."""
        path = operation.path
        for one in operation.parameters:
            if one.place == "path":
                name = str(one.path[0])
                key = self.known.get(path.partition("/{")[0])
                path = path.replace(
                    f"{{{name}}}", quote(other.get(name) or key or str(self.plain(one)), safe="")
                )
        return path

    async def send(self, operation: Operation, url: str, **request: Any) -> httpx.Response:
        """Send a request; an answer of 500 or more is a fault."""
        if "json" in request:
            request["content"] = json.dumps(request.pop("json"))
        headers = {**self.headers, "Content-Type": "application/json"}
        self.sent += 1
        answer = await self.client.request(operation.method, url, headers=headers, **request)
        if answer.status_code >= 500:
            self.faults.append(f"{operation.name} {url:.80} {str(request)!a:.200}: {answer.status_code}")
        return answer


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_no_value_of_any_field_or_parameter_is_a_500(
    service: Service, open_service: OpenService, issuer: TokenIssuer
) -> None:
    runtime = await open_service(service, REFERENCES.get(service.name))
    if "registry" in service.sources:
        state: dict[str, Any] = {
            "code": "KEN",
            "kind": "state",
            "name": "Kenya",
            "region": None,
            "groupings": [],
        }
        await Neighbour(runtime, "registry").say("compact.actor.registered.v1", **state)
    headers = issuer.headers(scopes=SCOPES) | {"If-Match": "*"}
    if service.name == "commitments":
        headers |= issuer.headers(scopes=SCOPES, party="KEN")
    async with client_of(runtime, issuer) as client:
        trial = Trial(service, client, headers)
        for operation in operations(service):
            if operation.method == "POST" and operation.body and "{" not in operation.path:
                await _create(trial, operation)
        for operation in operations(service):
            await _try_parameters(trial, operation)
            await _try_fields(trial, operation)
    assert trial.faults == []
    assert trial.taken > 10 or service.name == "gateway"


async def _create(trial: Trial, operation: Operation) -> None:
    answer = await trial.send(operation, operation.path, json=trial.body(operation))
    if answer.status_code == 201:
        entry = answer.json()
        trial.known[operation.path] = entry["code"] if "{code}" in _paths(trial.service) else entry["id"]


def _paths(service: Service) -> str:
    return " ".join(one.path for one in operations(service))


async def _try_parameters(trial: Trial, operation: Operation) -> None:
    for one in operation.parameters:
        name = str(one.path[0])
        for value in _telling(one, [text for text in STRINGS if len(text) < LONGEST and _is_encodable(text)]):
            if one.place == "path" and value:
                await trial.send(operation, trial.url(operation, **{name: value}))
            elif one.place == "query":
                await trial.send(operation, trial.url(operation), params={name: value})


async def _try_fields(trial: Trial, operation: Operation) -> None:
    for one in operation.fields:
        for value in [*_telling(one, VALUES), *ALWAYS]:
            body = trial.body(operation)
            _set(body, one.path, value)
            answer = await trial.send(operation, trial.url(operation), json=body)
            if answer.is_success:
                trial.taken += 1
                shown = _at(answer.json(), one.path)
                if not _is_same(value, shown):
                    trial.faults.append(f"{operation.name} {one.path} {value!a:.80} reads {shown!a:.80}")


def _telling(one: Field, values: Sequence[Any]) -> Iterator[Any]:
    """The values that a field takes, without texts that are like others, and one that it does not take."""
    is_refused = False
    for value in values:
        try:
            if not isinstance(one.validate(value), str) or value in TELLING:
                yield value
        except ValidationError:
            if not is_refused:
                yield value
            is_refused = True


def _parts(kind: Any) -> Iterator[Any]:
    yield kind
    for part in get_args(kind):
        yield from _parts(part)


def _is_encodable(text: str) -> bool:
    return text.encode(errors="ignore").decode() == text


def _set(body: dict[str, Any], path: Sequence[str | int], value: Any) -> None:
    """Put `value` where `path` leads in `body`."""
    place: Any = body
    for step, following in pairwise(path):
        inner: Any = [] if following == 0 else {}
        if step == 0:
            place.append(inner) if not place else None
            place = place[0]
        else:
            place = place.setdefault("fr" if step == EACH else step, inner)
    if path[-1] == 0:
        place[:] = [value]
    else:
        place["fr" if path[-1] == EACH else path[-1]] = value


def _at(shown: Any, path: Sequence[str | int]) -> Any:
    """What stands at `path` of an answer; `...` where it shows no such thing."""
    for step in path:
        key = "fr" if step == EACH else step
        if isinstance(shown, dict) and key in shown:
            shown = shown[key]
        elif isinstance(shown, list) and key == 0 and shown:
            shown = shown[0]
        else:
            return ...
    return shown


def _is_same(sent: Any, shown: Any) -> bool:
    """Whether an answer shows what was sent. Nothing restores a default; a day may be shown as its end."""
    if shown is ... or sent in (None, ""):
        return True
    if isinstance(sent, str) and isinstance(shown, str):
        return sent.strip() == shown or sent == shown or _same_instant(sent, shown)
    return bool(sent == shown) and (type(sent) is type(shown) or isinstance(shown, float))


def _same_instant(sent: str, shown: str) -> bool:
    try:
        one, other = datetime.fromisoformat(sent), datetime.fromisoformat(shown)
    except ValueError:
        return False
    return len(sent) == 10 or one == other
