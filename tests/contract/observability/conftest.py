"""The notebook's fixtures, and Prometheus's tool."""

from tests.contract.observability.promtool import promtool
from tests.support.chassis.fixtures import client, notebook, plain_logs

__all__ = ["client", "notebook", "plain_logs", "promtool"]
