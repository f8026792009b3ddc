"""What was stored by an earlier release, whose rules were others, is read as it is."""

from typing import Any

AS_STORED = {"as_stored": True}
"""The context with which stored values are validated: `Model.model_validate(row, context=AS_STORED)`."""


def is_stored(context: Any) -> bool:
    """Whether what is validated in `context` comes out of the database."""
    return context is AS_STORED
