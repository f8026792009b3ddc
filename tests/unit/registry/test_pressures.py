"""What puts a norm under pressure, and in which words that is told."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.findings.rules.pressures import (
    WORST,
    Act,
    Judgement,
    Promise,
    Repeal,
    on_instrument,
    on_measure,
    on_progress,
    worsened,
)

COMMITMENT = UUID(int=1)
NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)


def act(action: str, day: date, in_force: date | None = None) -> Act:
    return Act(
        code=f"ICRMW.KEN.{action}.{day}",
        instrument="ICRMW",
        state="KEN",
        action=action,
        date=day,
        in_force=in_force,
        state_name="Kenya",
        instrument_name="ICRMW",
        instrument_title="Convention on Migrant Workers",
        themes=("labour-migration",),
        goals=("GCM/6",),
    )


def kinds(*acts: Act) -> list[str]:
    return [pressure.kind for pressure in on_instrument(acts)]


def judged(status: str, minute: int, commitment: UUID = COMMITMENT) -> Judgement:
    return Judgement(commitment, status, NOON + timedelta(minutes=minute), UUID(int=100 + minute), "KEN")


def test_a_withdrawal_informs_and_invites() -> None:
    joined, left = act("accession", date(2003, 1, 1)), act("withdrawal", date(2027, 3, 3), date(2028, 3, 3))
    [finding] = on_instrument([joined, left])
    assert finding.title == "Kenya: withdrawal from ICRMW on 3 March 2027"
    assert finding.text == (
        "Kenya gave notice of its withdrawal from “Convention on Migrant Workers” (ICRMW) on 3 March 2027, "
        "with effect from 3 March 2028. Kenya is invited to say how it sees this; its reply will stand "
        "beside this finding."
    )
    assert finding.cause == ("withdrawal", "participation/ICRMW.KEN.withdrawal.2027-03-03", "")


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([("signature", 1), ("reservation", 1)], []),
        ([("signature", 1), ("reservation", 2)], []),
        ([("ratification", 1), ("reservation", 1)], []),
        ([("ratification", 1), ("reservation", 2)], ["late_reservation"]),
        ([("succession", 1), ("reservation", 2)], ["late_reservation"]),
        ([("ratification", 2), ("reservation", 1)], []),
        ([("ratification", 1), ("withdrawal", 2), ("accession", 2), ("reservation", 2)], ["withdrawal"]),
        ([("ratification", 1), ("reservation", 1), ("reservation_withdrawal", 2), ("reservation", 2)], []),
        ([("ratification", 1), ("objection", 2)], []),
    ],
)
def test_a_reservation_is_late_when_it_is_made_after_the_consent(
    acts: list[tuple[str, int]], expected: list[str]
) -> None:
    made = [act(action, date(2027, 3, day)) for action, day in acts]
    assert kinds(*made) == expected
    assert kinds(*reversed(made)) == expected


def test_a_late_reservation_names_the_consent_that_it_comes_after() -> None:
    [finding] = on_instrument([act("reservation", date(2027, 3, 3)), act("ratification", date(2020, 5, 1))])
    assert "after its ratification of 1 May 2020" in finding.text
    assert [one.href.rpartition("/")[2] for one in finding.evidence] == [
        "ICRMW.KEN.reservation.2027-03-03",
        "ICRMW.KEN.ratification.2020-05-01",
    ]


def test_a_measure_that_is_repealed_twice_is_two_causes() -> None:
    facts = {"code": "KEN-1", "state": "KEN", "state_name": "Kenya", "kind": "legislation", "title": "Act"}
    first, second = (
        on_measure(Repeal(**facts, on=day, themes=(), goals=()))
        for day in (date(2020, 1, 1), date(2027, 3, 3))
    )
    assert second.title == "Kenya: repeal of “Act” on 3 March 2027"
    assert first.cause != second.cause


def test_what_gets_worse_is_told_with_what_it_was() -> None:
    [found] = worsened([], [judged("acceleration_needed", 1), judged(WORST, 2)])
    known = on_progress(found, Promise(reference="KEN-2027-014", title="Two pathways"), "Kenya")
    assert known.title == "Kenya: worsening indicators of KEN-2027-014 on 3 March 2027"
    assert "“Two pathways” (KEN-2027-014) was “acceleration needed” until 3 March 2027" in known.text
    unknown = on_progress(found, Promise(), "Kenya")
    assert unknown.title == "Kenya: worsening indicators of a commitment on 3 March 2027"


@pytest.mark.parametrize(
    ("known", "told", "expected"),
    [
        ([], [WORST], 0),
        (["limited"], [WORST], 1),
        ([WORST], [WORST], 0),
        (["unable_to_assess"], [WORST], 1),
        (["limited"], ["on_track"], 0),
        ([], ["limited", WORST, "limited", WORST], 2),
    ],
)
def test_only_what_was_better_can_worsen(known: list[str], told: list[str], expected: int) -> None:
    before = [judged(status, 0) for status in known]
    after = [judged(status, minute) for minute, status in enumerate(told, 1)]
    assert len(list(worsened(before, after))) == expected


statuses = st.lists(st.sampled_from(["on_track", "limited", WORST, "unable_to_assess"]), max_size=12)


@given(statuses, st.integers(0, 12))
def test_batches_do_not_matter_and_what_is_told_again_is_no_news(told: list[str], cut: int) -> None:
    events = [judged(status, minute) for minute, status in enumerate(told)]
    whole = list(worsened([], events))
    first, second = events[:cut], events[cut:]
    assert list(worsened([], first)) + list(worsened(first, second)) == whole
    assert list(worsened([], events + events)) == whole
    assert len(whole) <= told.count(WORST)
