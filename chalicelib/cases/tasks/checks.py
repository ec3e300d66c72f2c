"""Why an action of staff is not taken: what is wrong with it, with its time or with its taker."""

from chalicelib.cases.visits import times as visit_times
from chalicelib.estate.communities import community_of
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.estate.permissions import in_scope, may
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound, Stale
from chalicelib.kernel.history import MOST_STEPS
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import N_, Sentence, too_long

from . import completion_checks
from . import model as life
from .actions import MISSING, NEEDS, Action
from .model import Task
from .transitions import EFFECTS

LONGEST_REASON = 500


def department_of(task_id: str, staff: Staff) -> str:
    """Return the department of a task that this person may see, or raise NotFound.

    Where a complaint about a person waits does not stand in its id: who reads one asks
    `may_see` of what was read.
    """
    try:
        parts = ids.parse_task_id(task_id)
    except ids.BadId:
        raise NotFound("there is no such task") from None
    where = ids.community_of(task_id)
    if parts.department != CONDUCT and not in_scope(staff, where, parts.department):
        raise NotFound("there is no such task")
    return parts.department


def check(action: Action, *, now: int) -> None:
    """Raise InvalidInput naming each field that an action lacks or has wrong."""
    wrong: dict[str, str] = {}
    if action.action not in EFFECTS:
        wrong["action"] = Sentence(
            "There is no such action; there are %(known)s.", known=", ".join(sorted(EFFECTS))
        )
    if not ids.is_key(action.key):
        wrong["key"] = ids.KEY_RULE
    for name in NEEDS.get(action.action, ()):
        if not getattr(action, name):
            wrong[name] = MISSING[name]
    for name in ("reason", "resolution"):
        if len(getattr(action, name)) > LONGEST_REASON:
            wrong[name] = too_long(LONGEST_REASON)
    if action.action in ("pause", "visit") and action.until is not None:
        wrong |= _wrong_return(action.until, now)
    if action.action == "visit" and action.until is not None and action.ends is not None:
        told = visit_times.wrong([[action.until, action.ends]], now=action.until - 1)
        wrong |= {"ends": told} if told else {}
    if action.action == "offer_times" and (told := visit_times.wrong(action.windows, now=now)):
        wrong["windows"] = told
    if wrong:
        raise InvalidInput(**wrong)


def _wrong_return(until: int, now: int) -> dict[str, str]:
    if until <= now:
        return {"until": N_("Please choose a time in the future.")}
    if until > now + 365 * DAY_MS:
        return {"until": N_("Choose a date in the next 12 months.")}
    return {}


def refuse(action: Action, task: Task, staff: Staff, *, now: int) -> None:
    """Raise what the person can do something about: who has it, its state, its version."""
    if action.action == "claim" and task.holder not in ("", staff.id):
        raise life.not_allowed(task, action.action)
    life.advance(task, action.action)
    if action.action == "assign" and action.staff in task.barred:
        raise InvalidInput(staff="This person may not see this complaint.")
    if action.action == "hand_over" and task.department == CONDUCT:
        raise InvalidInput(
            department="A complaint about a person stays with managers. "
            "If it is about something else, change its topic."
        )
    if action.version is not None and task.version != action.version:
        raise Stale(task.version, task.state, life.holder_of(task))
    if not may(staff, *life.queue_of(task), action.action, task.holder):
        if action.action in life.BY_HOLDER and task.holder:
            raise life.not_allowed(task, action.action)
        raise Forbidden(f"you may not {action.action.replace('_', ' ')} this task")
    if action.action == "call_off" and not life.awaits_visit(task):
        raise life.not_allowed(task, action.action)
    if action.action == "offer_times":
        community = community_of(task.community, now=now)
        visit_times.must_be_open(task, community, action.windows)
    if action.action == "done":
        community = community_of(task.community, now=now)
        completion_checks.must_be_clean(task, community, clean=action.clean)
        completion_checks.must_be_answered(task, resolution=action.resolution)
    if len(task.steps) >= MOST_STEPS and life.LIFE[task.state, action.action] not in life.FINISHED:
        raise NotAllowed(
            Sentence("This job has %(most)s steps. It can only be finished now.", most=MOST_STEPS),
            state=task.state,
            allowed=["done", "decline"],
            holder=life.holder_of(task),
            version=task.version,
        )
