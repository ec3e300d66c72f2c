"""
What Steward promises, said once more and without it: a small pure model.

Nothing of Steward is imported here. A `World` is what can be seen of reports and jobs (its
requests and tasks); `taken` says what a person's act makes of one of them, `steward` whether
what Steward did by itself was its to do, `at_rest` what must be so when nothing is left to
happen. The state machine (`test_model.py`) holds the real tables against it after each step.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field, structs

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

UNFINISHED = frozenset({"open", "claimed", "working", "paused", "waiting"})
HELD = UNFINISHED - {"open"}
MOVES: Mapping[str, tuple[frozenset[str], str]] = {
    "claim": (frozenset({"open"}), "claimed"),
    "accept": (frozenset({"open"}), "claimed"),
    "start": (frozenset({"open", "claimed"}), "working"),
    "pause": (frozenset({"claimed", "working"}), "paused"),
    "ask": (frozenset({"claimed", "working"}), "waiting"),
    "visit": (HELD, "paused"),
    "resume": (frozenset({"paused", "waiting"}), "working"),
    "release": (HELD, "open"),
    "assign": (UNFINISHED, "open"),
    "hand_over": (UNFINISHED, "handed_over"),
    "decline": (UNFINISHED, "declined"),
    "done": (HELD, "done"),
    "wake": (frozenset({"paused", "waiting"}), "claimed"),
    "return": (UNFINISHED, "open"),
    "cancel": (UNFINISHED, "cancelled"),
}
"""What a job can be told, from which states, and what it is then."""

VISITS: Mapping[str, tuple[frozenset[str], str]] = {
    "offer_times": (HELD, "waiting"),
    "pick": (HELD, "paused"),
    "call_off": (frozenset({"paused"}), "claimed"),
    "coming": (frozenset({"claimed", "paused"}), "working"),
}
"""The same of visits in calendars, which the machine leaves to tests of their own."""

FREE_TO_ALL = frozenset({"claim", "start", "hand_over"})
"""What a job that nobody has can be told by everybody of its department."""

TOPICS: Mapping[str, frozenset[str]] = {
    "plumbing": frozenset({"engineering"}),
    "gas": frozenset({"engineering", "security"}),
    "home_repair": frozenset({"engineering"}),
}
"""Who must get a job, by what it is about."""

DANGERS = frozenset({"gas"})
"""What is never refused: other words under a key that was used make a report of their own."""

GIVEN_OUT = frozenset({"home_repair"})
"""Where Steward itself chooses who gets the job."""

SILENCE, REOPENED_FOR, ANSWERED_IN = 7 * DAY, 30 * DAY, 7 * DAY
MOST_NUDGES = 8


class Job(Struct, frozen=True, kw_only=True):
    """A task, as far as the model cares."""

    id: str
    report: str
    department: str
    round: int
    state: str = "open"
    holder: str = ""
    version: int = 1
    successor: str = ""
    until: int | None = None
    climbed: int = 0
    due: int | None = None


class Report(Struct, frozen=True, kw_only=True):
    """A request, as far as the model cares."""

    id: str
    topic: str
    state: str = "open"
    outcome: str = ""
    version: int = 1
    round: int = 1
    plan: tuple[str, ...] = ()
    resolved_at: int | None = None
    closed_at: int | None = None
    due: int | None = None


Thing = Job | Report


class Did(Struct, frozen=True):
    """One step of a history."""

    action: str
    at: int
    key: str = ""


class World(Struct, frozen=True):
    """All reports and jobs, and the histories of both, by id."""

    things: dict[str, Thing] = field(default_factory=dict)
    steps: dict[str, dict[int, Did]] = field(default_factory=dict)

    def reports(self) -> list[Report]:
        return [each for each in self.things.values() if isinstance(each, Report)]

    def jobs(self, report: str = "") -> list[Job]:
        found = [each for each in self.things.values() if isinstance(each, Job)]
        return [each for each in found if report in ("", each.report)]


class Worker(Struct, frozen=True):
    """Somebody of the staff: `above` is a lead or a manager; `everywhere`, the manager."""

    id: str
    department: str = ""
    above: bool = False
    everywhere: bool = False


# What people may do.


def job_told(
    job: Job,
    action: str,
    who: Worker,
    *,
    version: int,
    now: int,
    staff: str = "",
    until: int | None = None,
) -> Job | None:
    """Return the job after a worker's act, or None: it is refused, and nothing changes."""
    before, after = MOVES[action]
    mine, free = job.holder == who.id, not job.holder
    within = who.everywhere or who.department == job.department
    if not within or job.state not in before or job.version != version:
        return None
    if action == "claim":
        allowed = mine or free
    elif action == "assign":
        allowed = who.above
    elif free:
        allowed = action in FREE_TO_ALL or (action == "decline" and who.above)
    else:
        allowed = mine or (who.above and action not in ("start", "accept"))
    if not allowed:
        return None
    holder = {"claim": who.id, "accept": who.id, "start": who.id, "release": "", "assign": staff}
    return structs.replace(
        job,
        state=after,
        holder=holder.get(action, job.holder),
        version=job.version + 1,
        until={"pause": until, "visit": until, "ask": now + ANSWERED_IN}.get(action),
    )


def report_told(report: Report, action: str, *, now: int) -> Report | None:
    """Return the report after its resident's act, or None: it is refused."""
    over_for = now - report.closed_at if report.closed_at is not None else 0
    was_done = report.state == "resolved" or report.outcome in ("confirmed", "unconfirmed")
    later = structs.replace(report, version=report.version + 1)
    if action in ("urge", "reply"):
        return later if report.state == "open" else None
    if action == "withdraw":
        if report.state == "closed":
            return None
        return structs.replace(later, state="closed", outcome="withdrawn", closed_at=now)
    if over_for > REOPENED_FOR:
        return None
    if action == "confirm" and was_done:
        closed_at = report.closed_at if report.state == "closed" else now
        return structs.replace(later, state="closed", outcome="confirmed", closed_at=closed_at)
    if action == "reopen" and (was_done or report.outcome == "declined"):
        return structs.replace(
            later,
            state="open",
            outcome="",
            round=report.round + 1,
            plan=(),
            resolved_at=None,
            closed_at=None,
        )
    return None


# What Steward does by itself.


def steward(before: World, after: World, *, now: int, answered: frozenset[str]) -> Iterable[str]:
    """Say what Steward did between two worlds that was not its to do."""
    for name in before.things.keys() - after.things.keys():
        yield f"{name} is gone"
    for name, thing in after.things.items():
        known = before.things.get(name)
        if known is None and isinstance(thing, Report):
            yield f"{name} was never told"
            continue
        if known is None and isinstance(thing, Job):
            known = structs.replace(thing, state="open", holder="", version=1, until=None)
            if not _is_wanted(thing, after):
                yield f"{name} is in nobody's plan"
        assert known is not None
        yield from _followed(known, thing, after, now=now, answered=answered)


def _followed(
    known: Thing, thing: Thing, world: World, *, now: int, answered: frozenset[str]
) -> Iterable[str]:
    """Fold the new steps, each of which Steward must have been allowed."""
    for number in range(known.version + 1, thing.version + 1):
        did = world.steps[thing.id].get(number)
        if did is None:
            yield f"{thing.id} has no step {number}"
            return
        if isinstance(known, Job) and isinstance(thing, Job):
            may = _may_move(known, did, world, now=now, answered=answered)
            known = _job_moved(known, did, thing)
        else:
            assert isinstance(known, Report) and isinstance(thing, Report)
            may = _may_decide(known, did, thing, world, now=now, answered=answered)
            known = _report_moved(known, did, thing)
        if not may:
            yield f"{thing.id} was told {did.action} at {number}, and there was no reason"
    yield from differing(known, thing)


def differing(wanted: Thing, found: Thing) -> Iterable[str]:
    """Say in what a thing is not as it has to be."""
    free = {"due", "climbed"} | ({"successor"} if wanted.state == "handed_over" else set())
    for name in wanted.__struct_fields__:
        should, is_ = getattr(wanted, name), getattr(found, name)
        if name not in free and should != is_:
            yield f"{wanted.id}: {name} should be {should!r}, and is {is_!r}"


def _may_move(job: Job, did: Did, world: World, *, now: int, answered: frozenset[str]) -> bool:
    report = world.things[job.report]
    assert isinstance(report, Report)
    reasons = {
        "assign": report.topic in GIVEN_OUT and not job.holder,
        "return": bool(job.holder),
        "wake": job.until is not None and job.until <= now,
        "resume": job.state == "waiting" and job.report in answered,
        "cancel": report.outcome == "withdrawn",
    }
    return job.state in MOVES.get(did.action, ((), ""))[0] and reasons.get(did.action, False)


def _job_moved(job: Job, did: Did, found: Job) -> Job:
    holder = {"assign": found.holder, "return": ""}.get(did.action, job.holder)
    state = MOVES.get(did.action, ((), job.state))[1]
    return structs.replace(job, state=state, holder=holder, version=job.version + 1, until=None)


def _may_decide(
    report: Report,
    did: Did,
    found: Report,
    world: World,
    *,
    now: int,
    answered: frozenset[str],
) -> bool:
    ends = _ends(found, world)
    over = report.state == "open" and bool(ends) and not any(each in UNFINISHED for each in ends)
    silent_since = report.resolved_at if report.resolved_at is not None else now
    reasons = {
        "route": report.state == "open" and not report.plan and _is_planned_right(found),
        "settle": over and "done" in ends,
        "decline": over and "done" not in ends and "declined" in ends,
        "silence": report.state == "resolved" and now - silent_since >= SILENCE,
        "reply": report.state == "open" and report.id in answered,
        "check_back": report.state == "resolved" or report.outcome in ("confirmed", "unconfirmed"),
    }
    return reasons.get(did.action, False)


def _report_moved(report: Report, did: Did, found: Report) -> Report:
    later = structs.replace(report, version=report.version + 1)
    closed = {"outcome": "", "state": "closed", "closed_at": did.at}
    changes = {
        "route": {"plan": found.plan},
        "settle": {"state": "resolved", "resolved_at": did.at},
        "decline": closed | {"outcome": "declined", "resolved_at": did.at},
        "silence": closed | {"outcome": "unconfirmed"},
    }
    return structs.replace(later, **changes.get(did.action, {}))


# What must be so.


def always(world: World) -> Iterable[str]:
    """Say what is wrong at this very moment: what is unfinished and will never be looked at."""
    for thing in world.things.values():
        if isinstance(thing, Report):
            unplanned = thing.state == "open" and not thing.plan
            silent = thing.resolved_at if thing.state == "resolved" else None
            latest = silent + SILENCE if silent is not None else None
        else:
            red = thing.climbed >= MOST_NUDGES
            unplanned = thing.state in UNFINISHED and not red
            latest = thing.until
        if (unplanned or latest is not None) and thing.due is None:
            yield f"{thing.id} is unfinished and has no due time"
        elif latest is not None and thing.due is not None and thing.due > latest + DAY:
            yield f"{thing.id} is looked at only after its time"


def at_rest(world: World, *, now: int, answered: Iterable[str]) -> Iterable[str]:
    """Say what is wrong when nothing is left to happen: no message waits, nothing is due."""
    for report in world.reports():
        jobs = [job for job in world.jobs(report.id) if job.round == report.round]
        ends = _ends(report, world)
        if report.state == "open" and not _is_planned_right(report):
            yield f"{report.id} is open, and its jobs are not those of its topic"
        if report.state == "open" and not any(each in UNFINISHED for each in ends):
            yield f"{report.id} is open, and nobody has anything left to do"
        if report.state == "resolved" and ("done" not in ends or set(ends) & UNFINISHED):
            yield f"{report.id} is resolved, and its jobs are {ends}"
        if report.state == "resolved" and now - (report.resolved_at or now) > SILENCE:
            yield f"{report.id} waits for its resident for ever"
        yield from _one_each(report, jobs, world)
    for job in world.jobs():
        report = world.things[job.report]
        assert isinstance(report, Report)
        if job.state in UNFINISHED and (report.state != "open" or report.round != job.round):
            yield f"{job.id} is {job.state}, and its report is {report.state}"
        if job.until is not None and job.until < now - HOUR:
            yield f"{job.id} sleeps on"
        if job.state == "waiting" and job.id in answered:
            yield f"{job.id} waits for an answer that was given"


def _one_each(report: Report, jobs: list[Job], world: World) -> Iterable[str]:
    """One job for each department of the plan, and one for each time it was handed over."""
    wanted = [*report.plan, *(job.successor for job in jobs if job.successor)]
    there = [job.id for job in jobs]
    if report.state == "open" and sorted(wanted) != sorted(there):
        yield f"{report.id} needs {sorted(wanted)}, and there are {sorted(there)}"
    if len(wanted) != len(set(wanted)):
        yield f"{report.id} has one job twice: {wanted}"


def _ends(report: Report, world: World) -> list[str]:
    """Return the states that count: a job that was handed over is what became of it."""
    found = []
    for name in report.plan:
        job = world.things.get(name)
        while isinstance(job, Job) and job.state == "handed_over":
            job = world.things.get(job.successor)
        found.append(job.state if isinstance(job, Job) else "open")
    return found


def _is_planned_right(report: Report) -> bool:
    departments = [name.rsplit(".", 1)[-1] for name in report.plan]
    return sorted(departments) == sorted(TOPICS[report.topic])


def _is_wanted(job: Job, world: World) -> bool:
    report = world.things.get(job.report)
    assert isinstance(report, Report)
    return job.id in report.plan or job.id in {each.successor for each in world.jobs(job.report)}
