"""All tests of the stack in one worker of a parallel run: a machine has room for one stack."""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # publishes no types

_FOLDER = "tests/end_to_end/compose/"


class OneForTheStack(LoadScopeScheduling):  # type: ignore[misc]  # as above
    """Like xdist's `load`, but for the tests of the stack, which go to one worker and go first.

    Its own `loadgroup` does this by marks, which it writes where pytest 9.2 no longer looks for them.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _FOLDER if nodeid.startswith(_FOLDER) else nodeid
