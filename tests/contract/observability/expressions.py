"""The metrics and labels that an expression of PromQL speaks of, found by the form that ours have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_METRIC = re.compile(r"\b(?:compact[_:]|process_|up\b|ALERTS\b)[\w:]*")
_SELECTOR = re.compile(r"(?P<metric>[a-zA-Z_][\w:]*)\s*\{(?P<matchers>[^}]*)\}")
_MATCHER = re.compile(r'(?P<label>\w+)\s*(?P<operator>=~|!~|!=|=)\s*"(?P<value>[^"]*)"')
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring)\s*\((?P<labels>[^)]*)\)")
_STRING = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Matcher:
    """A condition that a label of a metric must meet."""

    metric: str
    label: str
    operator: str
    value: str


def metrics(expression: str) -> set[str]:
    """The names of all metrics."""
    return set(_METRIC.findall(_STRING.sub('""', expression)))


def matchers(expression: str) -> Iterator[Matcher]:
    """All conditions in braces."""
    for selector in _SELECTOR.finditer(expression):
        for found in _MATCHER.finditer(selector["matchers"]):
            yield Matcher(selector["metric"], found["label"], found["operator"], found["value"])


def grouping(expression: str) -> set[str]:
    """All labels by which series are put together or compared."""
    told = (found["labels"].split(",") for found in _GROUPING.finditer(expression))
    return {label.strip() for labels in told for label in labels}
