"""What all tests share."""

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.support.memory",
    "chassis.testing.plugin",
    "tests.support.needs",
    "tests.support.selection",
    "tests.support.kafka.fixtures",
    "tests.support.compose.plugin",
    "tests.end_to_end.compose.drill",
]

# Examples share two cores with databases and a broker: few of them, and no judgement by the clock.
settings.register_profile(
    "suite", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
