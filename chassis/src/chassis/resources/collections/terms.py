"""What is in force on a day, in SQL."""


def in_force(day: str, begin: str = "valid_from", end: str = "valid_until") -> str:
    """Whether `day` lies in the term from `begin` until before `end`, columns of which either may be open."""
    return f"(({begin} IS NULL OR {begin} <= {day}) AND ({end} IS NULL OR {end} > {day}))"
