"""An example of each event: made from its schema, always the same, and written by the event's own model."""

import json
from typing import Any

from pydantic import BaseModel, ValidationError

from chassis.base.clock import rfc3339
from chassis.ledger.events import Envelope, EventData, Heartbeat
from chassis.process.ledger_api import structured
from contracts.plausible import PLAUSIBLE, TIME, identifier
from contracts.schemas import Schema, resolve

GLOBAL = "global"
GATEWAY = "https://compact.example.org"
"""The address of the gateway in all examples."""
REGION = "ECA"
"""Of the party in all examples, Kenya."""


class UnfitExampleError(Exception):
    """What was put together is no instance of its schema: the field needs an example of its own."""


def cloud_event(service: str, event: type[EventData], schema: Schema) -> dict[str, Any]:
    """A complete CloudEvent in structured mode. Raises `UnfitExampleError`."""
    return structured(envelope(service, event, schema), GATEWAY)


def envelope(service: str, event: type[EventData], schema: Schema) -> Envelope:
    """An event of `service` with every attribute that it can have. Raises `UnfitExampleError`."""
    data = value_of(schema, schema)
    party = _party(event.event_type, data)
    return Envelope(
        source=service,
        epoch=identifier("epoch"),
        sequence=1,
        time=TIME,
        id=identifier(event.event_type),
        type=event.event_type,
        subject=_subject(event.event_type, data),
        party=party,
        region=None if party == GLOBAL else REGION,
        data=_written(event, data),
        correlation_id=str(identifier("correlation")),
        causation_id=str(identifier("causation")),
        traceparent=f"00-{identifier('trace').hex}-{identifier('span').hex[:16]}-01",
    )


def heartbeat(schema: Schema) -> dict[str, Any]:
    """A heartbeat as a CloudEvent in structured mode. Raises `UnfitExampleError`."""
    message = Heartbeat.model_validate_json(_written(Heartbeat, value_of(schema, schema))).message()
    attributes = {name[3:]: value.decode() for name, value in message.headers if name.startswith("ce_")}
    return {**attributes, "datacontenttype": "application/json", "data": json.loads(message.value)}


def value_of(schema: Schema, document: Schema, name: str = "", owner: str = "") -> Any:
    """A value of `schema`, that of the field `name` of the object titled `owner`.

    The schema's own example comes first, then what is plausible for the name, then what fits the type.
    """
    if "examples" in schema:
        return schema["examples"][0]
    for known in (f"{owner}.{name}", name):
        if known in PLAUSIBLE:
            return PLAUSIBLE[known]
    schema = resolve(schema, document)
    for choices in ("enum", "anyOf", "oneOf"):
        if choices in schema:
            first = schema[choices][0]
            return first if choices == "enum" else value_of(first, document, name, owner)
    return schema["const"] if "const" in schema else _by_type(schema, document, name)


def _by_type(schema: Schema, document: Schema, name: str) -> Any:
    match schema.get("type"):
        case "object":
            fields, title = schema.get("properties", {}), schema.get("title", "")
            return {field: value_of(part, document, field, title) for field, part in fields.items()}
        case "array":
            return [value_of(schema["items"], document)] if "items" in schema else []
        case "string":
            return _text(schema.get("format"), name)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return None


def _text(form: str | None, name: str) -> str:
    match form:
        case "uuid":
            return str(identifier(name))
        case "date-time":
            return rfc3339(TIME)
        case "date":
            return TIME.date().isoformat()
    return name.replace("_", " ")


def _written(model: type[BaseModel], data: dict[str, Any]) -> bytes:
    try:
        return model.model_validate_json(json.dumps(data)).model_dump_json().encode()
    except ValidationError as error:
        raise UnfitExampleError(f"{model.__name__}: {error}") from error


def _subject(event_type: str, data: dict[str, Any]) -> str:
    """What identifies the thing: its first id, or its code. Agendas are versions of their meeting's.

    Participations are published State by State.
    """
    if event_type.startswith("compact.agenda."):
        return str(data["meeting_id"])
    if event_type.startswith("compact.participations."):
        return str(data["state"])
    return str(next(data[name] for name in data if name.endswith("_id") or name in {"id", "code"}))


def _party(event_type: str, data: dict[str, Any]) -> str:
    """The party that the fact is about, or the State; an actor is its own."""
    own = "code" if event_type.startswith("compact.actor.") else "party"
    return str(data.get(own) or data.get("state") or GLOBAL)
