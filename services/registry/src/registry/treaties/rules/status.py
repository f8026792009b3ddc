"""Where a State stands on an instrument on a day. Pure decisions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from registry.treaties.rules.participations import CONSENTS, Act

Status = Literal["none", "signatory", "party", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a State stands on an instrument on one day."""

    status: Status = "none"
    """`party` from the deposit of its consent until a withdrawal takes effect."""
    since: date | None = None
    """From when it has this status."""
    in_force: date | None = None
    """Of a party: from when the instrument is in force for it, which may be still to come."""
    is_in_force: bool = False
    """Whether it is in force for the State on the day."""
    until: date | None = None
    """Of a party: the day on which a withdrawal that it has notified takes effect."""
    has_reservations: bool = False
    """The last act on reservations is one: whoever withdraws a part makes the rest anew on the same day."""


def status_on(acts: Collection[Act], day: date, in_force: date | None = None) -> Standing:
    """Where a State stands on `day` by its `acts` on one instrument, itself in force from `in_force`.

    Where it is unknown from when the instrument is in force for a State, it is from its consent, or from
    when the instrument itself is.
    """
    done = sorted((act for act in acts if act.effect <= day), key=lambda act: act.order)
    last = max((place for place, act in enumerate(done) if act.action == "withdrawal"), default=-1)
    course = done[last + 1 :]
    reservations = [act.action for act in course if act.action in {"reservation", "reservation_withdrawal"}]
    has_reservations = reservations[-1:] == ["reservation"]
    consent = next((act for act in course if act.action in CONSENTS), None)
    if consent is not None:
        begins = consent.in_force or max(consent.effect, in_force or consent.effect)
        until = _end(acts, day)
        return Standing("party", consent.effect, begins, begins <= day, until, has_reservations)
    if last >= 0:
        return Standing("withdrawn", done[last].effect)
    signature = next((act for act in course if act.action == "signature"), None)
    if signature is not None:
        return Standing("signatory", signature.date, has_reservations=has_reservations)
    return Standing()


def _end(acts: Collection[Act], day: date) -> date | None:
    """When a withdrawal that was notified by `day` takes effect later, unless a new consent came after it."""
    notified = sorted((act for act in acts if act.date <= day), key=lambda act: act.order)
    bindings = [act for act in notified if act.action in CONSENTS or act.action == "withdrawal"]
    if not bindings or bindings[-1].action != "withdrawal":
        return None
    return bindings[-1].effect if bindings[-1].effect > day else None
