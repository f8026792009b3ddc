"""How a source row on a State and a treaty becomes acts of that State."""

from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[3] / "deploy" / "reference"
ROW = {
    "state": "KEN",
    "instrument": "CRC",
    "Signature": "1989-11-20",
    "Force": "1990-09-02",
    "StateSignature": "",
    "StateRatification": "",
    "StateForce": "",
    "StateEnd": "9999-12-31",
}
Acts = Callable[..., list[dict[str, str]]]


@pytest.fixture
def treaties(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return import_module("treaty_files")


@pytest.fixture
def acts(treaties: Any) -> Acts:
    """What a State did, from the cells that differ from those of a row without any act."""

    def told(remarks: Counter[str] | None = None, **cells: str) -> list[dict[str, str]]:
        row = ROW | cells
        notified = treaties.succession_days([row])
        return list(treaties.acts(row, notified, Counter() if remarks is None else remarks))

    return told


def test_who_has_signed_ratifies(acts: Acts) -> None:
    done = acts(StateSignature="1990-01-26", StateRatification="1990-07-30", StateForce="1990-09-02")
    assert [(act["action"], act["date"], act["in_force"]) for act in done] == [
        ("signature", "1990-01-26", ""),
        ("ratification", "1990-07-30", "1990-09-02"),
    ]


def test_who_has_not_signed_accedes(acts: Acts) -> None:
    (act,) = acts(StateRatification="1995-01-01", StateForce="1995-01-31")
    assert (act["action"], act["in_force"]) == ("accession", "1995-01-31")


def test_who_has_only_signed_is_not_bound(acts: Acts) -> None:
    (act,) = acts(StateSignature="1990-01-26")
    assert act["action"] == "signature"


def test_a_successor_state_is_bound_from_independence(acts: Acts) -> None:
    (act,) = acts(state="HRV", StateRatification="1992-10-12", StateForce="1991-10-08")
    assert (act["action"], act["in_force"], act["note"]) == ("succession", "1991-10-08", "")


def test_nobody_is_bound_before_independence(acts: Acts) -> None:
    (act,) = acts(state="CZE", StateRatification="1993-02-22", StateForce="1991-02-06")
    assert (act["in_force"], "1991-02-06" in act["note"]) == ("1993-01-01", True)


def test_the_day_of_succession_counts_for_every_treaty(treaties: Any) -> None:
    clear = ROW | {"state": "SVK", "StateRatification": "1993-05-28", "StateForce": "1993-01-01"}
    unclear = clear | {"instrument": "CEDAW", "StateForce": ""}
    notified = treaties.succession_days([clear, unclear])
    (act,) = treaties.acts(unclear, notified, Counter())
    assert (act["action"], act["in_force"]) == ("succession", "")


def test_an_effect_before_the_deposit_is_left_out_and_noted(acts: Acts) -> None:
    remarks = Counter[str]()
    (act,) = acts(remarks, state="VCT", StateRatification="1993-10-26", StateForce="1992-11-25")
    assert (act["action"], act["in_force"], "1992-11-25" in act["note"]) == ("accession", "", True)
    assert remarks.total() == 1


def test_a_treaty_binds_nobody_before_its_own_entry_into_force(acts: Acts) -> None:
    (act,) = acts(StateRatification="1990-03-01", StateForce="1990-03-31")
    assert (act["in_force"], "1990-03-31" in act["note"]) == ("1990-09-02", True)


def test_who_leaves_withdraws(acts: Acts) -> None:
    done = acts(StateRatification="1995-01-01", StateForce="1995-01-31", StateEnd="2019-03-17")
    assert [(act["action"], act["date"]) for act in done][1:] == [("withdrawal", "2019-03-17")]


def test_an_act_before_the_adoption_is_left_out_and_counted(acts: Acts) -> None:
    remarks = Counter[str]()
    assert acts(remarks, StateSignature="1989-11-19") == []
    assert remarks == Counter({"left out: signature before the adoption of the treaty": 1})


def test_signing_and_ratifying_on_one_day_are_two_acts(acts: Acts) -> None:
    remarks = Counter[str]()
    done = acts(remarks, StateSignature="1990-07-30", StateRatification="1990-07-30", StateForce="1990-09-02")
    assert [act["action"] for act in done] == ["signature", "ratification"]
    assert remarks.total() == 1
