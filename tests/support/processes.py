"""Which tests one process runs together, when several test at once."""

from pathlib import PurePath

from xdist.scheduler import LoadScopeScheduling

PACKAGED = (
    "test_local.py",
    "test_rights.py",
    "test_outage.py",
    "test_printed.py",
    "test_runbook.py",
)
"""Who shares one packaged system: first who needs it empty, last who breaks what it repairs."""


def group(test: str) -> str:
    """Return the same word for tests that share a server or a file's fixtures, by their id."""
    file = PurePath(test.partition("::")[0])
    if file.parent.name == "infra" and file.name in PACKAGED:
        return "packaged"
    if file.parent.name == "scale" or file.name.startswith("test_races"):
        return "server"
    return str(file)


class Groups(LoadScopeScheduling):
    """Gives a process one group after the other.

    Not by xdist's marks: with pytest 9.2 they are passed over (findings/xdist-groups.sh).
    """

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)
