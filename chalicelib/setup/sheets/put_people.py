"""Doing and undoing rows of people: they join, do other work, leave; nobody is locked out."""

from typing import Any

from msgspec import convert

from chalicelib.estate import reassignments_store as clearings
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.estate.reassignments import LEFT, clearing
from chalicelib.platform.aws import user_pool
from chalicelib.platform.storage.retry import retry
from chalicelib.setup import people, rights
from chalicelib.setup.change import mark_last
from chalicelib.setup.changes import Change, plain

from .model import ADDED, Deed


def put(deed: Deed, change: Change, now: int) -> bool:
    """Do what one row says of a person; False where somebody changed the same meanwhile."""
    if deed.how == ADDED:
        return _joined(deed, change, now)
    return retry(lambda: _moved(deed, deed.was, deed.to, change, now))


def put_back(deed: Deed, change: Change, now: int) -> bool:
    """Undo what one row did; who joined is let go, as by a manager on the board."""
    if deed.how == ADDED:
        return retry(lambda: _let_go(deed, change, now))
    return retry(lambda: _moved(deed, deed.to, deed.was, change, now))


def login_of(deed: Deed) -> str:
    """Return the login of a person who joined: of a new one, what the pool calls them; or ""."""
    issuer, _, subject = deed.subject.rpartition("#")
    if subject:
        return deed.subject
    known = user_pool.find(str(deed.to["id"]))
    return f"{issuer}#{known.subject}" if known else ""


def _joined(deed: Deed, change: Change, now: int) -> bool:
    id, name = str(deed.to["id"]), str(deed.to["name"])
    issuer, _, subject = deed.subject.rpartition("#")
    login = deed.subject
    if not subject:
        mail = deed.mail if "@" in deed.mail else ""
        login = f"{issuer}#{user_pool.make(id, name, mail).subject}"
    estate.forget()
    theirs = estate.memberships(login, now=now)
    if any(each.company != deed.to["company"] for each in theirs):
        # The user name is taken by somebody of another company.
        return False
    member = convert({**deed.to, "login": login, "change": change.number}, Member)
    if estate.insert_member(member):
        return True
    there = estate.fresh_member(login, change.community)
    return there is not None and there.change == change.number


def _let_go(deed: Deed, change: Change, now: int) -> bool:
    there = estate.fresh_member(login_of(deed), change.community)
    if there is None or there.change == change.number:
        return True
    if there.change != change.undoes:
        return False
    return _written(there, {"disabled": True, "on_duty": False}, change, now)


def _moved(deed: Deed, was: dict[str, Any], to: dict[str, Any], change: Change, now: int) -> bool:
    there = estate.fresh_member(deed.subject, change.community)
    if there is None:
        return False
    values = plain(there)
    if all(values[field] == value for field, value in to.items()):
        return True
    if any(values[field] != value for field, value in was.items()):
        return False
    return _written(there, to, change, now)


def _written(there: Member, fields: dict[str, Any], change: Change, now: int) -> bool:
    row = {**plain(there), **fields, "change": change.number}
    own = there.id == change.by and rights.RIGHTS & fields.keys()
    if own or rights.hold(there, row, now=now):
        return False
    after = convert(row, Member)
    if after.disabled and not there.disabled:
        clearings.insert(clearing(there.community, LEFT, there.id, now=now))
    mark_last(there)
    estate.revise(there, after)
    people.follow(there, after)
    return True
