"""The fixtures of the chassis's tests."""

from tests.support.chassis.fixtures import notebook, plain_logs

__all__ = ["notebook", "plain_logs"]
