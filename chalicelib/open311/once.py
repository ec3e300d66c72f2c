"""
Equal forms are one report: the standard has no key for that, and FixMyStreet posts a report
whose answer it lost again and again, without end.
"""

from hashlib import sha256

from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import CLOSED, ERASED, Request
from chalicelib.kernel import ids
from chalicelib.kernel.times import DAY_MS, HOUR_MS

SAME_MS = 14 * DAY_MS
DANGER_SAME_MS = 2 * HOUR_MS
"""A danger told of in the same words hours later is another one, as far as anybody knows."""
MOST_AGAIN = 30
"""The same form counts anew so often; more than a year of one report every fortnight."""


def key_of(
    community: str, place: str, said: tuple[str, ...], *, danger: bool, secret: bytes, now: int
) -> str:
    """Return the key under which a form is stored: that of the equal one before while it counts.

    `said` is who sent it and every field. An equal one counts for 14 days while it is open; a
    danger for two hours.
    """
    key = ""
    for again in range(MOST_AGAIN):
        key = sha256(ids.framed("open311", *said, str(again))).hexdigest()
        stored = requests.get(ids.request_id(community, place, key, secret=secret))
        if stored is None or _counts(stored, danger=danger, now=now):
            break
    return key


def _counts(stored: Request, *, danger: bool, now: int) -> bool:
    most = DANGER_SAME_MS if danger else SAME_MS
    return stored.state not in (CLOSED, ERASED) and now - stored.created_at < most
