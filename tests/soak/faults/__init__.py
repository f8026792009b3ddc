"""The faults that can be played, by name."""

from tests.soak.faults.clients import UnrulyClients
from tests.soak.faults.clock import ClockStep
from tests.soak.faults.delivery import DelayedDelivery, DuplicatedDelivery
from tests.soak.faults.disk import FullDisk
from tests.soak.faults.fault import Fault
from tests.soak.faults.hostile import HostileClients
from tests.soak.faults.processes import Freeze, Kill, Restart

FAULTS: dict[str, type[Fault]] = {
    fault.name: fault
    for fault in (
        Kill, Freeze, Restart, FullDisk, DuplicatedDelivery, DelayedDelivery, ClockStep, UnrulyClients,
        HostileClients,
    )
}  # fmt: skip
