"""The published language: CloudEvents 1.0 envelopes, and how a service declares an event type.

Leaves to others: where events are kept (`ledger`), how they travel (`bus`), who reads them (`subscription`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from chassis.base import documents
from chassis.base.clock import rfc3339
from chassis.base.failures import described, storable
from chassis.bus import Message, Record
from chassis.bus.topics import HEARTBEAT
from chassis.telemetry import trace_context
from chassis.values.received import check_instant, check_received

HEARTBEAT_TYPE = "compact.heartbeat.sent.v1"
SEQUENCE_DIGITS = 20
LAST_SEQUENCE = 2**63 - 1
SCHEMAS = "/schemas"
"""Where the gateway serves the schemas of events' data, below its own address."""
_STRUCTURED = b"application/cloudevents+json"


def schema_path(event_type: str) -> str:
    """Where the gateway serves the schema of a type's data, below its own address."""
    return f"{SCHEMAS}/{event_type}.json"


def topic_of(service: str) -> str:
    """The topic of a service's public events. Names are constants, not settings."""
    return f"compact.{service}"


class EventData(BaseModel):
    """The data of an event: a fact, in the past tense, complete enough to act on without calling back.

    Declared with its type: `class ReportSubmitted(EventData, event_type="compact.report.submitted.v1")`.
    Producers' schemas are closed; a reader declares its own model with the fields it uses.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
    event_type: ClassVar[str]

    def __init_subclass__(cls, *, event_type: str | None = None, **config: Any) -> None:
        super().__init_subclass__(**config)
        if event_type is not None:
            cls.event_type = event_type


class ReceivedData(BaseModel):
    """The fields of another service's event that this service uses; what it does not know, it ignores.

    What could not be kept is refused here, whatever the field: an endless time or number, a NUL.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        check_received(self.__dict__)
        return self


@dataclass(frozen=True, slots=True)
class Envelope:
    """One public fact with all that identifies it. `data` is the published JSON; `None` when redacted."""

    source: str
    epoch: UUID
    sequence: int
    time: datetime
    id: UUID
    type: str
    subject: str
    party: str
    region: str | None
    data: bytes | None
    correlation_id: str
    causation_id: str | None
    traceparent: str | None = None
    """The W3C trace context of what caused it."""


class UndecodableError(Exception):
    """The bytes are not a CloudEvent of this system."""


class _HeaderNames(dict[str, str]):
    """The header of each attribute, put together once."""

    def __missing__(self, attribute: str) -> str:
        self[attribute] = header = f"ce_{attribute}"
        return header


_HEADERS = _HeaderNames()
_JSON = ("content-type", b"application/json")


def encode(event: Envelope, gateway: str = "") -> Message:
    """`event` for the bus, in CloudEvents' binary mode: attributes in `ce_` headers, data as the value.

    `gateway` is its address, without a slash at the end.
    """
    named = _named(event, gateway).items()
    headers = [(_HEADERS[name], value.encode()) for name, value in named if value is not None]
    return Message(topic_of(event.source), event.party, event.data or b"", (_JSON, *headers))


def attributes(event: Envelope, gateway: str = "") -> dict[str, str]:
    """The CloudEvents context attributes of `event`, extensions included, absent ones left out."""
    return {name: value for name, value in _named(event, gateway).items() if value is not None}


def _named(event: Envelope, gateway: str) -> dict[str, str | None]:
    return {
        "specversion": "1.0",
        "id": str(event.id),
        "source": f"/compact/{event.source}",
        "type": event.type,
        "subject": event.subject,
        "time": rfc3339(event.time),
        "dataschema": gateway + schema_path(event.type),
        "partitionkey": event.party,
        "epoch": str(event.epoch),
        "sequence": f"{event.sequence:0{SEQUENCE_DIGITS}d}",
        "party": event.party,
        "region": event.region,
        "correlationid": event.correlation_id,
        "causationid": event.causation_id,
        "traceparent": event.traceparent,
    }


def decode(record: Record) -> Envelope:
    """The event in `record`, in binary or structured mode. Raises `UndecodableError`, never anything else."""
    try:
        headers = {name.lower(): value for name, value in record.headers}
        if headers.get("content-type", b"").startswith(_STRUCTURED):
            return _structured(documents.read((record.value or b"").decode()))
        traceparent = headers.pop("ce_traceparent", b"").decode(errors="replace")
        named = {name[3:]: value.decode() for name, value in headers.items() if name.startswith("ce_")}
        return _envelope(named, traceparent, record.value or None)
    except Exception as error:  # whatever bytes do to a parser, the answer is the same
        raise UndecodableError(described(error)) from error


def _structured(body: Mapping[str, Any]) -> Envelope:
    named = dict(body)
    data, traceparent = named.pop("data", None), str(named.pop("traceparent", ""))
    encoded = None if data is None else json.dumps(data, separators=(",", ":")).encode()
    return _envelope(named, traceparent, encoded)


def _envelope(named: Mapping[str, str], traceparent: str, data: bytes | None) -> Envelope:
    if named["specversion"] != "1.0":
        raise ValueError(f"CloudEvents {named['specversion']} is not spoken here")
    time = check_instant(datetime.fromisoformat(named["time"]))
    if any(storable(value) != value for value in map(str, named.values())):
        raise ValueError("an attribute has characters that cannot be stored")
    sequence = int(named["sequence"])
    if not 1 <= sequence <= LAST_SEQUENCE:
        raise ValueError(f"sequences go from 1 to {LAST_SEQUENCE}")
    if data is not None and not isinstance(documents.read(data.decode()), dict):
        raise ValueError("data is not a JSON object")
    return Envelope(
        source=named["source"].removeprefix("/compact/"),
        epoch=UUID(named["epoch"]),
        sequence=sequence,
        time=time,
        id=UUID(named["id"]),
        type=named["type"],
        subject=named["subject"],
        party=named["party"],
        region=named.get("region"),
        data=data,
        correlation_id=named["correlationid"],
        causation_id=named.get("causationid"),
        traceparent=trace_context.understood(traceparent),
    )


class Heartbeat(BaseModel):
    """A source's promise: everything it made public before or at `time` has a sequence up to `sequence`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: str
    epoch: UUID
    time: Annotated[datetime, AfterValidator(check_instant)]
    sequence: int = Field(ge=0, le=LAST_SEQUENCE)
    hash: str = Field(pattern="^([0-9a-f]{2})*$")
    """The ledger head's hash in hexadecimal, so that a cut-off or rewritten chain shows."""

    def message(self) -> Message:
        """This heartbeat for the bus."""
        headers = {
            "specversion": "1.0",
            "id": f"{self.epoch}/{rfc3339(self.time)}",
            "source": f"/compact/{self.source}",
            "type": HEARTBEAT_TYPE,
            "time": rfc3339(self.time),
        }
        encoded = tuple((f"ce_{name}", value.encode()) for name, value in headers.items())
        content = ("content-type", b"application/json")
        return Message(HEARTBEAT, self.source, self.model_dump_json().encode(), (content, *encoded))


def decode_heartbeat(record: Record) -> Heartbeat:
    """The heartbeat in `record`. Raises `UndecodableError`."""
    try:
        return Heartbeat.model_validate_json(record.value or b"")
    except ValueError as error:
        raise UndecodableError(described(error)) from None
