"""Days: counted back in years, and written out. Pure."""

from datetime import MINYEAR, date


def years_before(day: date, years: int) -> date:
    """The same day of the month, `years` earlier; 28 February where that year has no 29th.

    Not before the first year that there is.
    """
    year = max(day.year - years, MINYEAR)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def in_words(day: date) -> str:
    """Such as `3 March 2027`."""
    return f"{day.day} {day:%B} {day.year}"
