"""What States do on instruments: what can follow what, and where a State stands on a day. Pure decisions.

The terms are those of the law of treaties: a State is *party* once its consent to be bound is with the
depositary (Vienna Convention on the Law of Treaties, articles 2 and 11 to 16). From when the instrument is
*in force* for it is a date of its own (article 24), and so is the day on which a withdrawal takes effect.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from registry.treaties.rules.instruments import Action

CONSENTS: frozenset[Action] = frozenset({"ratification", "accession", "succession", "acceptance"})
"""By which a State becomes party."""
BINDING = CONSENTS - {"acceptance"}
"""Those that only treaties have; what binds nobody can be endorsed, which is written as an acceptance."""
_SAME_DAY: tuple[frozenset[Action], ...] = (
    frozenset({"withdrawal"}),  # some States leave and join again on one day, with new reservations
    frozenset({"signature"}),
    CONSENTS,
    frozenset({"reservation_withdrawal"}),  # what is left of a reservation is written as a new one
    frozenset({"reservation"}),
    frozenset({"objection"}),
)
"""In which order actions of one day count."""


@dataclass(frozen=True, slots=True)
class Act:
    """One action of a State on an instrument."""

    code: str
    action: Action
    date: dt.date
    in_force: dt.date | None = None
    """From when it has effect for the State, if known."""

    @property
    def order(self) -> tuple[dt.date, int, str]:
        """Where it stands among the acts of the same State on the same instrument."""
        rank = next(rank for rank, actions in enumerate(_SAME_DAY) if self.action in actions)
        return self.date, rank, self.code

    @property
    def effect(self) -> dt.date:
        """From when it has effect: a withdrawal mostly later, a succession often before its notification.

        A successor State is bound from its independence on (Vienna Convention on Succession of States in
        respect of Treaties, article 23); the consent of others counts from its deposit.
        """
        if self.in_force is None:
            return self.date
        if self.action == "succession":
            return min(self.date, self.in_force)
        return self.in_force if self.action == "withdrawal" else self.date

    def __str__(self) -> str:
        return f"the {self.action.replace('_', ' ')} of {self.date}"


@dataclass(frozen=True, slots=True)
class _Course:
    """How far a State has come, act by act."""

    signature: Act | None = None
    consent: Act | None = None
    withdrawal: Act | None = None
    has_reserved: bool = False

    def after(self, act: Act) -> "_Course":
        match act.action:
            case "signature":
                return replace(self, signature=act)
            case "withdrawal":
                return _Course(withdrawal=act)
            case "reservation":
                return replace(self, has_reserved=True)
            case "reservation_withdrawal" | "objection":
                return self
        return replace(self, consent=act, withdrawal=None)

    def obstacle(self, act: Act) -> str | None:
        """Why `act` cannot follow, if it cannot."""
        if act.action in CONSENTS:
            again = "nothing more to consent to without a withdrawal between"
            return f"the State is party by {self.consent}: {again}" if self.consent else None
        if self.withdrawal is not None:
            again = "a new ratification, accession, acceptance or succession must come first"
            return f"{self.withdrawal} ended what was before: {again}"
        if act.action == "signature":
            done = self.consent or self.signature
            return f"it comes after {done}: nothing is left to sign" if done else None
        return self._lack(act.action)

    def _lack(self, action: Action) -> str | None:
        """What `action` needs to have been done before, if it has not."""
        if action == "withdrawal" and self.consent is None:
            return "the State is not party, so there is nothing to withdraw from"
        if action == "reservation_withdrawal" and not self.has_reserved:
            return "no reservation was made before"
        if self.consent is None and self.signature is None:
            return "the State has neither signed nor become party"
        return None


def obstacles(acts: Iterable[Act]) -> Iterator[tuple[Act, str]]:
    """Acts of one State on one instrument that cannot follow those before, with the reason.

    They are judged in the order of their dates, as if those that cannot be had never been.
    """
    course = _Course()
    for act in sorted(acts, key=lambda act: act.order):
        reason = course.obstacle(act)
        if reason is None:
            course = course.after(act)
        else:
            yield act, reason


def refused(known: Collection[Act], new: Collection[Act]) -> Mapping[Act, str]:
    """Those of `new` that cannot stand together with what is `known` and with each other, with the reason.

    All are of one State on one instrument. What is known stays: a new act that makes a known one impossible
    is refused. What does not fit in the first place is no ground to refuse others.
    """
    excused = {act for act, _ in obstacles(known)}
    stored = frozenset(known)
    blamed: dict[Act, str] = {}
    while True:
        rest = [act for act in new if act not in blamed]
        found = dict(obstacles([*known, *rest]))
        victim = next((act for act in found if act in stored and act not in excused), None)
        if victim is None:
            return blamed | {act: reason for act, reason in found.items() if act not in stored}
        blamed[_culprit(known, rest, victim)] = f"{victim} could not follow: {found[victim]}"


def _culprit(known: Collection[Act], new: Collection[Act], victim: Act) -> Act:
    """The act of `new` for which `victim` cannot follow: without it, it could."""
    before = sorted((act for act in new if act.order < victim.order), key=lambda act: act.order, reverse=True)
    for suspect in before:
        others = [act for act in new if act != suspect]
        if victim not in dict(obstacles([*known, *others])):
            return suspect
    return before[0]


@dataclass(frozen=True, slots=True)
class Terms:
    """What an instrument asks of a State that acts on it."""

    kind: str
    adopted: dt.date | None
    in_force: dt.date | None
    grouping: str | None
    is_state: bool
    is_eligible: bool
    """The State is or was a member of the grouping, or there is none."""


def fault(terms: Terms, state: str, act: Act) -> tuple[str, str] | None:
    """The field of a participation, and why the instrument does not allow it; `None` when it does."""
    if not terms.is_state:
        return "state", f"{state} is not a State"
    if not terms.is_eligible:
        return "state", f"{state} has never been a member of {terms.grouping}, whose members may take part"
    if not can_be_done(terms.kind, act.action):
        return "action", f"a {terms.kind} has no {act.action}: who endorses it does so by acceptance"
    if terms.adopted is not None and act.date < terms.adopted:
        return "date", f"the instrument was adopted on {terms.adopted}"
    if act.action in CONSENTS and act.in_force and terms.in_force and act.in_force < terms.in_force:
        return "in_force", f"the instrument itself is in force from {terms.in_force}"
    return None


def can_be_done(kind: str, action: Action) -> bool:
    """Whether there is such an action on instruments of this kind: what binds nobody is not ratified."""
    return kind in {"treaty", "protocol"} or action not in BINDING


@dataclass(frozen=True, slots=True)
class Uses:
    """What rests on an instrument: the actions of States on it, summed up."""

    first: dt.date
    """The day of the first."""
    first_in_force: dt.date | None
    """The first day on which it is in force for a State, if known."""
    binding: Action | None
    """One that only treaties have."""
    outsider: str | None
    """A State that has acted though it was never a member of the grouping whose members may."""


def contradictions(
    uses: Uses, kind: str, adopted: dt.date | None, in_force: dt.date | None, grouping: str | None
) -> Iterator[tuple[str, str]]:
    """The fields of an instrument which what rests on it forbids to be so, with the reason."""
    if uses.binding is not None and not can_be_done(kind, uses.binding):
        yield "kind", f"a {kind} has no {uses.binding}, and this one has"
    if adopted is not None and uses.first < adopted:
        yield "adopted", f"the first participation is of {uses.first}"
    if in_force is not None and uses.first_in_force is not None and uses.first_in_force < in_force:
        yield "in_force", f"it is in force for a State from {uses.first_in_force}"
    if uses.outsider is not None:
        yield "grouping", f"{uses.outsider} takes part and has never been a member of {grouping}"


def in_force_fault(action: Action, day: dt.date, in_force: dt.date) -> str | None:
    """Why an action of `day` cannot have effect from `in_force`, if it cannot."""
    if in_force >= day or action == "succession":
        return None
    return f"it cannot have effect before it was done on {day}; only a succession reaches back"
