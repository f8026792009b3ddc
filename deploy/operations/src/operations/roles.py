"""The roles of the system: which kinds of processes there are, by the names that they have in its network."""

from dataclasses import dataclass

import gateway.app
from chassis.process.service import Service
from operations.kafka.principals import SERVICES as PUBLISHERS

ON_THE_BUS: tuple[Service, ...] = PUBLISHERS
SERVICES: tuple[Service, ...] = (*ON_THE_BUS, gateway.app.service)


@dataclass(frozen=True, slots=True)
class Role:
    """Processes that do the same work: all of them answer to one name."""

    name: str
    service: str
    uses_bus: bool = False

    @property
    def port(self) -> int:
        """Where they show operators how they are: the gateway's first port is open to the world."""
        return 8001 if self.service == gateway.app.service.name else 8000


def worker_of(service: Service) -> Role:
    """The processes that publish, receive and fire timers."""
    return Role(f"{service.name}-worker", service.name, service in ON_THE_BUS)


ROLES: tuple[Role, ...] = (
    *(Role(f"{service.name}-api", service.name) for service in ON_THE_BUS),
    Role("gateway", "gateway"),
    *(worker_of(service) for service in SERVICES),
)
