"""The page of the documentation with the roles of API clients and the scopes that each brings. Pure."""

from gateway.identity.roles import ALL_SCOPES, SCOPES_OF, SPEAK_FOR_A_PARTY

PAGE = "roles.md"
_INTRODUCTION = """\
# Roles and scopes

An operator gives an API client one or more roles. Its tokens have the scopes of all of them, or those of
them that the request for the token names. Each operation names the scope that it needs, at `/docs` of the
gateway and in [contracts/openapi](../contracts/openapi); without it the answer is 403. `./compact contracts`
makes this page from the code.

A role that speaks for a party needs one (`--party KEN`) and writes for that party only; a secretariat and a
coordination member speak for no single party. An `observer` reads
the public record under its own name.
"""


def page() -> str:
    """The whole page."""
    header = "| scope | " + " | ".join(f"`{role}`" for role in SCOPES_OF) + " |"
    line = "|---" * (len(SCOPES_OF) + 1) + "|"
    speaks = _row("*speaks for a party*", [role in SPEAK_FOR_A_PARTY for role in SCOPES_OF])
    rows = [_row(f"`{one}`", [one in scopes for scopes in SCOPES_OF.values()]) for one in sorted(ALL_SCOPES)]
    return "\n".join([_INTRODUCTION, header, line, speaks, *rows, ""])


def _row(title: str, marks: list[bool]) -> str:
    cells = ("yes" if mark else "" for mark in marks)
    return f"| {title} | {' | '.join(cells)} |"
