"""Three writes to begin with, as lines for a shell: they work as they are when they are pasted."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.identity.onboarding import token_line

STATE = "KEN"
COMMITMENT: Mapping[str, Any] = {
    "party": STATE,
    "title": "Trial: a commitment of my own",
    "kind": "policy",
    "horizon": "medium",
}
MILESTONE: Mapping[str, Any] = {
    "title": "Trial: reports to a forum of my own",
    "framework": "GCM",
    "due_at": "2031-01-31T23:59:59Z",
}
FINDING: Mapping[str, Any] = {
    "state": STATE,
    "title": "Trial: a finding of my own",
    "text": "Invented, and no fact about the State that it names.",
    "evidence": [{"source": "trial", "href": "https://example.org/"}],
}


class Credentials(NamedTuple):
    """What an API client shows to get a token."""

    client_id: str
    secret: str


def first_writes(url: str, state: Credentials, secretariat: Credentials) -> list[str]:
    """A token for each of the two, and a commitment, a milestone and a finding, at the gateway at `url`."""
    return [
        f"STATE=$({token_line(url, *state)})",
        f"SECRETARIAT=$({token_line(url, *secretariat)})",
        _post(f"{url}/v1/commitments", "STATE", COMMITMENT),
        _post(f"{url}/v1/milestones", "SECRETARIAT", MILESTONE),
        _post(f"{url}/v1/findings", "SECRETARIAT", FINDING),
    ]


def _post(url: str, token: str, body: Mapping[str, Any]) -> str:
    headers = f'-H "Authorization: Bearer ${token}" -H "Content-Type: application/json"'
    return f"curl {url} {headers} -d '{json.dumps(body)}'"
