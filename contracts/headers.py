"""The headers of a message: CloudEvents' context attributes in binary mode, and what each of them means."""

from collections.abc import Mapping
from typing import Any

OPTIONAL = {"ce_region", "ce_causationid", "ce_traceparent"}

_COMMON = {
    "content-type": "Always `application/json`.",
    "ce_specversion": "The version of CloudEvents: `1.0`.",
    "ce_id": "Unique within its source; a duplicate has the same.",
    "ce_source": "The service that published it, such as `/compact/review`.",
    "ce_type": "What happened, and the version of the data's schema.",
    "ce_time": "The source's ledger time, RFC 3339 in UTC: no later row has an earlier time.",
}
_EVENT = {
    "ce_subject": "The id of the thing that it happened to.",
    "ce_dataschema": "The address of the data's schema, at the gateway.",
    "ce_partitionkey": "The message's key: the party.",
    "ce_epoch": "The life of the source's ledger; a new one means that a copy was restored: read it anew.",
    "ce_sequence": "The place in all that the source published in its epoch: 20 digits, from 1, no gaps.",
    "ce_party": "The lead party of what the fact is about, or `global`.",
    "ce_region": "The regional commission in whose review the party is counted.",
    "ce_correlationid": "The request, event or timer with which it all began.",
    "ce_causationid": "What led to this directly.",
    "ce_traceparent": "The W3C trace context of the request with which it began, where that had one.",
}


def _schema(meanings: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": what} for name, what in meanings.items()},
        "required": sorted(meanings.keys() - OPTIONAL),
    }


EVENT_HEADERS = _schema(_COMMON | _EVENT)
HEARTBEAT_HEADERS = _schema(_COMMON)
