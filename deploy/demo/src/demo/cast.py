"""Who takes part in the story."""

import asyncio
from dataclasses import dataclass
from typing import Self

from demo.partners import Partner
from demo.system import System

REPORTERS = ("BGD", "BRA", "CAN", "COL", "DEU", "EGY", "GHA", "KEN", "MAR", "PHL")
LAST_MOMENT, TOO_LATE = "NAM", "FJI"


@dataclass
class Cast:
    """The secretariat, and twelve States by their codes."""

    secretariat: Partner
    states: dict[str, Partner]

    @classmethod
    async def register(cls, system: System) -> Self:
        """Everybody, with an API client and a token."""
        codes = (*REPORTERS, LAST_MOMENT, TOO_LATE)
        states = [(f"Ministry of {code}", "state", code) for code in codes]
        secretariat, *partners = await Partner.register(system, [("Secretariat", "secretariat", ""), *states])
        return cls(secretariat, dict(zip(codes, partners, strict=True)))

    async def close(self) -> None:
        """Close everybody's connections."""
        await asyncio.gather(*(one.close() for one in (self.secretariat, *self.states.values())))
