"""What is done when the clock of an agreed visit is over: both are reminded of it."""

from chalicelib.cases.tasks.model import Task, awaits_visit
from chalicelib.estate.communities import community_of
from chalicelib.kernel.history import CLOCK, Step
from chalicelib.platform.effects import Tools
from chalicelib.platform.transition import with_event, write

from . import model as visits


def clocks(task: Task, *, now: int) -> list[int | None]:
    """Return when the next reminder of the agreed visit is due."""
    if not awaits_visit(task):
        return []
    return [visits.next_reminder(task, community_of(task.community, now=now).calendar.zone)]


def tick(task: Task, *, now: int, tools: Tools) -> bool:
    """Remind of the visit, once for all reminders that are due; a visit that began needs none."""
    if not awaits_visit(task) or (task.visit_at or 0) <= now:
        return False
    instants = visits.reminders(task, community_of(task.community, now=now).calendar.zone)
    due = sum(at <= now for at in instants)
    if due <= task.reminded:
        return False
    step = Step(
        action="remind_visit", by=CLOCK, at=now, before=task.state, after=task.state,
        why=str(task.visit_at),
    )  # fmt: skip
    # Whoever comes has it in the calendar: an hour before is soon enough to hear of it again.
    soon = ["nudge_holder"] if due == len(instants) else []
    reminded = with_event(task, step, effects=["tell", *soon], now=now, reminded=due, tries=0)
    write(task, reminded, tools.enqueue)
    return True
