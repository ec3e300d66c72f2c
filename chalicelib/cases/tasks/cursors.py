"""
The cursor of the staff polling API: how far a client has read, and what it is to be told next.

A poll asks for what changed since the last one began, less an overlap, because an index
lags behind its table and machines' clocks differ. One round may take several pages. A
cursor lives for a quarter of an hour from its last full round; then the round is a full one
again, which heals whatever lagged for longer than the overlap. What is finished stays in its
queue for longer than a cursor lives (`tasks.IN_QUEUE_MS`), so its leaving is told to whoever
asks with a cursor, and a full round does not name it.

A cursor is not signed: whoever makes one up is told less, or more, of queues that are theirs
anyway.
"""

import base64
import re
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from chalicelib.kernel.ids import COMMUNITY, DEPARTMENT
from chalicelib.kernel.times import MINUTE_MS

OVERLAP_MS = 120_000
"""Longer than an index lags but for an incident, plus the difference of two clocks."""
RESYNC_AFTER = 15 * MINUTE_MS
"""Milliseconds from one full round to the next: how long a cursor lives."""
AHEAD_MS = MINUTE_MS
"""A cursor from further in the future than clocks differ was made up, or a clock was wrong."""

MOST_QUEUES = 50
"""In one poll: an address has no room for more, and each is a query."""
LONGEST = 16_000

_WIRE = re.compile(f"[A-Za-z0-9_-]{{1,{LONGEST}}}")
_QUEUE = re.compile(rf"{COMMUNITY}\.{DEPARTMENT}")
_POSITION = re.compile(r"[0-9]{13}#[a-z0-9._-]{1,100}")
_LAST_INSTANT = 10**13 - 1


class BadCursor(ValueError):
    """This text is no cursor of ours."""


class Cursor(Struct, frozen=True, forbid_unknown_fields=True):
    """How far a client has read; all times are ms by the server's clock."""

    at: int
    """When the first query of the last round began."""
    full: int
    """When the last full round began."""
    queues: tuple[str, ...]
    """What was asked for; another choice of queues starts from the beginning."""
    since: int = 0
    """From where the round reads whose further pages are `pages`."""
    pages: dict[str, str] = {}
    """Queues of this round that have more, and the index position after which it is."""
    v: int = 1


class Plan(Struct, frozen=True):
    """What to read now."""

    since: int
    """Everything that changed at or after this (ms)."""
    resync: bool
    """The client is to take this round for the whole truth."""
    pages: Mapping[str, str]
    """The queues to query, each with the index position to go on after ("" for the start)."""
    at: int
    full: int
    queues: tuple[str, ...]
    news_from: int = 0
    """What changed before was told already, or lagged: it is read, and it is no news."""


def plan(
    cursor: Cursor | None,
    now: int,
    queues: Iterable[str] = (),
    *,
    overlap_ms: int = OVERLAP_MS,
    resync_after_ms: int = RESYNC_AFTER,
) -> Plan:
    """Return what a poll with this cursor is to read; without queues, those of the cursor.

    Raises BadCursor for more queues than a cursor can name.
    """
    asked = tuple(sorted(set(queues))) or (cursor.queues if cursor else ())
    if len(asked) > MOST_QUEUES:
        raise BadCursor(f"one poll asks for at most {MOST_QUEUES} queues")
    if cursor is None or cursor.queues != asked or _is_spent(cursor, now, resync_after_ms):
        news_from = cursor.at if cursor and cursor.queues == asked else 0
        return Plan(0, True, dict.fromkeys(asked, ""), now, now, asked, news_from)
    if cursor.pages:
        news_from = cursor.since + overlap_ms if cursor.since else 0
        return Plan(cursor.since, False, cursor.pages, cursor.at, cursor.full, asked, news_from)
    since = max(0, cursor.at - overlap_ms)
    return Plan(since, False, dict.fromkeys(asked, ""), now, cursor.full, asked, cursor.at)


def following(plan: Plan, more: Mapping[str, str]) -> Cursor:
    """Return the cursor for the next poll; `more` maps queues not read to their end to where.

    The round keeps the time when its first page began: what changed while its pages
    were read belongs to the next one.
    """
    return Cursor(plan.at, plan.full, plan.queues, plan.since if more else 0, dict(more))


def encode(cursor: Cursor) -> str:
    """Return the cursor as clients carry it."""
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).rstrip(b"=").decode()


def decode(text: str) -> Cursor:
    """Return the cursor that a client carried, or raise BadCursor."""
    if _WIRE.fullmatch(text) is None:
        raise BadCursor("a cursor is the text that the last answer gave")
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        cursor = msgspec.json.decode(plain, type=Cursor)
    except (ValueError, msgspec.MsgspecError) as error:
        raise BadCursor("a cursor is the text that the last answer gave") from error
    if not _is_sound(cursor):
        raise BadCursor("this cursor cannot be one that we gave")
    return cursor


def _is_spent(cursor: Cursor, now: int, resync_after_ms: int) -> bool:
    if max(cursor.at, cursor.full) > now + AHEAD_MS:
        return True
    return now - min(cursor.at, cursor.full) >= resync_after_ms


def _is_sound(cursor: Cursor) -> bool:
    instants = (cursor.at, cursor.full, cursor.since)
    return (
        cursor.v == 1
        and all(0 <= instant <= _LAST_INSTANT for instant in instants)
        and len(cursor.queues) <= MOST_QUEUES
        and all(_QUEUE.fullmatch(queue) for queue in cursor.queues)
        and cursor.pages.keys() <= set(cursor.queues)
        and all(_POSITION.fullmatch(position) for position in cursor.pages.values())
    )
