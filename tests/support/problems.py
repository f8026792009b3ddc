"""Types of problems, as tests expect them."""

PUBLIC_URL = "http://127.0.0.1:8080"
"""The default of the settings."""


def type_of(kind: str) -> str:
    """The type of the problem `kind`, such as `conflict`."""
    return f"{PUBLIC_URL}/problems/{kind}"
