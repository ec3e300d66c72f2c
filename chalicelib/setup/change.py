"""Changing the estate: one conditional write, described in a row of its own, one tap back."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TypeVar

from msgspec import convert, structs

from chalicelib.estate import authorization
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community, Place
from chalicelib.estate.people import Staff
from chalicelib.kernel.errors import InvalidInput, NotFound, Stale
from chalicelib.kernel.problems import Problem
from chalicelib.kernel.words import Sentence
from chalicelib.platform.effects import Enqueue, Tools, publish_effects
from chalicelib.platform.storage.connection import ConditionFailed

from . import changes_store as changes
from .changes import (
    COMMUNITY,
    MEMBER,
    PLACE,
    Author,
    Change,
    Owned,
    change_of,
    is_made,
    marked,
    plain,
)

T = TypeVar("T", Community, Place, Member)

SETTINGS = "settings are for managers"


def must_manage(staff: Staff, community: str) -> None:
    """Raise NotFound for who does not work in this community, Forbidden for who does not manage."""
    authorization.must_manage(staff, community, SETTINGS)


def revise(
    before: T,
    after: T,
    author: Author,
    *,
    version: int | None = None,
    owes: tuple[str, ...] = (),
    noted: Mapping[str, str] | None = None,
    enqueue: Enqueue | None = None,
) -> T:
    """Write a changed row of the estate and its description; nothing, where nothing differs.

    `owes` and `noted`: see `change_of`. Raises Stale when the row is not at `version`, or was
    written meanwhile.
    """
    change = change_of(before, after, author, owes=owes, noted=noted)
    if change is None:
        return before
    if version is not None and version != before.writes:
        raise Stale(before.writes, "changed")
    mark_last(before)
    changes.insert(change)
    saved = _written(before, structs.replace(after, change=change.number), change)
    mark(change, enqueue)
    return saved


def _written(before: T, after: T, change: Change) -> T:
    """Write the row; a write whose answer was lost, and which was sent again, is ours all the same.

    Raises Stale when somebody else was quicker.
    """
    try:
        return estate.revise(before, after)
    except ConditionFailed:
        if is_made(change, stands(change)):
            return structs.replace(after, writes=before.writes + 1)
        changes.delete(change)
        raise Stale(before.writes + 1, "changed") from None


def add(
    item: T,
    author: Author,
    insert: Callable[[T], bool],
    *,
    owes: tuple[str, ...] = (),
    enqueue: Enqueue | None = None,
) -> bool:
    """Put a new row of the estate and its description; say whether it was new."""
    change = change_of(None, item, author, owes=owes)
    if change is None:
        return False
    changes.insert(change)
    if not insert(structs.replace(item, change=change.number)):
        changes.delete(change)
        return False
    mark(change, enqueue)
    return True


def settle(change: Change, name: str, *, now: int, tools: Tools) -> None:
    """Find out what became of a change that nobody marked: made, or never made."""
    if is_made(change, stands(change)):
        mark(change)
    else:
        changes.delete(change)


def mark_undone(back: Change) -> None:
    """Mark the change that another one took back."""
    first = changes.get(back.community, back.undoes)
    if first is not None and not first.undone_by:
        with suppress(ConditionFailed):
            changes.save(first, structs.replace(first, undone_by=back.number))


def stands(change: Change) -> Owned | None:
    """Return the row that a change is about, as it is now."""
    if change.what == COMMUNITY:
        return estate.fresh_community(change.community)
    if change.what == PLACE:
        return estate.fresh_place(change.subject)
    if change.what == MEMBER:
        return estate.fresh_member(change.subject, change.community)
    return None


def community_now(staff: Staff, code: str) -> Community:
    """Return a community that this person manages, as it stands now."""
    must_manage(staff, code)
    found = estate.fresh_community(code)
    if found is None:
        raise NotFound("there is no such community")
    return found


def taken_back(change: Change, now: T) -> T:
    """Return the row with the fields of a change as they were before it."""
    values = plain(now) | {name: field["from"] for name, field in change.fields.items()}
    return convert({name: value for name, value in values.items() if value is not None}, type(now))


def refuse(problems: Iterable[Problem]) -> None:
    """Raise InvalidInput with every problem; nothing without any."""
    fields: dict[str, str] = {}
    for problem in problems:
        said, before = problem.sentence, fields.get(problem.field)
        both = Sentence("%(one)s; %(other)s", one=before, other=said)
        fields[problem.field] = both if before else said
    if fields:
        raise InvalidInput(**fields)


def mark(change: Change, enqueue: Enqueue | None = None) -> None:
    """Mark a change as made, with what it took back, and publish what else it owes."""
    if change.undoes:
        mark_undone(change)
    try:
        made = changes.save(change, marked(change))
    except ConditionFailed:
        # Whoever wrote the row next was quicker, and marked it.
        return
    if enqueue is not None:
        publish_effects(made, list(made.pending), enqueue)


def mark_last(before: Owned) -> None:
    """Mark the change that made this row: when the next one is written, it cannot be told."""
    if not before.change:
        return
    community = before.code if isinstance(before, Community) else before.community
    last = changes.get(community, before.change)
    if last is not None and not last.made:
        mark(last)
