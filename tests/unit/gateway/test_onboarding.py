"""Files of clients that are to be made."""

from pathlib import Path

import pytest

from gateway.identity.onboarding import UnfitFileError, Wanted, read


def test_each_row_is_a_client_and_na_is_a_name_like_any_other(tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("name,roles,party\nNA,state observer,NAM\nSecretariat,secretariat,\n")
    assert read(file) == [
        Wanted.model_validate({"name": "NA", "roles": "state observer", "party": "NAM"}),
        Wanted.model_validate({"name": "Secretariat", "roles": "secretariat", "party": ""}),
    ]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("Namibia,king,NAM", "roles: each, divided by spaces, must be one of"),
        ("Namibia,,NAM", "roles: each, divided by spaces, must be one of"),
        ("Namibia,state,", "speaks for a party"),
        ("Namibia,state,nam", "party"),
        (",state,NAM", "name"),
        ("Secretariat,secretariat,NAM", "speaks for no single party"),
        ("Namibia,state,NAM,more", "None"),
        ("Namibia,state", "party"),
    ],
)
def test_a_row_that_cannot_be_is_named_by_its_line(tmp_path: Path, row: str, complaint: str) -> None:
    file = tmp_path / "clients.csv"
    file.write_text(f"name,roles,party\nKenya,state,KEN\n{row}\n")
    with pytest.raises(UnfitFileError, match="line 3") as caught:
        read(file)
    assert complaint in str(caught.value)


def test_a_file_that_is_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_bytes("name,roles,party\nCôte d'Ivoire,state,CIV\n".encode("latin-1"))
    with pytest.raises(UnfitFileError, match="UTF-8"):
        read(file)
