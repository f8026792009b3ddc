"""Days: counted back in years, compared as terms, and written out. Pure."""

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


def overlap(begin: date | None, end: date | None, other_begin: date | None, other_end: date | None) -> bool:
    """Whether two terms share a day. They last until before their ends; what is `None` is open."""
    return _is_before(begin, other_end) and _is_before(other_begin, end)


def _is_before(begin: date | None, end: date | None) -> bool:
    return begin is None or end is None or begin < end


def spelled_out(day: date) -> str:
    """Such as `3 March 2027`."""
    return f"{day.day} {day:%B} {day.year}"
