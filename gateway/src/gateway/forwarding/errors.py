"""Problems of forwarded requests."""

from collections.abc import Mapping

from chassis.problems import Problem
from gateway.forwarding.rates import Allowance


class BadGatewayError(Problem):
    """The service broke off; it is unknown whether the request took effect: 502."""

    status, kind, title = 502, "bad-gateway", "The service gave no proper answer"


class ServiceUnreachableError(Problem):
    """The service cannot be reached; the request had no effect: 503."""

    status, kind, title = 503, "service-unreachable", "The service cannot be reached"
    headers: Mapping[str, str] = {"Retry-After": "2"}


class GatewayTimeoutError(Problem):
    """The service did not answer in time; it is unknown whether the request took effect: 504."""

    status, kind, title = 504, "gateway-timeout", "The service did not answer in time"


class TooManyPreviewsError(Problem):
    """An address has had its previews of this minute: 429. With a token there are more."""

    status, kind, title = 429, "too-many-requests", "Too Many Requests"

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(
            f"Without a token an address gets {allowance.quota} previews in {allowance.window:g} seconds."
        )
        self.headers = {**allowance.fields, "Retry-After": str(allowance.wait)}


class BrokenOffError(Exception):
    """The service broke off after its answer had begun: the connection is cut, so that the client notices."""
