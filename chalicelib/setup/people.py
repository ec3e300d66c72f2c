"""
Who works in a community: invited, changed, let go, and let in again, by its managers.

Nobody changes their own rights, and nobody gives more than they have; the last manager stays.
One person may work in several communities: each membership is its own row under one login.
"""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, convert, structs

from chalicelib.estate import reassignments_store as clearings
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS, role_at
from chalicelib.estate.reassignments import LEFT, clearing
from chalicelib.kernel.errors import Forbidden, NotFound, Stale
from chalicelib.kernel.problems import Problem, one_of
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_
from chalicelib.platform.aws import user_pool
from chalicelib.platform.transition import Enqueue

from . import rows
from .change import add, community_now, must_manage, refuse, revise
from .changes import INVITE, Author, plain
from .rights import NOT_ALL_THEIRS, ONLY_ADMINS, hold, may_hand_over, of_rights

MAIL, TEXT, PAPER = WAYS = ("mail", "text", "paper")

NO_PHONE = Problem("address", N_("is not a phone number"))
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
LONGEST_SUBJECT = 255
"""Of what a provider calls somebody, as OpenID Connect has it."""


class Given(Struct, frozen=True):
    """A person as they are now, and the password that is to be handed over on paper, or ""."""

    member: Member
    password: str = ""


def listed(staff: Staff, code: str, *, now: int) -> list[Member]:
    """Return who works in a community or did, those who left last, by name."""
    must_manage(staff, code)
    found = estate.members(code, now=now)
    return sorted(found, key=lambda member: (member.disabled, member.name.casefold()))


def invite(
    staff: Staff,
    code: str,
    said: Mapping[str, Any],
    *,
    by: str,
    subject: str,
    issuer: str,
    author: Author,
    enqueue: Enqueue,
) -> Given:
    """Let somebody work here: by mail or text with a password for one sign-in, or on paper.

    Where the company's own provider keeps the logins, `subject` is what it calls the person.
    Who works in another community of the company is let in here, too, with the login they have.
    """
    community = community_now(staff, code)
    row = {"community": code, **said}
    username = str(row.pop("username", "")).strip().lower()
    mail = str(row.pop("email", "") or _mail_of(row))
    colleague = colleagues(staff, now=author.at).get(username)
    if colleague is not None:
        subject = colleague.login.rpartition("#")[2]
    problems = [
        *mistakes({**row, "email": mail}, community, staff),
        *of_login(username, mail, by, subject),
        *([NO_PHONE] if by == TEXT and row.get("channel") != "text" else ()),
    ]
    refuse(problems)
    login = subject or _login_of(username, row["name"], mail, staff, author)
    member = convert(
        {
            **row,
            "name": clean(row["name"]),
            "address": rows.address_of(row, community),
            "login": f"{issuer}#{login}",
            "id": username,
            "company": community.company,
        },
        Member,
    )
    estate.forget()
    known = estate.memberships(member.login, now=author.at)
    owes = (INVITE,) if by != PAPER and not subject and not known else ()
    if not add(member, author, estate.insert_member, owes=owes, enqueue=enqueue):
        refuse([Problem("username", N_("works here already"))])
    on_paper = by == PAPER and not subject and not known
    return Given(member, user_pool.one_time_password(username) if on_paper else "")


def colleagues(staff: Staff, *, now: int) -> dict[str, Member]:
    """Return by username who works in the communities that this person manages."""
    managed = [each.community for each in staff.memberships if each.role in MANAGERS]
    return {
        member.id: member
        for code in managed
        for member in estate.members(code, now=now)
        if not member.disabled
    }


def change(
    staff: Staff, code: str, id: str, patch: Mapping[str, Any], *, version: int, author: Author
) -> Member:
    """Change what a person does here; the same again changes nothing.

    Raises InvalidInput with every mistake, Stale when somebody else was quicker.
    """
    community = community_now(staff, code)
    before = member_now(code, id, now=author.at)
    row = {**plain(before), **patch}
    if version != before.writes and row != plain(before):
        raise Stale(before.writes, "changed")
    problems = [*mistakes(row, community, staff), *of_rights(before, row, staff, author)]
    refuse([*problems, *rows.duty_problems(row, community)])
    made = {
        "name": clean(row["name"]),
        "address": rows.address_of(row, community),
        "roster": rows.roster_of(row, community),
    }
    after = convert({**row, **made}, Member)
    refuse(hold(before, row, now=author.at))
    return revise(before, after, author)


def let_go(staff: Staff, code: str, id: str, author: Author) -> Member:
    """Let somebody go: they may nothing within a minute, and what they hold goes back."""
    must_manage(staff, code)
    before = member_now(code, id, now=author.at)
    if before.disabled:
        return before
    row = {**plain(before), "disabled": True}
    refuse(of_rights(before, row, staff, author))
    refuse(hold(before, row, now=author.at))
    going = clearing(code, LEFT, before.id, now=author.at)
    clearings.insert(going)
    try:
        after = revise(before, structs.replace(before, disabled=True, on_duty=False), author)
    except Stale:
        clearings.delete(going)
        raise
    follow(before, after)
    return after


def let_in(staff: Staff, code: str, id: str, author: Author) -> Member:
    """Let somebody work here again."""
    must_manage(staff, code)
    before = member_now(code, id, now=author.at)
    refuse(of_rights(before, {**plain(before), "disabled": False}, staff, author))
    after = revise(before, structs.replace(before, disabled=False), author)
    follow(before, after)
    return after


def again(staff: Staff, code: str, id: str, *, by: str, author: Author, enqueue: Enqueue) -> Given:
    """Give somebody another password for one sign-in: by mail or text, or on paper.

    The mail goes to the address of their login, which no manager changes.
    """
    before = _with_login(staff, code, id, author)
    login = user_pool.find(before.id)
    written = by == MAIL and login is not None and bool(login.mail)
    estate.forget()
    if not written and not may_hand_over(staff, before, now=author.at):
        # A telephone is of this community's row, in which its manager may write their own.
        refuse([Problem("action", NOT_ALL_THEIRS)])
    if by == PAPER:
        return Given(
            revise(before, before, author, noted={"invited": PAPER}),
            user_pool.one_time_password(before.id),
        )
    if by == TEXT and before.channel != "text":
        refuse([NO_PHONE])
    if by == MAIL and not written:
        refuse([Problem("email", N_("has no email address; give the password on paper"))])
    noted = {"invited": by}
    return Given(revise(before, before, author, noted=noted, owes=(INVITE,), enqueue=enqueue))


def reset_second_factor(staff: Staff, code: str, id: str, author: Author) -> Member:
    """Let somebody who lost their phone sign in by password alone, and set up another."""
    before = _with_login(staff, code, id, author)
    user_pool.forget_second_factor(before.id)
    return revise(before, before, author, noted={"second_factor": "reset"})


def member_now(code: str, id: str, *, now: int) -> Member:
    """Return who works in a community under this id, as they stand now."""
    for row in estate.members(code, now=now):
        if row.id == id and (found := estate.fresh_member(row.login, code)) is not None:
            return found
    raise NotFound("nobody of this name works here")


def _with_login(staff: Staff, code: str, id: str, author: Author) -> Member:
    must_manage(staff, code)
    before = member_now(code, id, now=author.at)
    if before.role == "admin" and role_at(staff, code) != "admin":
        raise Forbidden("an admin's login is for admins")
    if before.disabled:
        raise NotFound("they do not work here any more")
    return before


def _login_of(username: str, name: str, mail: str, staff: Staff, author: Author) -> str:
    """Return the subject of a login: of a new one, or of somebody of this company."""
    known = user_pool.find(username)
    if known is None:
        return user_pool.make(username, name, mail).subject
    issuer = staff.login.rpartition("#")[0]
    theirs = estate.memberships(f"{issuer}#{known.subject}", now=author.at)
    if any(each.company != staff.company for each in theirs):
        refuse([Problem("username", N_("is taken; choose another"))])
    return known.subject


def _mail_of(row: Mapping[str, Any]) -> str:
    return str(row.get("address", "")) if row.get("channel", "email") == "email" else ""


def mistakes(row: Mapping[str, Any], community: Community, staff: Staff | None) -> list[Problem]:
    """Return what is wrong with a person's row, as this person writes it; None: an operator."""
    found = [*rows.work_problems(row, community), *rows.channel_problems(row)]
    if row["role"] == "admin" and staff and role_at(staff, community.code) != "admin":
        found.append(Problem("role", ONLY_ADMINS))
    return found


def of_login(username: str, mail: str, by: str, subject: str) -> list[Problem]:
    """Return what is wrong with the login of somebody new."""
    found = []
    if not USERNAME.fullmatch(username):
        found.append(Problem("username", N_("2 to 40 small letters, digits, dots and dashes")))
    if by not in WAYS:
        found.append(Problem("by", N_("must be one of %(known)s"), {"known": one_of(WAYS)}))
    if len(subject) > LONGEST_SUBJECT:
        most = {"most": LONGEST_SUBJECT}
        found.append(Problem("subject", N_("has more than %(most)s characters"), most))
    if not user_pool.there_is_one():
        if not subject:
            said = N_("is needed: your own provider keeps the logins")
            found.append(Problem("subject", said))
    elif by == MAIL and not mail and not subject:
        found.append(Problem("email", N_("is needed for an invitation by email")))
    return found


def follow(before: Member, after: Member) -> None:
    """Close the login of who works nowhere any more; open it again for who is let in."""
    if not user_pool.there_is_one():
        return
    if after.disabled and not before.disabled and not _works_anywhere(after.login):
        user_pool.close(after.id)
    if before.disabled and not after.disabled:
        user_pool.open_again(after.id)


def _works_anywhere(login: str) -> bool:
    estate.forget()
    return any(not each.disabled for each in estate.memberships(login, now=0))
