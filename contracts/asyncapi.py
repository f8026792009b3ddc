"""The AsyncAPI 3.0 document: the topics, what is on them, and what subscribers may rely on."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from chassis.bus.topics import HEARTBEAT, PARTITIONS
from chassis.ledger.events import HEARTBEAT_TYPE, Heartbeat, topic_of
from chassis.process.app import VERSION
from chassis.process.service import Service
from contracts.headers import EVENT_HEADERS, HEARTBEAT_HEADERS

PROMISES = """\
Facts that the services make public, as CloudEvents 1.0 in binary mode: attributes in `ce_` headers, data
as JSON in the value. What a subscriber may rely on:

- **Nothing is lost.** All that is in a service's public ledger comes to its topic.
- **Duplicates are possible**, and have the same `ce_id`: do nothing the second time.
- **Order holds per party**, the message's key, and neither between parties nor between topics.
  `ce_sequence` is the order of all that a source published, without gaps.
- **A heartbeat says that you have everything.** Whoever has every sequence of an epoch up to that of a
  heartbeat has all that its source made public up to the heartbeat's time.
- **A topic forgets, the ledger does not.** After an absence longer than the topic's retention, and
  whenever `ce_epoch` is a new one, read `GET /v1/ledgers/<service>?after=` of the gateway.
- **v1 only grows.** Fields and types are added, and what is there stays: ignore what you do not know. A
  field that is not required came later; earlier events lack it.
- **An event stays under 256 KiB.**
- **A redacted event keeps its place** and has an empty value.
"""
SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"

Document = dict[str, Any]


def describe(
    services: Iterable[Service], examples: Mapping[str, Document], schema_at: Callable[[str], str]
) -> Document:
    """The document for the topics of `services` and the heartbeats that all of them send.

    `examples` has an event of each type in structured mode; `schema_at` gives the place of a type's schema.
    """
    publishers = [service for service in services if service.events]
    models = {one.event_type: one for service in publishers for one in service.events}

    def message(name: str, model: type[BaseModel], trait: str) -> Document:
        return _message(name, inspect.getdoc(model) or "", schema_at(name), trait, examples[name]["data"])

    messages = {name: message(name, model, "event") for name, model in models.items()}
    channels = {one.name: _event_channel(one) for one in publishers}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Compact: events", "version": VERSION, "description": PROMISES},
        "defaultContentType": "application/json",
        "servers": {"kafka": _SERVER},
        "channels": {**channels, "heartbeat": _heartbeat_channel()},
        "operations": {f"publish_{name}": _publishing(name) for name in [*channels, "heartbeat"]},
        "components": {
            "messages": {**messages, HEARTBEAT_TYPE: message(HEARTBEAT_TYPE, Heartbeat, "heartbeat")},
            "messageTraits": {
                "event": _trait(EVENT_HEADERS, "The party that the fact is about, or `global`.")
                | {"correlationId": {"location": "$message.header#/ce_correlationid"}},
                "heartbeat": _trait(HEARTBEAT_HEADERS, "The service that sends it."),
            },
        },
    }


_SERVER = {
    "host": "{host}:{port}",
    "protocol": "kafka",
    "description": "The Kafka cluster of an installation.",
    "variables": {
        "host": {"description": "One of its brokers.", "default": "localhost"},
        "port": {"description": "The port on which the broker listens.", "default": "9092"},
    },
}


def _event_channel(service: Service) -> Document:
    types = [event.event_type for event in service.events]
    return _channel(topic_of(service.name), f"What {service.name} makes public.", types, PARTITIONS)


def _heartbeat_channel() -> Document:
    description = "From every service, several times a second: up to where it has published everything."
    return _channel(HEARTBEAT, description, [HEARTBEAT_TYPE], partitions=1)


def _channel(topic: str, description: str, types: Sequence[str], partitions: int) -> Document:
    return {
        "address": topic,
        "description": description,
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in types},
        "bindings": {"kafka": {"topic": topic, "partitions": partitions, "bindingVersion": "0.5.0"}},
    }


def _publishing(channel: str) -> Document:
    return {"action": "send", "channel": {"$ref": f"#/channels/{channel}"}}


def _message(name: str, description: str, schema: str, trait: str, example: Document) -> Document:
    return {
        "name": name,
        "title": name.removeprefix("compact."),
        "summary": description.splitlines()[0],
        "description": description,
        "payload": {"schemaFormat": SCHEMA_FORMAT, "schema": {"$ref": schema}},
        "examples": [{"payload": example}],
        "traits": [{"$ref": f"#/components/messageTraits/{trait}"}],
    }


def _trait(headers: Document, key: str) -> Document:
    described = {"type": "string", "description": key}
    return {
        "contentType": "application/json",
        "headers": headers,
        "bindings": {"kafka": {"key": described, "bindingVersion": "0.5.0"}},
    }
