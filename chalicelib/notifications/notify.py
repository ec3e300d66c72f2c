"""
Telling residents: one notice a step to each address that answered.

Every notice goes through the ledger: lease, send, mark. A kill between send and mark
may repeat that one notice; losing one is never allowed, so an effect is marked as done only
when each of its notices was sent, or can never be.
"""

from collections.abc import Callable, Mapping

from msgspec import structs

from chalicelib.cases.contacts import model as addresses
from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.contacts.wishes import wanted
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, OPEN, Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.visits import model as visits
from chalicelib.estate.communities import community_of, own_names
from chalicelib.estate.model import hours_of
from chalicelib.kernel import worktime
from chalicelib.kernel.history import event_id, step_of
from chalicelib.kernel.notices import Notice
from chalicelib.kernel.quiet import over_at
from chalicelib.kernel.text import shortened
from chalicelib.platform.effects import Tools, complete_effect, put_off

from .ceilings import send

TOLD: Mapping[str, tuple[str, str]] = {
    # action:    template          kind
    "nobody": ("nobody", "put_off"),
    "claim": ("in_hand", "taken"),
    "accept": ("in_hand", "taken"),
    "start": ("in_hand", "taken"),
    "ask": ("waiting", "asked"),
    "pause": ("paused", "put_off"),
    "visit": ("visit", "visit"),
    "pick": ("visit", "visit"),
    "offer_times": ("windows", "asked"),
    "coming": ("coming", "visit"),
    "remind_visit": ("visit_soon", "visit"),
    "call_off": ("called_off", "visit"),
    "say": ("answered", "answered"),
    "settle": ("resolved", "done"),
    "decline": ("declined", "done"),
    "reopen": ("reopened", "reopened"),
    "silence": ("closed", "closed"),
    "join": ("absorbed", "received"),
    "merge": ("absorbed", "received"),
    "over": ("outage_ended", "done"),
    "rejoin": ("still_there", "done"),
    "news": ("outage_changed", "answered"),
    "retopic": ("retopic", "taken"),
    "lower": ("retopic", "taken"),
    "check_back": ("check_back", "asked"),
}
"""What the resident is told of a step, by its action, and which switch that hangs on; a step
not in it is not told."""


def tell_of_request(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Tell the resident of a step of their request, then mark the effect as done."""
    action = request.steps[step_of(name)].action
    later = _tell(request.id, request.id, name, action, now=now, tools=tools)
    _finish(request, name, later, now=now)


def tell_of_task(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Tell the resident that somebody is on it, asks or has to wait; then mark it done."""
    number = step_of(name)
    action = task.steps[number].action
    later = None
    if not (action == "start" and _is_known_to_be_in_hand(task, number)):
        later = _tell(task.request, task.id, name, action, now=now, tools=tools)
    _finish(task, name, later, now=now)


def tell_called_off(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Tell the resident that an agreed visit does not take place; then mark the effect as done."""
    later = _tell(task.request, task.id, name, "call_off", now=now, tools=tools)
    _finish(task, name, later, now=now)


def _finish(item: Request | Task, name: str, later: int | None, *, now: int) -> None:
    """Mark an effect as done, or let it wait where a text may not ring before the morning."""
    if later is None:
        complete_effect(item, name, now=now)
    else:
        put_off(item, name, later, now=now)


def _is_known_to_be_in_hand(task: Task, number: str) -> bool:
    """Say whether the step before told already that somebody is on it: claimed, then started."""
    before = task.steps.get(str(int(number) - 1))
    return before is not None and before.action in ("claim", "accept")


def _tell(
    request_id: str, item_id: str, name: str, action: str, *, now: int, tools: Tools
) -> int | None:
    """Tell every address that wants to know; return when those are told that may not ring now."""
    found = requests.aggregate(request_id)
    template, kind = TOLD.get(action, ("", ""))
    if found is None or not template or found.request.left_at or _is_past(found, template, item_id):
        return None
    later = None
    for contact in found.contacts:
        if contact.state != addresses.VERIFIED or kind not in wanted(contact):
            continue
        if (quiet := _quiet_until(contact, found.request, now=now)) is not None:
            later = quiet
            continue
        event = f"{event_id(item_id, name)}#{contact.hash}"
        notice = notice_of(found.request, contact, event, tools, template, now=now)
        notice = _said(_when_we_go_on(notice, found, item_id, now=now), found, item_id, now=now)
        send(notice, contact, found.request, now=now, tools=tools)
    return later


def _quiet_until(contact: Contact, request: Request, *, now: int) -> int | None:
    """Return until when a telephone is left in peace; a danger waits for no morning."""
    if contact.channel != addresses.TEXT or request.priority == "urgent":
        return None
    return over_at(community_of(request.community, now=now).calendar.zone, now)


def _when_we_go_on(notice: Notice, found: Aggregate, item_id: str, *, now: int) -> Notice:
    """Say when the team works again, where nobody is on duty because it is closed."""
    department = next((task.department for task in found.tasks if task.id == item_id), "")
    calendar = hours_of(community_of(found.request.community, now=now), department)
    if notice.template != "nobody" or worktime.is_open(calendar, now):
        return notice
    times = {"resumes": worktime.next_open(calendar, now)}
    return structs.replace(notice, template="nobody_until", times=times, zone=calendar.zone, at=now)


def _said(notice: Notice, found: Aggregate, item_id: str, *, now: int) -> Notice:
    """Say when somebody comes, and what was done: no resident is asked to judge unseen."""
    task = next((task for task in found.tasks if task.id == item_id), None)
    if notice.template in VISITS and task is not None and task.visit_at is not None:
        zone = community_of(found.request.community, now=now).calendar.zone
        return of_visit(notice, task, zone=zone, now=now)
    did = " ".join(
        task.resolution for task in found.tasks if task.round == found.request.round
    ).strip()
    if notice.template != "resolved" or not did:
        return notice
    values = {**notice.values, "did": shortened(did, LONGEST_DID)}
    return structs.replace(notice, template="resolved_so", values=values)


def of_visit(notice: Notice, task: Task, *, zone: str, now: int) -> Notice:
    """Return a notice with the time of the task's visit, and the visit for a calendar."""
    late = task.visit_late if notice.template == "visit" else None
    told = {"visit": task.visit_at, "promised": late}
    return structs.replace(
        notice,
        template="visit_late" if late else notice.template,
        times={name: at for name, at in told.items() if at is not None},
        ends={"visit": task.visit_end} if task.visit_end else {},
        # A reminder changes nothing in a calendar.
        entry=None if notice.template == "visit_soon" else visits.entry(task),
        zone=zone,
        at=now,
    )


LONGEST_DID = 120
"""Of what was done a message tells this much, for it may be a text; the page has all."""


def _is_past(found: Aggregate, template: str, item_id: str) -> bool:
    """Say whether a late message would tell what is no longer so."""
    if found.request.state == ERASED:
        return True
    if template in HOLDS:
        task = next((task for task in found.tasks if task.id == item_id), None)
        if task is None or not HOLDS[template](task):
            return True
    if template in ("resolved", "check_back"):
        return found.request.state == OPEN
    return template in _OF_THE_OPEN and found.request.state != OPEN


def _is_held(task: Task) -> bool:
    return task.state in tasks_life.HOLDS


HOLDS: Mapping[str, Callable[[Task], bool]] = {
    "waiting": _is_held,
    "paused": _is_held,
    "windows": lambda task: bool(task.windows),
    "visit": tasks_life.awaits_visit,
    "visit_soon": tasks_life.awaits_visit,
    # Agreed anew meanwhile: the message about that says all.
    "called_off": lambda task: not tasks_life.awaits_visit(task),
}
"""Template to what must still be so: a hold that is over asks for nothing and announces nobody."""

VISITS = ("visit", "visit_soon", "called_off")

_OF_THE_OPEN = frozenset(
    {
        "reopened",
        "in_hand",
        "waiting",
        "paused",
        "visit",
        "visit_soon",
        "windows",
        "coming",
        "still_there",
        "outage_changed",
        "absorbed",
        "retopic",
        "nobody",
    }
)


def notice_of(
    request: Request,
    contact: Contact,
    event: str,
    tools: Tools,
    template: str = "confirm_contact",
    *,
    now: int,
) -> Notice:
    values = {
        "reference": request.reference,
        "link": tools.link(request.id, request.link_version),
        "topic": request.topic,
    }
    return Notice(
        event=event,
        channel=contact.channel,
        address=contact.address,
        lang=contact.lang,
        template=template,
        values=values,
        answer=tools.answer(request.id, contact.hash) if contact.channel == addresses.EMAIL else "",
        names={
            "place": request.place_name,
            "topic": own_names(community_of(request.community, now=now), request.topic),
        },
    )
