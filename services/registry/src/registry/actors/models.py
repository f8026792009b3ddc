"""What an alias of an actor is, as files and requests have it."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.values import Line, PartyCode
from registry.catalogue.models import Content, Derived, Language

Scheme = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,29}$")]
"""Who gives a code."""
NAME = "name"
AMBIGUOUS = "ambiguous"


class Alias(Content):
    """Another code or name of an actor, so that files that use it are understood."""

    code_parts = ("scheme", "alias", "actor")

    code: Derived
    """`<scheme>.<alias>.<actor>`."""
    scheme: Scheme = Field(examples=["name"])
    """Whose code it is; `name`, or `ambiguous` for a name that names no actor without doubt."""
    alias: Annotated[Line, Field(max_length=140, examples=["Swaziland"])]
    actor: PartyCode = Field(examples=["SWZ"])
    language: Language = "und"
    """Of a name (BCP 47)."""

    @property
    def is_code(self) -> bool:
        """Whether it is a code, which one actor has at most."""
        return self.scheme not in {NAME, AMBIGUOUS}
