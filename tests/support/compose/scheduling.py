"""All tests of the stack that stands in one worker of a parallel run, and of the other one in another."""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # publishes no types

_FOLDER = "tests/end_to_end/compose/"
_OF_ITS_OWN = f"{_FOLDER}test_own_servers.py"


class OneForTheStack(LoadScopeScheduling):  # type: ignore[misc]  # as above
    """Like xdist's `load`, but for the tests of stacks: those of one go to one worker, and go first.

    Its own `loadgroup` does this by marks, which it writes where pytest 9.2 no longer looks for them.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(_OF_ITS_OWN):
            return _OF_ITS_OWN
        return _FOLDER if nodeid.startswith(_FOLDER) else nodeid
