"""A link has the name of a host."""

from typing import Annotated

import pytest
from pydantic import AfterValidator, TypeAdapter, ValidationError

from chassis.values import AS_STORED, check_link

LINK: TypeAdapter[str] = TypeAdapter(Annotated[str, AfterValidator(check_link)])


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://xn--bcher-kva.example/",
        "https://bücher.example/seite",
        "http://[::1]:8080/",
        "https://127.0.0.1/",
        "/v1/participations/ICRMW.KEN.withdrawal.2027-02-03",
    ],
)
def test_a_link_with_a_host_is_taken(link: str) -> None:
    assert LINK.validate_python(link) == link


@pytest.mark.parametrize(
    "link",
    [
        *("http://[::1", "https://[", "https://?x", "http:///x", "https://:80/", "http://a:99999/"),
        *('https://a"><x', "https://u:p@example.org/", "https://u@example.org/", "http://a:b/"),
    ],
)
def test_what_names_no_host_is_refused_and_read_if_it_is_stored(link: str) -> None:
    with pytest.raises(ValidationError, match="name of a host"):
        LINK.validate_python(link)
    assert LINK.validate_python(link, context=AS_STORED) == link
