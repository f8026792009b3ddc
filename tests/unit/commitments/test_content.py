"""The form of what authors write: what cannot be stored or told is refused field by field."""

from typing import Any
from uuid import uuid4

import pytest
from pydantic import TypeAdapter, ValidationError

from commitments.commitments.models import CommitmentPatch, NewCommitment
from commitments.reports.models import NewReport, ReportContent, ReportPatch


def report(**changes: Any) -> NewReport:
    return NewReport.model_validate(
        {"milestone_id": str(uuid4()), "party": "KEN", "title": "Report", **changes}
    )


def commitment(**changes: Any) -> NewCommitment:
    facts = {"party": "KEN", "title": "Pathways", "kind": "policy", "horizon": "long"}
    return NewCommitment.model_validate({**facts, **changes})


def patch(kind: Any, changes: dict[str, Any]) -> Any:
    """The merge patch of `kind` that a request with `changes` is."""
    return TypeAdapter(kind).validate_python(changes)


@pytest.mark.parametrize("tag", ["en", "es-419", "zh-Hant-TW", "sr-Latn", "sl-rozaj"])
def test_a_language_is_a_bcp_47_tag(tag: str) -> None:
    assert report(language=tag).language == tag


@pytest.mark.parametrize("tag", ["", "english", "en_GB", "e", "en-", "en-\x00"])
def test_anything_else_is_no_language(tag: str) -> None:
    with pytest.raises(ValidationError, match="language"):
        report(language=tag)


@pytest.mark.parametrize("text", ["", "a\x00b", "a" * 4001, "\ud800"])
def test_a_challenge_has_a_text_that_can_be_stored(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        report(challenges=[{"goal": "5", "text": text}])
    assert refused.value.errors()[0]["loc"] == ("challenges", 0, "text")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "wish"),
        ("party", "kenya"),
        ("markers", ["gender", "gender"]),
        ("indicators", [{"code": "a b", "title": "t", "unit": "u", "direction": 1}]),
        ("indicators", [{"code": "a", "title": "t", "unit": "u", "direction": 0}]),
        ("indicators", [{"code": "a", "title": "t", "unit": "u", "direction": 1, "dimensions": {"sex": []}}]),
        ("alignments", [{"framework": "GCM", "goal": "5", "degree": "very"}]),
        ("colour", "blue"),
    ],
)
def test_what_a_commitment_cannot_say_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError, match=field):
        commitment(**{field: value})


def test_a_patch_changes_what_it_names_and_nothing_else() -> None:
    before = ReportContent(title="Old", language="fr")
    assert patch(ReportPatch, {"title": "New"}).apply(before) == ReportContent(title="New", language="fr")
    assert patch(ReportPatch, {}).apply(before) == before


def test_null_removes_only_what_may_be_absent() -> None:
    before = commitment(area="Nairobi")
    assert patch(CommitmentPatch, {"area": None}).apply(before).area is None
    with pytest.raises(ValidationError, match=r"title\n.*must have a value"):
        patch(CommitmentPatch, {"title": None})
