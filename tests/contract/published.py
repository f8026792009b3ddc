"""What is published, as the tests of the contracts look at it: from the files, as partners read them."""

import json
from pathlib import Path
from typing import Any

import contracts
from chassis.ledger.events import EventData
from chassis.process.service import Service
from contracts.generate import SERVICES, published_events

FOLDER = Path(contracts.__file__).parent
EVENTS: dict[str, tuple[Service, type[EventData]]] = {
    event.event_type: (service, event) for service, event in published_events()
}
READERS = [service for service in SERVICES if service.sources]


def document(path: str) -> dict[str, Any]:
    """The contract at `path`."""
    read: dict[str, Any] = json.loads((FOLDER / path).read_text(encoding="utf-8"))
    return read


def schema(event_type: str) -> dict[str, Any]:
    """The schema of the data of `event_type`."""
    return document(f"events/{event_type}.json")


def example(event_type: str) -> dict[str, Any]:
    """The example of `event_type`, in structured mode."""
    return document(f"examples/{event_type}.json")
