"""
The daily digest: who gets one, when it is begun, and what stands in it.

The sweep begins it at its morning; the worker that speaks to people writes and sends it,
through the ledger, under the name of its day: however often it is begun, it is sent once.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, structs

from chalicelib.cases.contacts.model import dialled
from chalicelib.cases.tasks.model import OPEN, Task
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, country_of, own_names
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community
from chalicelib.estate.people import Staff, staff_of
from chalicelib.estate.permissions import role_at
from chalicelib.feedback import coverage
from chalicelib.kernel import worktime
from chalicelib.kernel.history import event_id
from chalicelib.kernel.months import month_of
from chalicelib.kernel.notices import Notice
from chalicelib.kernel.worktime import local_day
from chalicelib.notifications.sending import deliver_once
from chalicelib.platform.effects import Tools, complete_effect, with_due_at
from chalicelib.platform.entities import clocks_of
from chalicelib.platform.transition import bump, write

from . import digest_store as digests
from . import stuck_list as stuck
from .board import Board, board
from .digest import DIGEST, Digest

LEADERS = ("lead", "manager")


class Today(Struct, frozen=True):
    """What the sections of a digest are made from."""

    staff: Staff
    board: Board
    digest: Digest
    now: int


def ensure(community: str, *, now: int) -> None:
    """Give each lead and manager of a community a digest, unless they have one."""
    for member in estate.members(community, now=now):
        led = _led(member.login, now=now)
        if led and led[0].community == community:
            fresh = Digest(login=member.login, community=community, sent_at=now, before_at=now)
            digests.insert(with_due_at(fresh, now=now))


def tick(digest: Digest, *, now: int, tools: Tools) -> bool:
    """Begin the digest of this morning; say whether it was one."""
    if not any(at is not None and at <= now for at in clocks_of(digest, now=now)):
        return False
    after = bump(
        digest,
        [DIGEST],
        now=now,
        sent_at=now,
        before_at=digest.sent_at,
        tries=0,
    )
    write(digest, after, tools.enqueue)
    return True


def send(digest: Digest, name: str, *, now: int, tools: Tools) -> None:
    """Send what there is to say, then mark the effect as done, and the digest when nobody leads."""
    led = _led(digest.login, now=now)
    if not led:
        digests.delete(digest)
        return
    staff = staff_of(led)
    lines = [
        line
        for member in led
        for line in _lines(staff, member.community, digest, now=now)
        if staff is not None
    ]
    if lines and led[0].address:
        notice = _notice(digest, led[0], lines, now=now, tools=tools)
        deliver_once(notice, digest, now=now, tools=tools)
    if led[0].community != digest.community:
        digest = digests.save(digest, structs.replace(digest, community=led[0].community))
    complete_effect(digest, name, now=now)


def _led(login: str, *, now: int) -> list[Member]:
    """Return where somebody answers for others, by community."""
    found = estate.memberships(login, now=now)
    mine = [m for m in found if m.role in LEADERS and not m.disabled]
    return sorted(mine, key=lambda member: member.community)


def _lines(staff: Any, code: str, digest: Digest, *, now: int) -> list[dict[str, Any]]:
    today = Today(staff, board(staff, code, now=now), digest, now)
    return [
        {"section": section, "community": today.board.community.name, **line}
        for section, made in SECTIONS.items()
        for line in made(today)
    ]


def _notice(
    digest: Digest, person: Member, lines: list[dict[str, Any]], *, now: int, tools: Tools
) -> Notice:
    zone = community_of(digest.community, now=now).calendar.zone
    pk, _ = digests.DIGESTS.key(digest)
    return Notice(
        event=event_id(pk, local_day(zone, digest.sent_at)),
        channel=person.channel,
        address=dialled(person.channel, person.address, country_of(person.community, now=now)),
        lang=person.language,
        template=DIGEST,
        values={"link": tools.board()},
        lines=lines,
    )


def _of_task(task: Task, community: Community) -> dict[str, Any]:
    return {
        "reference": task.reference,
        "topic": task.topic,
        "topic_names": own_names(community, task.topic),
        "place": task.place_name,
    }


def _late(today: Today) -> list[dict[str, Any]]:
    return [
        _of_task(line.task, today.board.community) for line in today.board.lines if line.late_by > 0
    ]


def _unassigned(today: Today) -> list[dict[str, Any]]:
    free = [line for line in today.board.lines if not line.outline.holder]
    return [
        _of_task(line.task, today.board.community) for line in free if line.outline.state == OPEN
    ]


def _reopened(today: Today) -> list[dict[str, Any]]:
    return [
        _of_task(line.task, today.board.community)
        for line in today.board.lines
        if line.outline.round > 1
    ]


def _stuck(today: Today) -> list[dict[str, Any]]:
    found = stuck.listed(today.staff, today.board.community.code, now=today.now)
    return [{"reference": each.reference, "topic": "", "place": {}} for each in found]


def _heard_nothing(today: Today) -> list[dict[str, Any]]:
    """In a manager's first digest of a month: which departments heard nothing in the last one.

    Their leads are reminded by the clock of hearing.
    """
    community, digest = today.board.community, today.digest
    if role_at(today.staff, community.code) != "manager":
        return []
    zone = community.calendar.zone
    if month_of(zone, digest.sent_at) == month_of(zone, digest.before_at):
        return []
    heard = coverage.of_community(community, count=2, now=digest.sent_at).departments
    own = community.department_names
    return [
        {"department": name, "named": own.get(name, {})}
        for name, numbers in heard.items()
        if not numbers[0]
    ]


SECTIONS: Mapping[str, Callable[[Today], list[dict[str, Any]]]] = {
    "late": _late,
    "unassigned": _unassigned,
    "reopened": _reopened,
    "stuck": _stuck,
    "heard_nothing": _heard_nothing,
}
"""What stands in a digest, in this order; a new section is a row, and its words in i18n."""


def clocks(digest: Digest, now: int) -> list[int | None]:
    """Return the next morning of its community."""
    calendar = community_of(digest.community, now=now).calendar
    return [worktime.morning(calendar, digest.sent_at)]
