"""What tests of services need: a PostgreSQL of their own, tokens, and waiting for conditions.

Enable it in a root `conftest.py` with `pytest_plugins = ["chassis.testing.plugin"]`.
"""

from chassis.testing.templates import Reference
from chassis.testing.tokens import TokenIssuer
from chassis.testing.waiting import eventually

__all__ = ["Reference", "TokenIssuer", "eventually"]
