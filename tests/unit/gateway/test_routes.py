"""Which service answers for which path."""

from itertools import product

import pytest

from gateway.forwarding.routes import SERVICE_OF, destination
from tests.support.over import over


@over("prefix, rest", product(SERVICE_OF, ["", "/x", ":import", "/x:submit", "/a%2Fb", "//x"]))
def test_a_path_goes_on_as_it_is(prefix: str, rest: str) -> None:
    assert destination(prefix + rest) == (SERVICE_OF[prefix], prefix + rest, None)


@pytest.mark.parametrize("service", ["registry", "commitments", "review"])
def test_a_ledger_is_at_the_same_path_in_every_service(service: str) -> None:
    path = f"/v1/ledgers/{service}"
    assert destination(path) == (service, "/v1/ledger", ("/v1/ledger", path))


@pytest.mark.parametrize(
    "path", ["", "/", "/v1", "/v1/", "/v1/actorsx", "/v1/Actors", "/v2/actors", "/v1/ledger", "/v1/%61ctors"]
)
def test_nobody_answers_for_other_paths(path: str) -> None:
    assert destination(path) is None
