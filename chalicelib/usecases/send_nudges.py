"""
Sending nudges: one message for all that a person is chased about.

Nudges that the ledger already has are passed over: their task was chased again after a
kill. What was sent is marked nudge by nudge before the bundle goes.
"""

from hashlib import sha256
from typing import Any

from ..domain import worktime
from ..domain.contractors import CONTRACTOR, contractor_of, link_version
from ..domain.members import Member
from ..domain.notices import Notice
from ..domain.nudges import GROUP, Bundle, Nudge, group_of, is_urgent, lines, sent_from, without
from ..domain.steps import event_id
from ..storage import bundles, estate, ledger, tasks
from . import urgent
from .clocks import community_of
from .effects import Tools
from .notify import once


def send_bundle(bundle: Bundle, name: str, *, now: int, tools: Tools) -> None:
    """Send one message for all that a person is nudged about, then keep what came since.

    Out of hours it waits for the morning, unless something in it is urgent.
    """
    calendar = community_of(bundle.community, now=now).calendar
    if not is_urgent(bundle) and not worktime.is_open(calendar, now):
        bundles.save(bundle, sent_from(bundle, worktime.next_open(calendar, now)))
        return
    fresh = [event for event in bundle.events if not ledger.was_sent(event)]
    person = _member(bundle, now=now)
    if fresh and person is not None and person.address:
        notice = _notice(bundle, fresh, person, now=now, tools=tools)
        once(notice.event, lambda: tools.deliver(notice), now=now)
    for event in fresh:
        ledger.mark(event, now=now)
    bundles.save(bundle, without(bundle, bundle.events, now=now))


def _notice(bundle: Bundle, fresh: list[str], person: Member, *, now: int, tools: Tools) -> Notice:
    told = lines({event: bundle.events[event] for event in fresh})
    if _is_outside(person):
        # A contractor opens each task by its own link.
        told = [[nudge] for alike in told for nudge in alike]
    # With what it tells: two may be opened in the same instant, and hold as many.
    told_of = sha256(" ".join(sorted(fresh)).encode()).hexdigest()[:8]
    return Notice(
        event=event_id(bundle.id, f"{bundle.opened_at}#{len(fresh)}#{told_of}"),
        channel=person.channel,
        address=person.address,
        lang=person.language,
        template="bundle",
        lines=[
            _line(alike[0], person, now=now, tools=tools) | {"count": len(alike)} for alike in told
        ],
    )


def _line(nudge: Nudge, person: Member, *, now: int, tools: Tools) -> dict[str, Any]:
    line = {
        "reference": nudge.reference,
        "what": nudge.what,
        "topic": nudge.topic,
        "place": nudge.place_name,
        "department": nudge.department,
        "link": _job(nudge.task, person, tools) if _is_outside(person) else "",
    }
    if not (nudge.urgent and nudge.task):
        return line
    return line | urgent.told(nudge.task, person, now=now, tools=tools)


def _job(task_id: str, person: Member, tools: Tools) -> str:
    """Return where a contractor opens its task; nowhere when its link was withdrawn."""
    task = tasks.get(task_id)
    if task is None or task.link_off:
        return ""
    return tools.job(task_id, link_version(person, task.links))


def _is_outside(person: Member) -> bool:
    return person.login.startswith(CONTRACTOR)


def _member(bundle: Bundle, *, now: int) -> Member | None:
    if bundle.person.startswith(GROUP):
        community = community_of(bundle.community, now=now)
        return group_of(community, bundle.person.removeprefix(GROUP))
    if bundle.person.startswith(CONTRACTOR):
        community = community_of(bundle.community, now=now)
        return contractor_of(community, bundle.person.removeprefix(CONTRACTOR))
    members = estate.members(bundle.community, now=now)
    return next((m for m in members if m.login == bundle.person and not m.disabled), None)
