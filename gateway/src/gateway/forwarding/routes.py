"""Which service answers for which path. Paths are forwarded as they are, with one exception: the ledgers."""

import re
from typing import NamedTuple
from urllib.parse import unquote

SERVICE_OF = {
    "/v1/actors": "registry",
    "/v1/actor-aliases": "registry",
    "/v1/groupings": "registry",
    "/v1/memberships": "registry",
    "/v1/role-assignments": "registry",
    "/v1/accreditations": "registry",
    "/v1/themes": "registry",
    "/v1/definitions": "registry",
    "/v1/instruments": "registry",
    "/v1/participations": "registry",
    "/v1/provisions": "registry",
    "/v1/measures": "registry",
    "/v1/processes": "registry",
    "/v1/programme-items": "registry",
    "/v1/agreements": "registry",
    "/v1/practices": "registry",
    "/v1/findings": "registry",
    "/v1/gap-analyses": "registry",
    "/v1/regional-reviews": "registry",
    "/v1/search": "registry",
    "/v1/frameworks": "commitments",
    "/v1/goals": "commitments",
    "/v1/commitments": "commitments",
    "/v1/indicators": "commitments",
    "/v1/reports": "commitments",
    "/v1/milestones": "review",
    "/v1/meetings": "review",
    "/v1/agendas": "review",
    "/v1/rule-sets": "review",
}
LEDGER = "/v1/ledger"
LEDGERS = {f"/v1/ledgers/{service}": service for service in ("registry", "commitments", "review")}
"""Every service has its ledger at the same path; here each has a path of its own."""


_COLON = re.compile("%3a", re.IGNORECASE)
"""A step is the same step with its colon escaped."""


class Destination(NamedTuple):
    """Where a request goes."""

    service: str
    path: str
    """The path there, escaped as it came."""
    renamed: tuple[str, str] | None = None
    """The path there and the one here, where they differ: links in the answer are to be put right."""

    @property
    def is_bulk(self) -> bool:
        """Whether files go this way, which take as long as they take."""
        return unquote(self.path).endswith((":import", ":export"))

    @property
    def is_preview(self) -> bool:
        """Whether it asks for an agenda that is yet to be assembled."""
        return unquote(self.path).endswith("/agenda:preview")


def destination(path: str) -> Destination | None:
    """Where a request for `path`, still escaped, goes; `None` when no service answers for it."""
    path = _COLON.sub(":", path)
    if path in LEDGERS:
        return Destination(LEDGERS[path], LEDGER, (LEDGER, path))
    version, noun = path[:4], path[4:].partition("/")[0].partition(":")[0]
    service = SERVICE_OF.get(version + noun)
    return Destination(service, path) if service else None
