"""No time and no day in a table is infinite: neither could be shown, and each would sort before or after all.

PostgreSQL has `infinity`, and the driver sends the first and the last day of Python's calendar as such. Only
a column whose default is `infinity`, the open end of a validity, may have that.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, DateTime, MetaData, Table, event

OPEN_END = "'infinity'"


def refuse_infinity(metadata: MetaData) -> MetaData:
    """Give each column of `metadata` with times or days the check that its values are finite."""

    @event.listens_for(Table, "after_parent_attach")
    def _refuse(table: Table, parent: Any) -> None:
        if parent is metadata:
            for column in table.columns:
                if isinstance(column.type, DateTime | Date):
                    table.append_constraint(_finite(column))

    return metadata


def _finite(column: Column[Any]) -> CheckConstraint:
    return CheckConstraint(condition(column.name, is_open=_is_open(column)), name=f"{column.name}_finite")


def _is_open(column: Column[Any]) -> bool:
    default = getattr(column.server_default, "arg", None)
    return default is not None and str(default) == OPEN_END


def condition(column: str, *, is_open: bool) -> str:
    """That a value of `column` is finite, or with `is_open` has no end."""
    return f"\"{column}\" <> '-infinity'" if is_open else f'isfinite("{column}")'
