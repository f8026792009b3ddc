"""What of an adopted practice becomes a commitment."""

from commitments.commitments.rules.adoption import AdoptedGoal, Adoption, description, fitting, known_or

KNOWN = {("GCM", "5"), ("GCM", "18")}


def adoption(*goals: str, markers: tuple[str, ...] = ()) -> Adoption:
    alignments = [AdoptedGoal(framework="GCM", goal=goal, degree="high") for goal in goals]
    return Adoption(
        practice="joint-permits",
        party="KEN",
        title="One permit",
        summary="Both ministries issue one permit.",
        kind="policy",
        horizon="short",
        alignments=alignments,
        markers=list(markers),
    )


def test_goals_that_are_known_stay_each_once() -> None:
    assert [one.goal for one in fitting(adoption("18", "99", "5", "18"), KNOWN)] == ["18", "5"]


def test_what_is_left_out_is_said() -> None:
    adopted = adoption("5", "99", markers=("gender", "galactic"))
    told = description(adopted, fitting(adopted, KNOWN), {"gender"})
    assert told == (
        "Both ministries issue one permit.\n\nDrafted from the practice joint-permits."
        " Not known here, and left out: goal GCM/99, marker galactic."
    )


def test_nothing_is_said_of_what_was_not_left_out() -> None:
    adopted = adoption("5")
    assert description(adopted, fitting(adopted, KNOWN), ()).endswith("from the practice joint-permits.")


def test_a_word_that_is_not_known_yet_has_another_in_its_place() -> None:
    assert known_or("short", ("short", "long"), "long") == "short"
    assert known_or("endless", ("short", "long"), "long") == "long"
