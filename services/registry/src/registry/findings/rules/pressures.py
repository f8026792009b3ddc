"""What puts a norm under pressure, and the sentences for it. Pure decisions.

The sentences inform and invite. What a State has joined or left is its own choice; no finding says otherwise.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from registry.catalogue.rules.days import spelled_out
from registry.findings.rules.findings import Evidence, FindingKind
from registry.treaties.rules.participations import CONSENTS

WORST = "deterioration"

_SAME_DAY: Mapping[str, int] = {"withdrawal": 0, **dict.fromkeys(CONSENTS, 1)}
"""A State that leaves and joins anew on one day, with reservations, makes them in time."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Cause(NamedTuple):
    """What makes two findings the same."""

    kind: str
    record: str
    occasion: str


class Pressure(_Frozen):
    """Something that raises a finding by itself."""

    kind: FindingKind
    state: str
    title: str
    text: str
    instrument: str | None = None
    themes: tuple[str, ...]
    goals: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    happened_on: dt.date
    record: str
    occasion: str = ""

    @property
    def cause(self) -> Cause:
        """What raises no second finding."""
        return Cause(self.kind, self.record, self.occasion)


class Act(_Frozen):
    """A State's action on an instrument, with the names of both."""

    code: str
    instrument: str
    state: str
    action: str
    date: dt.date
    in_force: dt.date | None
    state_name: str
    instrument_name: str
    """Its short name, or else its code."""
    instrument_title: str
    themes: tuple[str, ...]
    goals: tuple[str, ...]


class Repeal(_Frozen):
    """A national measure that was repealed."""

    code: str
    state: str
    state_name: str
    kind: str
    title: str
    on: dt.date
    themes: tuple[str, ...]
    goals: tuple[str, ...]


class Judgement(NamedTuple):
    """The computed progress of a commitment at a time."""

    commitment_id: UUID
    status: str
    time: dt.datetime
    event_id: UUID | None = None
    """Of its event; null for what was kept before."""
    party: str = ""


class Worsening(NamedTuple):
    """Computed progress that has become the worst that there is."""

    before: Judgement
    now: Judgement


class Promise(_Frozen):
    """A commitment, as far as it is known."""

    reference: str | None = None
    title: str | None = None
    goals: tuple[str, ...] = ()


def on_instrument(acts: Sequence[Act]) -> Iterator[Pressure]:
    """What all of one State's `acts` on one instrument mean for it: withdrawals, and reservations made late.

    Reservations are made at signature or with the consent to be bound (Vienna Convention on the Law of
    Treaties, article 19); a later one is late. What is left of one that is partly withdrawn is not new.
    """
    narrowed = {act.date for act in acts if act.action == "reservation_withdrawal"}
    consent: Act | None = None
    for act in sorted(acts, key=lambda act: (act.date, _SAME_DAY.get(act.action, 2))):
        if act.action == "withdrawal":
            consent = None
            yield _withdrawal(act)
        elif act.action in CONSENTS:
            consent = consent or act
        elif (
            act.action == "reservation" and consent is not None and act.date not in {consent.date, *narrowed}
        ):
            yield _late_reservation(act, consent)


def on_measure(repeal: Repeal) -> Pressure:
    """A guarantee that was repealed."""
    day = spelled_out(repeal.on)
    sentence = f"The {repeal.kind} “{repeal.title}” of {repeal.state_name} is recorded as repealed on {day}."
    return Pressure(
        kind="repealed_measure",
        state=repeal.state,
        title=f"{repeal.state_name}: repeal of “{repeal.title}” on {day}",
        text=f"{sentence} {_invitation(repeal.state_name)}",
        themes=repeal.themes,
        goals=repeal.goals,
        evidence=_of_registry(f"/v1/measures/{repeal.code}"),
        happened_on=repeal.on,
        record=f"measure/{repeal.code}",
        occasion=repeal.on.isoformat(),
    )


def worsened(known: Iterable[Judgement], new: Iterable[Judgement]) -> Iterator[Worsening]:
    """Those judgements among `new`, in order, that turn what was better into a deterioration.

    `known`: the newest of each commitment so far. What is older than that (a replay, a letter that comes
    late) is no news; nor is a first judgement, before which nothing was better.
    """
    newest = {one.commitment_id: one for one in known}
    for one in new:
        before = newest.get(one.commitment_id)
        if before is None or one.time > before.time:
            newest[one.commitment_id] = one
            if before is not None and before.status != WORST == one.status:
                yield Worsening(before, one)


def on_progress(worsening: Worsening, promise: Promise, state_name: str) -> Pressure:
    """A commitment whose indicators move away from what was wanted."""
    before, now = worsening
    day, href = spelled_out(now.time.date()), f"/v1/commitments/{now.commitment_id}"
    named = f"the commitment “{promise.title}” ({promise.reference})" if promise.title else "a commitment"
    was = before.status.replace("_", " ")
    sentence = f"The computed progress of {named} was “{was}” until {day}, and is “{WORST}” since."
    return Pressure(
        kind="worsening_indicator",
        state=now.party,
        title=f"{state_name}: worsening indicators of {promise.reference or 'a commitment'} on {day}",
        text=f"{sentence} {_invitation(state_name)}",
        themes=(),
        goals=promise.goals,
        evidence=(
            Evidence(source="commitments", href=f"{href}/progress"),
            Evidence(source="commitments", href=href),
        ),
        happened_on=now.time.date(),
        record=f"commitment/{now.commitment_id}",
        occasion=str(now.event_id),
    )


def _withdrawal(act: Act) -> Pressure:
    effect = "" if act.in_force is None else f", with effect from {spelled_out(act.in_force)}"
    day = spelled_out(act.date)
    did = f"{act.state_name} gave notice of its withdrawal from {_named(act)} on {day}{effect}."
    return _on(act, "withdrawal", "withdrawal from", did, [])


def _late_reservation(act: Act, consent: Act) -> Pressure:
    after = f"after its {consent.action} of {spelled_out(consent.date)}"
    did = f"{act.state_name} made a reservation to {_named(act)} on {spelled_out(act.date)}, {after}."
    return _on(act, "late_reservation", "reservation to", did, [consent])


def _on(act: Act, kind: FindingKind, what: str, did: str, more: Sequence[Act]) -> Pressure:
    return Pressure(
        kind=kind,
        state=act.state,
        title=f"{act.state_name}: {what} {act.instrument_name} on {spelled_out(act.date)}",
        text=f"{did} {_invitation(act.state_name)}",
        instrument=act.instrument,
        themes=act.themes,
        goals=act.goals,
        evidence=_of_registry(*(f"/v1/participations/{one.code}" for one in (act, *more))),
        happened_on=act.date,
        record=f"participation/{act.code}",
    )


def _named(act: Act) -> str:
    return f"“{act.instrument_title}” ({act.instrument_name})"


def _invitation(name: str) -> str:
    return f"{name} is invited to say how it sees this; its reply will stand beside this finding."


def _of_registry(*hrefs: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(source="registry", href=href) for href in hrefs)
