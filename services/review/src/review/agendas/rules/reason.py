"""Why an agenda was assembled, as its version names it: pure."""

from collections.abc import Iterable


def after_patience(reason: str, silent: Iterable[str], failed_attempts: int) -> str:
    """The reason of an agenda that was not ready when its patience ended: what was waited for.

    Names the sources that were silent, and nothing as silent that was not.
    """
    sources = sorted(silent)
    if sources:
        return f"{reason}, and {' and '.join(sources)} {'was' if len(sources) == 1 else 'were'} silent"
    if failed_attempts:
        return f"{reason}, and assembling had failed until then"
    return f"{reason}, and assembling had waited for other work"
