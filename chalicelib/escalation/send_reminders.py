"""
Sending reminders: one message for all that a person is chased about.

Reminders that the ledger already has are passed over: their task was chased again after a
kill. What was sent is marked reminder by reminder before the batch goes.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from chalicelib.cases.contacts.model import dialled
from chalicelib.cases.contractors.model import CONTRACTOR, contractor_of, link_version
from chalicelib.cases.danger import urgent
from chalicelib.cases.requests import passed_on
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, country_of, own_names
from chalicelib.estate.members import Member
from chalicelib.estate.permissions import WORKERS
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Unanswered, Unavailable, Undelivered
from chalicelib.kernel.notices import Notice
from chalicelib.notifications.sending import once
from chalicelib.notifications.ways import actions as ways
from chalicelib.notifications.ways import store as ways_stored
from chalicelib.notifications.ways.model import PUSH
from chalicelib.platform.effects import Tools, publish_effects
from chalicelib.platform.storage import ledger
from chalicelib.platform.storage.ledger import FREE, NEVER, SENT, UNKNOWN
from chalicelib.reports import stuck_list as stuck

from . import batches, escalate
from .reminders import (
    GROUP,
    Reminder,
    ReminderBatch,
    above,
    group_of,
    is_pressing,
    lines,
    message_of,
    opens_at,
)


def send_batch(batch: ReminderBatch, name: str, *, now: int, tools: Tools) -> None:
    """Send one message for all that a person is reminded about, then keep what came since.

    What it holds is written down first: a message that comes again holds the same, under
    the same name. Out of the hours of all that it is about it waits, unless something in it
    is urgent.
    """
    opens = opens_at(batch, community_of(batch.community, now=now), now)
    if opens > now and not batch.sending:
        batches.put_off(batch, opens)
        return
    begun = batches.begin(batch, name)
    if begun is None:
        return
    fresh = [event for event in begun.sending if not ledger.is_over(event)]
    person = _member(begun, now=now)
    if fresh and person is not None:
        _ring(begun, fresh, person, now=now, tools=tools)
    if fresh and person is not None and person.address:
        _send(begun, fresh, person, now=now, tools=tools)
    for event in fresh:
        ledger.mark(event, now=now)
    left = batches.finish(begun, now=now)
    if left is not None and is_pressing(left):
        publish_effects(left, list(left.pending), tools.enqueue)


def _send(
    batch: ReminderBatch, fresh: list[str], person: Member, *, now: int, tools: Tools
) -> None:
    """Send it; what is urgent and did not reach this person goes to the next one at once."""
    notice = Notice(
        event=message_of(batch),
        channel=person.channel,
        address=dialled(person.channel, person.address, country_of(person.community, now=now)),
        lang=person.language,
        template="bundle",
        lines=_lines({e: batch.events[e] for e in fresh}, person, now=now, tools=tools),
    )
    outcome = once(notice.event, lambda: tools.deliver(notice), now=now)
    if outcome == SENT:
        _note(batch, fresh, now=now)
        return
    urgent_ones = [event for event in fresh if batch.events[event].urgent]
    about = [task for event in urgent_ones if (task := _task(batch.events[event]))]
    if outcome == UNKNOWN:
        stuck.doubt(about[0] if about else batch, notice.event, now=now)
    for event in urgent_ones:
        _tell_the_next(event, batch.events[event], person, now=now, tools=tools)


def _note(batch: ReminderBatch, fresh: list[str], *, now: int) -> None:
    """Let the resident read that somebody was told; a chat is nobody."""
    if not batch.person.startswith(GROUP):
        tasks_told = [batch.events[event].task for event in fresh]
        passed_on.note((task for task in tasks_told if ids.is_task_id(task)), now=now)


def _ring(
    batch: ReminderBatch, fresh: list[str], person: Member, *, now: int, tools: Tools
) -> None:
    """Let the phones of a person ring: what and where, and no words, for a screen that is locked.

    Beside the message and before it: a service that fails holds nothing up.
    """
    loud = {event: batch.events[event] for event in fresh if batch.events[event].urgent}
    own = ways_stored.get(person.login) if loud and person.role in WORKERS else None
    for mark, phone in (own.phones if own else {}).items():
        notice = Notice(
            event=f"{message_of(batch)}#{mark}",
            channel=PUSH,
            address=ways.encoded(phone),
            lang=person.language,
            template="bundle",
            # Told by their channel: what a person may read is not for a locked screen.
            lines=_lines(loud, structs.replace(person, channel=PUSH), now=now, tools=tools),
        )
        outcome = _rings(notice, now=now, tools=tools)
        if outcome == NEVER:
            ways.forget_phone(person.login, mark)
        if outcome == UNKNOWN:
            return  # the worker's time is for the message


def _rings(notice: Notice, *, now: int, tools: Tools) -> str:
    try:
        return once(notice.event, lambda: tools.deliver(notice), now=now)
    except (Unanswered, Unavailable):
        return UNKNOWN
    except Undelivered:
        return FREE


def _lines(
    reminders: Mapping[str, Reminder], person: Member, *, now: int, tools: Tools
) -> list[dict[str, Any]]:
    told = lines(reminders)
    if _is_outside(person):
        # A contractor opens each task by its own link.
        told = [[reminder] for alike in told for reminder in alike]
    return [_line(alike[0], person, now=now, tools=tools) | {"count": len(alike)} for alike in told]


def _task(reminder: Reminder) -> Task | None:
    return tasks.get(reminder.task) if reminder.task else None


def _tell_the_next(
    event: str, reminder: Reminder, person: Member, *, now: int, tools: Tools
) -> None:
    task, to = _task(reminder), above(person)
    if task is None or life.is_finished(task) or not to:
        return
    # Without whom it did not reach: one reminder to the next, however many did not get theirs.
    mark = event.removeprefix(f"{task.id}#").partition(f"#{reminder.what}#")[0]
    escalate.remind(task, to, "unheard", mark, now=now, tools=tools)


def _line(reminder: Reminder, person: Member, *, now: int, tools: Tools) -> dict[str, Any]:
    community = community_of(person.community, now=now)
    line = {
        "reference": reminder.reference,
        "what": reminder.what,
        "topic": reminder.topic,
        "place": reminder.place_name,
        "department": reminder.department,
        "named": community.department_names.get(reminder.department, {}),
        "topic_names": own_names(community, reminder.topic),
        "link": _job(reminder.task, person, tools) if _is_outside(person) else "",
    }
    if not (reminder.urgent and reminder.task):
        return line
    return line | urgent.told(reminder.task, person, now=now, tools=tools)


def _job(task_id: str, person: Member, tools: Tools) -> str:
    """Return where a contractor opens its task; nowhere when its link was withdrawn."""
    task = tasks.get(task_id)
    if task is None or task.link_off:
        return ""
    return tools.job(task_id, link_version(person, task.links))


def _is_outside(person: Member) -> bool:
    return person.login.startswith(CONTRACTOR)


def _member(batch: ReminderBatch, *, now: int) -> Member | None:
    if batch.person.startswith(GROUP):
        community = community_of(batch.community, now=now)
        return group_of(community, batch.person.removeprefix(GROUP))
    if batch.person.startswith(CONTRACTOR):
        community = community_of(batch.community, now=now)
        return contractor_of(community, batch.person.removeprefix(CONTRACTOR))
    members = estate.members(batch.community, now=now)
    return next((m for m in members if m.login == batch.person and not m.disabled), None)
