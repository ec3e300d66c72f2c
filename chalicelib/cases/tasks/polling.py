"""
How often a client polls, and how it merges what it is told.

Every client of the staff API merges like this; `tests/cases/tasks/test_polling.py` proves
that it then misses no change, and the web app's own merge does the same.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.kernel.tuning import POLL_AFTER_S

Row = Mapping[str, Any]
"""A task as `GET /staff/v1/tasks` lists it; `id`, `version` and `gone` are used here."""

RING_S, LISTEN_S = 15, 45
"""How long an open app waits until it looks at what is urgent again: while something rings, and
while nothing does. Whoever is on duty is written to at once; no screen hears it a minute later."""


def poll_after_s(situation: str) -> int:
    """Return the seconds a client is to wait before it polls again."""
    return POLL_AFTER_S[situation]


def situation_of(*, on_duty: bool, rows: int) -> str:
    """Return the situation of somebody whose poll answered so many rows that are news.

    A poll reaches back by the overlap: what changed before the poll before is told once
    more, and is no news.
    """
    if not on_duty:
        return "off_duty"
    return "busy" if rows else "idle"


def merge(held: Mapping[str, Row], rows: Iterable[Row]) -> dict[str, Row]:
    """Return what a client holds after these rows of a delta; one not newer changes nothing.

    What is gone is kept, so that an older row which comes late cannot bring it back.
    """
    merged = dict(held)
    for row in rows:
        known = merged.get(row["id"])
        if known is None or row["version"] > known["version"]:
            merged[row["id"]] = row
    return merged


def start_over(held: Mapping[str, Row], rows: Iterable[Row]) -> dict[str, Row]:
    """Return what a client holds after a resync, `rows` being those of all its pages.

    What the resync does not name is dropped; of what it names the newer wins, for a full
    round reads the same lagging index, and may not know the client's own last action.
    """
    told = merge({}, rows)
    return merge(told, (held[id_] for id_ in told if id_ in held))


def shown(held: Mapping[str, Row]) -> dict[str, Row]:
    """Return what of it is still in the queue."""
    return {id_: row for id_, row in held.items() if not row["gone"]}
