"""Which fields of write operations name something else, and what: the one table of them.

By service, and by where a field stands in its body (`goals/0`: each item of `goals`); with the body's model
before it where the same field is another thing elsewhere (`Accreditation:actor`).
"""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import ValidationError

from chassis.process.service import Service
from tests.contract.operations import Field, Operation, operations

WRITES = {"POST", "PATCH", "PUT", "DELETE"}
REFERENCES = {
    "registry": {
        "actor": "actor",
        "applied_by/0": "State",
        "body": "process, framework or the UN Network on Migration",
        "framework": "framework of the commitments service",
        "goals/0": "goal of the commitments service",
        "grouping": "grouping",
        "groupings/0": "grouping",
        "instrument": "instrument",
        "members/0": "actor",
        "observers/0": "actor",
        "parent": "entry of the same type",
        "party": "State",
        "process": "process",
        "region": "grouping",
        "sdg_targets/0": "target of the 2030 Agenda",
        "state": "State",
        "states/0": "actor",
        "supersedes": "definition",
        "themes/0": "theme",
    },
    "commitments": {
        "alignments/0/framework": "framework",
        "alignments/0/goal": "goal",
        "challenges/0/goal": "goal of the milestone's framework",
        "indicators/0/aligned_with": "indicator of the Sustainable Development Goals",
        "indicators/0/definition": "definition of the registry",
        "milestone_id": "milestone of the review service",
        "parties/0": "actor of the registry",
        "party": "actor of the registry",
        "practices/0/goal": "goal of the milestone's framework",
    },
    "review": {
        "framework": "framework with a rule set",
        "meeting_id": "meeting",
        "party": "party that owes a report",
        "scope": "grouping of the registry",
    },
}
"""What a field names: something that has to be there."""
NAMES = {
    "registry": {
        "code": "names the entry itself",
        "organisation/code": "proposed for an organisation that is not registered yet",
        "AccreditationDecision:actor": "the code under which such an organisation is registered",
        "codes/*": "given by others, who are not asked",
        "contact": "an opaque reference in the secretariat's own files",
    },
    "commitments": {"indicators/0/code": "names the indicator itself"},
    "review": {},
}
"""What looks like a reference and is none, and why."""
CODES = ("ZZZ-9", "zzz-9.9", "ZZZ/9", "018f0000-0000-7000-8000-00000000ffff", "10.7", "8.5.2")
"""Values of which a field that names something takes one. Those before the last two exist nowhere."""
UNKNOWN = CODES[:4]
PROSE = "any words, with spaces"


class Reference(NamedTuple):
    """A field of a body that names something else."""

    operation: Operation
    field: Field

    @property
    def place(self) -> str:
        return "/".join(map(str, self.field.path))

    def unknown(self) -> str:
        """A value of the field's form that names nothing; of a form that is a list, any other one."""
        return next((value for value in UNKNOWN if is_taken(self.field, value)), UNKNOWN[0])


def writes(service: Service) -> Iterator[Operation]:
    """The operations of `service` that write."""
    return (one for one in operations(service) if one.method in WRITES)


def is_taken(field: Field, value: str) -> bool:
    """Whether the type of `field` takes `value`, before anything is looked up."""
    try:
        field.validate(value)
    except ValidationError:
        return False
    return True


def looks_like_a_reference(field: Field) -> bool:
    """Whether `field` takes a code or an id, and no prose."""
    return any(is_taken(field, code) for code in CODES) and not is_taken(field, PROSE)


def declared(table: dict[str, dict[str, str]], one: Reference) -> str | None:
    """The key by which `table` has the field."""
    model = one.operation.body.__name__ if one.operation.body else ""
    known = table[one.operation.service]
    return next((key for key in (f"{model}:{one.place}", one.place) if key in known), None)


def fields(service: Service) -> Iterator[Reference]:
    """All fields of all bodies of `service`."""
    return (Reference(operation, field) for operation in writes(service) for field in operation.fields)


def references(service: Service) -> Iterator[Reference]:
    """Those that name something else."""
    for one in fields(service):
        own = declared(NAMES, one)
        if declared(REFERENCES, one) and not (own and ":" in own):
            yield one
