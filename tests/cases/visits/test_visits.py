"""A visit: times are offered, one is agreed, moved, called off, reminded of, and kept."""

from collections.abc import Callable

import pytest
from msgspec import structs

from chalicelib.cases.requests import addresses, resident_actions
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.visits import model as visits
from chalicelib.cases.visits import resident
from chalicelib.cases.visits.resident import Missed
from chalicelib.channels import calendars
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import InvalidInput, NotAllowed, NotFound
from chalicelib.kernel.history import GRACE_MS
from chalicelib.kernel.notices import Notice
from tests.support.builders import (
    DAY,
    HARBOUR,
    HOUR,
    LENA,
    MINUTE,
    MONDAY_TEN,
    PACO,
    World,
    at,
    key,
    member,
    move_in,
)
from tests.support.reminders import nudged

THURSDAY = [at("2026-03-05 10:00"), at("2026-03-05 12:00")]
FRIDAY = [at("2026-03-06 14:00"), at("2026-03-06 16:00")]
HOME = "rosa@example.com"


class Case:
    """A task that Paco has, of a resident who is told by mail."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, MONDAY_TEN
        self.id = world.routed()[0].id
        contact = addresses.leave_contact(
            self.task.request, HOME, secret=world.tools.secret(), now=self.now,
            enqueue=world.enqueue,
        )  # fmt: skip
        addresses.confirm_contact(self.task.request, contact.hash, now=self.now)
        self.act("claim")
        world.sent.clear()

    @property
    def task(self) -> Task:
        task = tasks.get(self.id)
        assert task is not None
        return task

    def act(self, action: str, **more: object) -> None:
        self.world.act(self.id, action, self.task.version, now=self.now, **more)
        self.world.drain(self.now)

    def offer(self, *windows: list[int]) -> None:
        self.act("offer_times", windows=list(windows or (THURSDAY, FRIDAY)))

    def pick(self, window: list[int] = THURSDAY, *, seen: int | None = None, n: str = "p") -> None:
        resident.pick(
            self.task.request, self.id, window[0],
            seen=self.task.visit_changes if seen is None else seen, key=key(n), now=self.now,
            enqueue=self.world.enqueue,
        )  # fmt: skip
        self.world.drain(self.now)

    def call_off(self, n: str = "c") -> None:
        resident.call_off(
            self.task.request, self.id, key=key(n), now=self.now, enqueue=self.world.enqueue
        )
        self.world.drain(self.now)

    def told(self, address: str) -> list[Notice]:
        return [notice for notice in self.world.sent if notice.address == address]

    def entries(self, address: str) -> list[tuple[str, int]]:
        """Return the METHOD and SEQUENCE of each file that went to an address."""
        entries = [notice.entry for notice in self.told(address) if notice.entry]
        assert len({entry.uid for entry in entries}) <= 1
        return [(calendars.method_of(entry), entry.sequence) for entry in entries]


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def test_the_resident_picks_a_time_and_both_have_it_in_their_calendars(case: Case) -> None:
    case.offer()
    assert case.task.state == life.WAITING
    assert [notice.template for notice in case.told(HOME)] == ["windows"]

    case.pick()

    assert life.awaits_visit(case.task)
    assert (case.task.visit_at, case.task.visit_end) == tuple(THURSDAY)
    assert deadlines(case.task, HARBOUR).done_by is None
    for address, template in ((HOME, "visit"), (PACO.address, "visit_staff")):
        [said] = [notice for notice in case.told(address) if notice.entry]
        assert said.template == template
        assert (said.times["visit"], said.ends["visit"]) == tuple(THURSDAY)
        assert said.entry and (said.entry.at, said.entry.end) == tuple(THURSDAY)
        assert said.zone == "Asia/Hong_Kong"
    assert case.entries(HOME) == case.entries(PACO.address) == [("REQUEST", 0)]
    case.world.sweep(THURSDAY[0])
    assert case.task.state == life.CLAIMED


def test_the_same_tap_twice_agrees_once(case: Case) -> None:
    case.offer()
    case.pick(seen=0)
    case.pick(seen=0)
    assert case.task.visit_changes == 1 and case.entries(HOME) == [("REQUEST", 0)]


def test_of_two_picks_at_once_the_second_is_told_of_the_first(case: Case) -> None:
    case.offer()
    case.pick(seen=0)
    with pytest.raises(Missed) as refused:
        case.pick(FRIDAY, seen=0, n="other")
    assert refused.value.why == resident.MOVED and case.task.visit_at == THURSDAY[0]


def test_a_visit_is_moved_and_called_off_under_one_uid_with_a_growing_sequence(case: Case) -> None:
    case.offer()
    case.pick()
    case.pick(FRIDAY, n="moved")
    assert case.task.visit_at == FRIDAY[0]
    case.call_off()
    case.pick(FRIDAY, n="again")

    grown = [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2), ("REQUEST", 3)]
    assert case.entries(HOME) == case.entries(PACO.address) == grown
    case.call_off("last")
    assert case.task.state == life.CLAIMED and deadlines(case.task, HARBOUR).done_by


def late(case: Case) -> None:
    case.now = FRIDAY[0]


def cancelled(case: Case) -> None:
    resident_actions.withdraw(
        case.task.request, key=key("w"), now=case.now, enqueue=case.world.enqueue
    )
    case.world.drain(case.now)


GONE: dict[str, tuple[Callable[[Case], None], str]] = {
    "over": (late, resident.OVER),
    "handed over": (lambda case: case.act("hand_over", department="security"), resident.GONE),
    "given back": (lambda case: case.act("release"), resident.GONE),
    "closed": (cancelled, resident.GONE),
    "others offered": (
        lambda case: case.offer([FRIDAY[0] + 2 * HOUR, FRIDAY[1] + 2 * HOUR]), resident.GONE),
}  # fmt: skip


@pytest.mark.parametrize("what", GONE)
def test_a_time_that_is_no_longer_there_cannot_be_picked_and_says_why(
    case: Case, what: str
) -> None:
    case.offer()
    meanwhile, why = GONE[what]
    meanwhile(case)
    before = case.task
    with pytest.raises(Missed) as refused:
        case.pick(FRIDAY if what == "over" else THURSDAY)
    assert refused.value.why == why and case.task == before


ENDS: dict[str, Callable[[Case], None]] = {
    "release": lambda case: case.act("release"),
    "hand_over": lambda case: case.act("hand_over", department="security"),
    "decline": lambda case: case.act("decline", reason="No."),
    "offer others": lambda case: case.offer(FRIDAY),
    "call off": lambda case: case.act("call_off", reason="Paco is ill."),
    "go on at once": lambda case: case.act("resume"),
    "withdrawn": cancelled,
}


@pytest.mark.parametrize("how", ENDS)
def test_what_ends_an_agreed_visit_takes_it_out_of_both_calendars(case: Case, how: str) -> None:
    case.offer()
    case.pick()
    ENDS[how](case)
    assert case.entries(HOME)[-1] == case.entries(PACO.address)[-1] == ("CANCEL", 1)
    assert visits.is_off(case.task) and not life.awaits_visit(case.task)


@pytest.mark.parametrize("action", ["coming", "resume", "done"])
def test_who_begins_within_the_hour_before_calls_nothing_off(case: Case, action: str) -> None:
    case.offer()
    case.pick()
    case.now = THURSDAY[0] - HOUR
    case.act(action)
    assert case.entries(HOME) == [("REQUEST", 0)] and not visits.is_off(case.task)


def test_a_visit_that_somebody_else_is_given_is_called_off(case: Case) -> None:
    case.offer()
    case.pick()
    case.world.act(case.id, "assign", case.task.version, by=LENA, now=case.now, staff="pilar")
    case.world.drain(case.now)
    assert case.entries(HOME)[-1] == case.entries(PACO.address)[-1] == ("CANCEL", 1)


def test_on_the_way_is_one_tap_and_the_resident_reads_it(case: Case) -> None:
    case.act("visit", until=THURSDAY[0], ends=THURSDAY[1])
    case.now = THURSDAY[0] - 20 * MINUTE
    case.act("coming")
    assert case.told(HOME)[-1].template == "coming" and case.task.state == life.WORKING
    with pytest.raises(NotAllowed):
        case.act("coming", n="again")


def test_both_are_reminded_once_the_evening_before_and_an_hour_before(case: Case) -> None:
    case.offer()
    case.pick()
    evening = at("2026-03-04 18:00")
    for now in (evening - MINUTE, evening, evening + HOUR, THURSDAY[0] - HOUR, THURSDAY[0] - 1):
        case.world.sweep(now)
    told = [notice for notice in case.told(HOME) if notice.template == "visit_soon"]
    assert [notice.at for notice in told] == [evening, THURSDAY[0] - HOUR]
    assert all(notice.entry is None for notice in told)
    case.world.sweep(THURSDAY[0] - HOUR + GRACE_MS)
    assert ("paco", ["remind_visit"]) in nudged(case.world)


def test_what_was_agreed_just_now_is_not_reminded_of(case: Case) -> None:
    soon = [case.now + 2 * HOUR, case.now + 3 * HOUR]
    case.offer(soon)
    case.pick(soon)
    assert visits.next_reminder(case.task, "Asia/Hong_Kong") is None


def test_a_visit_beyond_the_promise_says_so(case: Case) -> None:
    promised = deadlines(case.task, HARBOUR).done_by
    assert promised and promised < at("2026-03-20 10:00")
    later = [at("2026-03-20 10:00"), at("2026-03-20 12:00")]
    case.offer(later)
    case.pick(later)
    said = case.told(HOME)[-1]
    assert (said.template, said.times["promised"]) == ("visit_late", promised)


def test_the_resident_asks_for_times_once_until_some_are_offered(case: Case) -> None:
    for n in "ab":
        resident.ask(
            case.task.request, case.id, key=key(n), now=case.now, enqueue=case.world.enqueue
        )
        case.world.drain(case.now)
    case.world.sweep(case.now + GRACE_MS)
    assert nudged(case.world) == [("paco", ["ask_times"])] and case.task.visit_wanted
    case.offer()
    assert not case.task.visit_wanted


def test_no_link_reaches_the_visit_of_another_request(case: Case) -> None:
    case.offer()
    for other in ("hv-00000000000000000000000000", case.world.submit(key=key("x")).request_id):
        with pytest.raises(NotFound):
            resident.pick(
                other, case.id, THURSDAY[0], seen=0, key=key(), now=case.now,
                enqueue=case.world.enqueue,
            )  # fmt: skip


WRONG: dict[str, list[list[int]]] = {
    "none": [],
    "nine": [[THURSDAY[0] + n, THURSDAY[1]] for n in range(9)],
    "begun": [[MONDAY_TEN, MONDAY_TEN + HOUR]],
    "ends first": [[THURSDAY[1], THURSDAY[0]]],
    "no end": [[THURSDAY[0]]],
    "twice": [THURSDAY, THURSDAY],
    "closed": [[at("2026-03-05 20:00"), at("2026-03-05 21:00")]],
    "over lunch": [[at("2026-03-05 12:00"), at("2026-03-05 14:00")]],
    "in a year": [[THURSDAY[0] + 365 * DAY, THURSDAY[1] + 365 * DAY]],
}


@pytest.mark.parametrize("what", WRONG)
def test_only_times_that_can_be_kept_are_offered(case: Case, what: str) -> None:
    before = case.task
    with pytest.raises(InvalidInput) as refused:
        case.offer(*WRONG[what]) if WRONG[what] else case.act("offer_times", windows=[])
    assert list(refused.value.fields) == ["windows"] and case.task == before


def test_nobody_calls_off_a_visit_that_is_not_agreed(case: Case) -> None:
    case.act("pause", reason="A part.", until=case.now + DAY)
    with pytest.raises(NotAllowed):
        case.act("call_off")
    with pytest.raises(Missed):
        case.call_off()


def test_a_visit_that_the_release_before_agreed_on_is_called_off_as_any_other(case: Case) -> None:
    case.act("visit", until=THURSDAY[0])
    old = {"visit_changes": 0, "visit_with": "", "visit_end": None}
    tasks.save(case.task, structs.replace(case.task, **old))
    case.world.sent.clear()
    case.call_off()
    assert case.entries(HOME) == [("CANCEL", 0)]


def test_who_reads_no_mail_is_nudged_of_what_the_resident_did(world: World) -> None:
    move_in(member("paco", "staff", "engineering", channel="text", address="+85298765432"), LENA)
    estate.forget()
    case = Case(world)
    case.offer()
    case.pick()
    case.world.sweep(case.now + GRACE_MS)
    told = [line["what"] for n in case.told("+85298765432") for line in n.lines]
    assert told == ["pick"]
