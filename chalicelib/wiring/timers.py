"""
What the sweep does with an item whose own clock is over: one row a kind of item.

A tick writes the item and says so, or finds nothing to do; then the sweep gives the item
the due time that its clocks have now (`escalation/deadlines.py`). A new kind with a clock is a
row here and a row there.
"""

from collections.abc import Callable, Mapping

from msgspec import structs

from chalicelib.cases.outages import timers as outage_clock
from chalicelib.cases.outages.model import Outage
from chalicelib.cases.requests import follow_up
from chalicelib.cases.requests import model as requests_life
from chalicelib.cases.requests.model import RESOLVED, UNCONFIRMED, Request
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import offboarding, system_transition
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.escalation.deadlines import accept_until, check_back_at, clocks_of, community_of
from chalicelib.escalation.escalate import chase
from chalicelib.feedback import coverage
from chalicelib.feedback.coverage_clock import Hearing
from chalicelib.households import actions as households
from chalicelib.households.model import Home
from chalicelib.improvements import escalate, monitoring, recurring_problems
from chalicelib.improvements import model as measures
from chalicelib.improvements.model import Measure
from chalicelib.improvements.needs import Needs
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import CLOCK
from chalicelib.lessons import caution_actions
from chalicelib.lessons.cautions import Caution
from chalicelib.platform import entities as kinds
from chalicelib.platform.effects import Tools, timed
from chalicelib.platform.transition import next_version, write
from chalicelib.privacy import retention
from chalicelib.reports import send_digest
from chalicelib.reports.digest import Digest

PAUSED_MS = 5 * 60_000
"""While chasing is paused a task that is due is looked at this often."""


def tick(item: Entity, *, now: int, tools: Tools) -> bool:
    """Do what an item's own clock asks for; say whether that wrote the item."""
    do = TICKS.get(type(item))
    return do is not None and do(item, now=now, tools=tools)


def _task(task: Task, *, now: int, tools: Tools) -> bool:
    if life.is_finished(task):
        return _leave_queue(task, now=now)
    if offboarding.has_left(task, now=now):
        offboarding.take_back(task, now=now, tools=tools)
        return True
    if task.state in life.HOLDS:
        if task.until_at is None or task.until_at > now:
            return False
        system_transition.change(task, "wake", why="until", now=now, tools=tools)
        return True
    until = accept_until(task, community_of(task.community, now=now))
    if until is not None and until <= now:
        system_transition.change(task, "return", why="not_accepted", now=now, tools=tools)
        return True
    tuning = tools.tuning()
    if not tuning.chasing or task.topic in tuning.frozen:
        return _wait_paused(task, now=now)
    return chase(task, now=now, tools=tools)


def _wait_paused(item: Entity, *, now: int) -> bool:
    # A due time of its own: left due, what is paused would be looked at every minute.
    kinds.save(item, structs.replace(item, due_at=now + PAUSED_MS, tries=0))
    return True


def _measure(measure: Measure, *, now: int, tools: Tools) -> bool:
    """Verify what stayed quiet for its whole watch; chase what is to be decided or done."""
    if measure.state == measures.DONE:
        return monitoring.verify(measure, now=now, tools=tools)
    if measure.state not in measures.UNDECIDED_OR_RUNNING:
        return False
    if not tools.tuning().chasing:
        return _wait_paused(measure, now=now)
    return escalate.chase(measure, now=now)


def _leave_queue(task: Task, *, now: int) -> bool:
    due = [at for at in clocks_of(task, now=now) if at is not None]
    if not due or min(due) > now:
        return False
    tasks.save(task, timed(structs.replace(task, in_queue=False, tries=0), now=now))
    return True


def _request(request: Request, *, now: int, tools: Tools) -> bool:
    """Ask whether it is still fixed, close in silence what nobody answered, let go what is over."""
    if retention.tick(request, now=now, tools=tools):
        return True
    asks_at = check_back_at(request, now=now)
    if asks_at is not None and asks_at <= now:
        follow_up.ask(request, now=now, tools=tools)
        return True
    due = [at for at in requests_life.clocks(request) if at is not None]
    if request.state != RESOLVED or not due or min(due) > now:
        return False
    closed = next_version(
        request,
        "silence",
        requests_life.advance(request, "silence"),
        by=CLOCK,
        now=now,
        outcome=UNCONFIRMED,
        closed_at=now,
        tries=0,
    )
    write(request, closed)
    return True


TICKS: Mapping[type, Callable[..., bool]] = {
    Task: _task,
    Digest: send_digest.tick,
    Request: _request,
    Measure: _measure,
    Needs: recurring_problems.look,
    Hearing: coverage.ask,
    Home: households.ended,
    Outage: outage_clock.tick,
    Caution: caution_actions.ended,
}
