"""The settings of a community: changed by its managers, checked whole, written in one go."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.cases.tasks import offboarding
from chalicelib.estate.model import Community
from chalicelib.estate.people import Staff
from chalicelib.kernel.errors import Stale, Undelivered
from chalicelib.kernel.problems import Problem
from chalicelib.kernel.words import N_
from chalicelib.platform.effects import Enqueue

from . import checks
from .change import community_now, refuse, revise
from .changes import RENAME, Author, plain

OF_DEPARTMENT = ("calendars", "chats", "contractors", "department_names")
"""Settings that go with their department."""

TryChat = Callable[[str], None]
"""Send a first message to the address of a chat, or raise Undelivered."""


def change(
    staff: Staff,
    code: str,
    patch: Mapping[str, Any],
    *,
    version: int,
    author: Author,
    try_chat: TryChat,
    enqueue: Enqueue | None = None,
) -> Community:
    """Change settings of a community; the same again changes nothing.

    Raises InvalidInput with every mistake, Stale when somebody else was quicker.
    """
    before = community_now(staff, code)
    row = {**plain(before), **patch}
    if version != before.writes and row != plain(before):
        raise Stale(before.writes, "changed")
    _drop_closed(row, patch)
    refuse(checks.problems(row, ours=frozenset()))
    after = checks.community_of(row)
    refuse(_left(before, after))
    refuse(_tried(before, after, try_chat))
    return store(before, after, author, enqueue)


def store(
    before: Community, after: Community, author: Author, enqueue: Enqueue | None = None
) -> Community:
    """Write a community that was checked; the work of closed departments is handed over, and
    places follow the names of their buildings."""
    offboarding.close_departments(before, after, now=author.at)
    owes = (RENAME,) if before.buildings != after.buildings else ()
    return revise(before, after, author, owes=owes, enqueue=enqueue)


def _drop_closed(row: dict[str, Any], patch: Mapping[str, Any]) -> None:
    for field in OF_DEPARTMENT:
        if field not in patch:
            rows = row[field]
            row[field] = {name: rows[name] for name in rows if name in row["departments"]}


def _left(before: Community, after: Community) -> list[Problem]:
    said = N_("has open work; say who takes it over")
    return [Problem(f"redirects.{name}", said) for name in offboarding.with_nobody(before, after)]


def _tried(before: Community, after: Community, try_chat: TryChat) -> list[Problem]:
    """Send a first message to each chat that is new; a slip is found today, not at a fire."""
    problems = []
    for name, address in after.chats.items():
        if before.chats.get(name) == address:
            continue
        try:
            try_chat(address)
        except Undelivered:
            said = N_("the group did not accept a test message; check its address")
            problems.append(Problem(f"chats.{name}", said))
    return problems
