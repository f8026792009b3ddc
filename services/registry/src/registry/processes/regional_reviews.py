"""Regional reviews of a framework: what was held in a time, what is planned, and who has had none."""

from dataclasses import dataclass
from datetime import date

from chassis.base.clock import today
from chassis.database import Session
from chassis.problems import InvalidError
from registry.catalogue.rules.days import years_before
from registry.processes import store
from registry.processes.rules.regional_reviews import ROUND_YEARS, Coverage, coverage


@dataclass(frozen=True, slots=True)
class Window:
    """A time, both ends included; without an end, all that is planned is in it."""

    since: date
    until: date | None


async def in_window(
    session: Session, framework: str, since: date | None, until: date | None
) -> tuple[Window, list[Coverage]]:
    """The time that is looked at and the coverage of each region; without `since`, the last round of reviews.

    Raises `InvalidError` for a time that ends before it begins.
    """
    begun = since or years_before(until or today(), ROUND_YEARS)
    if until is not None and until < begun:
        raise InvalidError.at("?until", f"must not be before {begun}, the first day")
    facts = await store.facts(session, framework, begun, until or date.max)
    return Window(begun, until), coverage(facts.regions, facts.states, facts.reviews)
