"""What the processes of an embedded system wrote to their logs, and whether a secret is in it."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from embedded.layout import SERVICES
from embedded.system import System

FORMS = {
    "a token": re.compile(r"eyJ[\w-]{8,}\.[\w-]+"),
    "a credential": re.compile(r"Bearer (?!withheld|error=)\S+"),
    "a key": re.compile(r"-----BEGIN"),
    "the secret of a client": re.compile(r"compact_[\w-]{20,}"),
    "the parameters of a statement": re.compile(r"\[parameters: "),
}


def passwords(system: System) -> Iterator[str]:
    """All passwords by which its services come into its databases."""
    for service in SERVICES:
        for value in system.layout.environment(service, system.postgres).values():
            if password := urlsplit(value).password:
                yield unquote(password)


def secrets_in_logs(system: System, secrets: Iterable[str]) -> list[str]:
    """Where in the logs one of `secrets` stands, or something that has the form of one."""
    found = []
    wanted = {*secrets, *passwords(system)}
    for service in SERVICES:
        for number, line in enumerate(system.layout.log_file(service).read_text().splitlines(), start=1):
            forms = [name for name, form in FORMS.items() if form.search(line)]
            named = ["a secret of this run"] if any(secret in line for secret in wanted) else []
            found += [f"{service}, line {number}: {what}" for what in (*forms, *named)]
    return found


def longest_line(system: System) -> int:
    """Bytes of the longest line of all logs."""
    files = (system.layout.log_file(service).read_bytes() for service in SERVICES)
    return max((len(line) for file in files for line in file.splitlines(keepends=True)), default=0)
