"""What the doctor says: a line for each finding, causes first, and a line for each part that is fine."""

import json
from collections.abc import Iterator, Sequence

from operations.doctor.findings import Examined, causes_first


def lines(examined: Sequence[Examined]) -> Iterator[str]:
    """For people. What follows from other findings is listed without advice: it goes when they go."""
    placed = causes_first(examined)
    for part, finding, explained_by in placed:
        if explained_by:
            yield f"  then  {part}: {finding.what}"
        else:
            yield f"WRONG   {part}: {finding.what} -> {finding.to_do}"
    for one in examined:
        if not one.findings and one.fine:
            yield f"fine    {one.part}: {one.fine}"
    yield _sum(sum(not place.explained_by for place in placed), len(placed))


def _sum(causes: int, findings: int) -> str:
    if not findings:
        return "Everything is as it should be."
    wrong = "1 thing is wrong" if causes == 1 else f"{causes} things are wrong"
    return f"{wrong}." if findings == causes else f"{wrong}; {findings - causes} more may follow from that."


def document(examined: Sequence[Examined]) -> str:
    """For programs, as JSON."""
    findings = [
        {
            "part": part,
            "what": finding.what,
            "to_do": finding.to_do,
            "about": finding.about,
            "explained_by": sorted(explained_by),
        }
        for part, finding, explained_by in causes_first(examined)
    ]
    fine = {one.part: one.fine for one in examined if not one.findings and one.fine}
    return json.dumps({"healthy": not findings, "findings": findings, "fine": fine}, indent=2)
