"""The registry that lists, search and gap analyses are measured over."""

import csv
import io
from itertools import islice

from bench.registry_record import PARTICIPATIONS, actor_name, participations, participations_csv


def test_there_are_enough_participations_and_no_two_are_the_same() -> None:
    made = list(islice(participations(), PARTICIPATIONS))
    assert len({(one["instrument"], one["state"], one["action"]) for one in made}) == PARTICIPATIONS


def test_each_state_signs_before_it_ratifies() -> None:
    made = list(islice(participations(), 2 * 193))
    days = {(one["state"], one["action"]): one["date"] for one in made}
    states = {state for state, _ in days}
    assert len(states) == 193
    assert all(days[state, "signature"] < days[state, "ratification"] for state in states)


def test_the_file_for_an_import_has_a_row_for_each() -> None:
    rows = list(csv.DictReader(io.StringIO(participations_csv(500).decode())))
    assert len(rows) == 500
    assert {row["source"] for row in rows} == {"bench"}


def test_an_actor_is_called_the_same_in_each_run() -> None:
    assert actor_name(7) == actor_name(7)
    assert len({actor_name(number) for number in range(1000)}) > 900
