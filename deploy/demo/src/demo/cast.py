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
    """The secretariat, and by their codes twelve States, and who signs off for each of them."""

    secretariat: Partner
    states: dict[str, Partner]
    focal_points: dict[str, Partner]

    @classmethod
    async def register(cls, system: System) -> Self:
        """Everybody, with an API client and a token."""
        codes = (*REPORTERS, LAST_MOMENT, TOO_LATE)
        states = [(f"Ministry of {code}", "state", code) for code in codes]
        focal_points = [(f"Focal point of {code}", "focal_point", code) for code in codes]
        wanted = [("Secretariat", "secretariat", ""), *states, *focal_points]
        secretariat, *partners = await Partner.register(system, wanted)
        ministries, signing = partners[: len(codes)], partners[len(codes) :]
        return cls(
            secretariat, dict(zip(codes, ministries, strict=True)), dict(zip(codes, signing, strict=True))
        )

    async def close(self) -> None:
        """Close everybody's connections."""
        everybody = (self.secretariat, *self.states.values(), *self.focal_points.values())
        await asyncio.gather(*(one.close() for one in everybody))
