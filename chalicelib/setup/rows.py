"""Places and people as rows: every mistake of one, and what is stored of a good one."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.cases.contacts.model import parse
from chalicelib.channels.chats import spoken_form
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community, Place
from chalicelib.kernel import outgoing
from chalicelib.kernel.ids import BadId, normalise_place_code
from chalicelib.kernel.problems import Problem, Wrong, one_of
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_
from chalicelib.kernel.worktime import Calendar, calendar_from

from .checks import OURS, Row, cleaned, misfits, named

ROLES = ("staff", "lead", "manager", "admin")
KINDS = ("shared", "private")
MOST_LEAVES = 30

OF_FILE = {"username": str, "subject": str, "email": str}
"""What a row of a file says of a person beside what is stored."""


def place_problems(row: Row, communities: Mapping[str, Community]) -> Iterator[Problem]:
    """Yield every mistake of a place's row."""
    found = list(misfits(row, Place))
    yield from found
    if found:
        return
    if row["community"] not in communities:
        yield Problem("community", N_("no community has this code"))
    yield from named(row["name"], "name")
    if row.get("kind", "shared") not in KINDS:
        yield Problem("kind", N_("must be one of %(known)s"), {"known": one_of(KINDS)})
    for field in ("code", "replaced_by"):
        if (code := row.get(field)) and not _is_place_code(code):
            yield Problem(field, N_("14 letters and digits, without U"))
    if not row["code"]:
        yield Problem("code", N_("14 letters and digits, without U"))


def place_of(row: Row, *, now: int) -> Place:
    """Return the place that a row without problems describes; what was replaced is retired."""
    made: dict[str, Any] = {
        **row,
        "code": normalise_place_code(row["code"]),
        "name": cleaned(row["name"]),
    }
    if row.get("replaced_by"):
        made["replaced_by"] = normalise_place_code(row["replaced_by"])
        made["retired_at"] = row.get("retired_at") or now
    return Place(**made)


def member_problems(row: Row, communities: Mapping[str, Community]) -> Iterator[Problem]:
    """Yield every mistake of a person's row, as a file has it."""
    ours = OURS | {"login", "id", "company"}
    found = list(misfits(row, Member, OF_FILE, ours, may_lack=frozenset({"subject", "email"})))
    yield from found
    if found:
        return
    community = communities.get(row["community"])
    if community is None:
        yield Problem("community", N_("no community has this code"))
    yield from work_problems(row, community)
    yield from duty_problems({**row, "roster": None}, community) if community else ()
    yield from channel_problems(row)


def work_problems(row: Row, community: Community | None) -> Iterator[Problem]:
    """Yield what is wrong with a person's role and departments."""
    if not clean(row["name"]):
        yield Problem("name", N_("needs a name"))
    if row["role"] not in ROLES:
        yield Problem("role", N_("must be one of %(known)s"), {"known": one_of(ROLES)})
    for department in row.get("departments", []):
        if community and department not in community.departments:
            given = {"given": department}
            yield Problem("departments", N_("there is no department %(given)s here"), given)


def duty_problems(row: Row, community: Community) -> Iterator[Problem]:
    """Yield what is wrong with a person's leave and duty roster."""
    leave = row.get("leave", [])
    if len(leave) > MOST_LEAVES:
        yield Problem("leave", N_("has more than %(most)s"), {"most": str(MOST_LEAVES)})
    for number, days in enumerate(leave):
        if len(days) != 2 or not all(map(_is_date, days)) or days[0] > days[1]:
            yield Problem(f"leave.{number}", N_("needs a first and a last day, as 2026-03-02"))
    try:
        roster_of(row, community)
    except Wrong as wrong:
        yield wrong.under("roster").problem


def roster_of(row: Row, community: Community) -> Calendar | None:
    """Return a person's duty roster in the zone of the community, None without; or raise Wrong."""
    if not row.get("roster"):
        return None
    return calendar_from({"week": row["roster"].get("week"), "zone": community.calendar.zone})


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_place_code(text: str) -> bool:
    try:
        normalise_place_code(text)
    except BadId:
        return False
    return True


def address_of(row: Row, community: Community) -> str:
    """Return a person's address as messages go there: a number with its country, without blanks."""
    channel, address = row.get("channel", "email"), str(row.get("address", ""))
    country = outgoing.country_of(community.text_countries, community.calendar.zone)
    found = parse(address, country)
    return found[1] if found and found[0] == channel else clean(address)


def channel_problems(row: Row) -> Iterator[Problem]:
    """Yield what is wrong with how a person is reached."""
    # Here and not above: whoever looks at settings sends nothing.
    from chalicelib.channels.deliver import DELIVER
    from chalicelib.notifications.ways.model import PUSH

    channel, address = row.get("channel", "email"), row.get("address", "")
    known = [name for name in DELIVER if name != PUSH]
    if channel not in known:
        yield Problem("channel", N_("must be one of %(known)s"), {"known": one_of(known)})
    mail = row.get("email") or (address if channel == "email" else "")
    if mail and (parse(mail, "") or ("",))[0] != "email":
        yield Problem("email" if row.get("email") else "address", N_("is not an email address"))
    if channel == "text" and (parse(address, "") or ("",))[0] != "text":
        yield Problem("address", N_("is not a phone number"))
    if channel == "chat" and spoken_form(address) is None:
        yield Problem("address", N_("is no robot of a chat that we know"))
