"""Commitments as the service answers them, and as rows of its tables.

All of it follows from the models and the tables of the service: what is added there is answered here too.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from pydantic import BaseModel

from commitments.commitments.models import CommitmentBody, IndicatorBody, NewCommitment
from commitments.commitments.tables import Commitment, Indicator

READ = f"""
    SELECT {", ".join(CommitmentBody.model_fields)} FROM commitments.commitment_document WHERE id = {{id}}
"""  # noqa: S608  # names of fields
COMMITMENT, INDICATOR = (list(table.model_fields) for table in (Commitment, Indicator))
"""The columns that rows are made for."""
Row = dict[str, Any]
"""Values by column, in the order of the columns."""


def kept(new: NewCommitment, reference: str) -> CommitmentBody:
    """`new` with what it gets when it is kept."""
    given = {
        "parties": [new.party],
        "indicators": [IndicatorBody.model_construct(**dict(one), id=uuid4()) for one in new.indicators],
    }
    return CommitmentBody.model_construct(**{**dict(new), **given}, id=uuid4(), reference=reference)


def commitment_row(commitment: CommitmentBody) -> Row:
    """The commitment itself."""
    return _row(COMMITMENT, dict(commitment))


def indicator_rows(commitment: CommitmentBody) -> list[Row]:
    """Its indicators."""
    return [
        _row(INDICATOR, {**_flat(one), "commitment_id": commitment.id, "position": position})
        for position, one in enumerate(commitment.indicators)
    ]


def _flat(one: IndicatorBody) -> dict[str, Any]:
    parts = {**_named("baseline_", one.baseline), **_named("target_", one.target), **dict(one.coverage)}
    return {**dict(one), **parts}


def _named(prefix: str, part: BaseModel | None) -> dict[str, Any]:
    return {f"{prefix}{name}": value for name, value in part or ()}


def _row(columns: list[str], values: Mapping[str, Any]) -> Row:
    return {column: values.get(column) for column in columns}
