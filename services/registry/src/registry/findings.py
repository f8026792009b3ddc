"""Findings about norms under pressure: raised, reviewed, published, replied to, closed."""

from collections.abc import Sequence
from typing import Any

from chassis.database import Transaction
from chassis.reception import Received


async def consider_progress(tx: Transaction, events: Sequence[Received[Any]]) -> None:
    """Raise a finding for each commitment whose computed progress has worsened."""
