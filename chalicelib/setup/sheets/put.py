"""
Doing what one row says, and undoing it: places, people, and entries of the settings.

A row is done where the fields that it changes are as they were; where they are as they should be,
it was done before a kill; otherwise somebody changed them meanwhile, and it is left alone.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import convert

from chalicelib.estate import store as estate
from chalicelib.estate.model import Place
from chalicelib.platform.storage.retry import retry
from chalicelib.setup.change import T, mark_last
from chalicelib.setup.changes import COMMUNITY, MEMBER, Change, plain

from . import put_people
from .model import ADDED, Deed
from .reading import put_at, value_at

Do = Callable[[Deed, Change, int], bool]


def put(deed: Deed, change: Change, now: int) -> bool:
    """Do what one row says; False where somebody changed the same since it was looked at."""
    if deed.what == COMMUNITY:
        return _entered(*_by_path(deed), change)
    if deed.what == MEMBER:
        return put_people.put(deed, change, now)
    if deed.how == ADDED:
        estate.insert_place(convert({**deed.to, "change": change.number}, Place))
        return True
    return _place(deed.subject, deed.was, deed.to, change)


def put_back(deed: Deed, change: Change, now: int) -> bool:
    """Undo what one row did; False where somebody changed the same since."""
    if deed.what == COMMUNITY:
        was, to = _by_path(deed)
        return _entered(_unused(to, change, now), was, change)
    if deed.what == MEMBER:
        return put_people.put_back(deed, change, now)
    if deed.how != ADDED:
        return _place(deed.subject, deed.to, deed.was, change)
    return retry(lambda: _retired(deed, change, now))


def written(before: T, fields: Mapping[str, Any], change: Change) -> None:
    """Write fields of a row of the estate and name the change, or raise ConditionFailed."""
    after = convert({**plain(before), **fields, "change": change.number}, type(before))
    mark_last(before)
    estate.revise(before, after)


def _retired(deed: Deed, change: Change, now: int) -> bool:
    there = estate.fresh_place(deed.subject)
    if there is None or there.change == change.number:
        return True
    if there.change != change.undoes:
        return False
    written(there, {"retired_at": now}, change)
    return True


def _place(code: str, was: Mapping[str, Any], to: Mapping[str, Any], change: Change) -> bool:
    def attempt() -> bool:
        there = estate.fresh_place(code)
        return there is not None and moved(there, was, to, change)

    return retry(attempt)


def moved(there: Place, was: Mapping[str, Any], to: Mapping[str, Any], change: Change) -> bool:
    """Change fields of a row that are as they were; raises ConditionFailed."""
    values = plain(there)
    if all(values[field] == value for field, value in to.items()):
        return True
    if any(values[field] != value for field, value in was.items()):
        return False
    written(there, to, change)
    return True


def _entered(was: Mapping[str, Any], to: Mapping[str, Any], change: Change) -> bool:
    """Put entries of the settings, each at its path; None takes one out."""

    def attempt() -> bool:
        there = estate.fresh_community(change.community)
        if there is None:
            return False
        row = plain(there)
        left = {path: to[path] for path in was if value_at(row, path) != to[path]}
        if any(value_at(row, path) != was[path] for path in left):
            return False
        for path, value in left.items():
            put_at(row, path, value)
        if left:
            written(there, row, change)
        return True

    return retry(attempt)


def _by_path(deed: Deed) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return entries as they were and as they are to be; an earlier release named buildings."""
    if "buildings" in deed.to:
        to = {f"buildings.{code}": names for code, names in deed.to["buildings"].items()}
        return dict.fromkeys(to), to
    return deed.was, deed.to


def _unused(to: Mapping[str, Any], change: Change, now: int) -> dict[str, Any]:
    """Return entries without the buildings that still have a place: they keep their names."""
    if not any(path.startswith("buildings.") for path in to):
        return dict(to)
    estate.forget()
    there = estate.places(change.community, now=now)
    used = {f"buildings.{place.building}" for place in there if place.retired_at is None}
    return {path: value for path, value in to.items() if path not in used}
