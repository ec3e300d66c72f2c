"""What helps: told by the household alone, seen where it fits, gone when it is taken back."""

import itertools

import pytest
from msgspec import structs

from chalicelib.cases.contacts import access_log_store as looks
from chalicelib.cases.requests import addresses
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.households import actions as households
from chalicelib.households import model as rules
from chalicelib.households import store as stored
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotAuthenticated, NotFound
from chalicelib.platform.storage import ledger
from chalicelib.privacy import erase, person
from tests.support.builders import (
    DAY,
    GRACE,
    HOUR,
    LENA,
    LIFT,
    MONDAY_TEN,
    OTTO,
    PACO,
    PILAR,
    SAM,
    SECRET,
    World,
    key,
    staff,
)  # fmt: skip

FLAT = structs.replace(LIFT, code="7KQ2M9X0AB3CDG", kind="private", name={"en": "Flat 12A"})
HALF_YEAR = 180 * DAY
ADDRESS = "rosa@resident.example"


def asked(world: World, n: int = 1, address: str = ADDRESS, **changes) -> str:
    """Submit a request from the flat with an address, and confirm it; return its id."""
    estate.put_place(FLAT)
    said = {"place": FLAT.code, "key": key(n), "contact": address} | changes
    made = world.submit(**said)
    world.drain(MONDAY_TEN)
    found = requests.aggregate(made.request_id)
    assert found is not None
    for contact in found.contacts:
        addresses.confirm_contact(made.request_id, contact.hash, now=MONDAY_TEN)
    return made.request_id


def claimed(world: World, request_id: str, by=PACO) -> str:
    """Let somebody claim the request's task; return its id."""
    task = next(t for t in tasks.of_request(request_id) if t.department == by.departments[0])
    world.act(task.id, "claim", task.version, by=by)
    return task.id


def home(request_id: str) -> households.Household:
    """Return what the link opens that is sent to the address of a request."""
    contact = households.behind(requests.aggregate(request_id))
    return households.opened(request_id, contact.hash)


def tell(request_id: str, code: str = "knock", value: str = "", consent: bool = True):
    return households.tell(home(request_id), code, value, consent=consent, now=MONDAY_TEN)


def told(request_id: str) -> list[str]:
    return [each.code for each in households.told(home(request_id), now=MONDAY_TEN)]


def seen(task_id: str, by=PACO, now: int = MONDAY_TEN) -> list[str]:
    return [each.code for each in households.for_task(task_id, staff(by), now=now)[0]]


def test_what_a_household_tells_is_seen_by_whoever_has_its_task(world: World) -> None:
    request_id = asked(world)
    tell(request_id, "knock")
    tell(request_id, "quiet", "13:00-14:30")

    assert seen(claimed(world, request_id)) == ["knock", "quiet"]


def test_the_next_request_of_the_same_address_knows_it_already(world: World) -> None:
    tell(asked(world, 1), "knock")

    assert seen(claimed(world, asked(world, 2))) == ["knock"]


def test_another_household_is_shown_nothing_of_it(world: World) -> None:
    tell(asked(world, 1), "knock")

    assert seen(claimed(world, asked(world, 2, "wong@resident.example"))) == []


def test_nothing_is_kept_before_an_address_is_confirmed(world: World) -> None:
    made = world.submit(contact=ADDRESS)
    world.drain(MONDAY_TEN)

    with pytest.raises(NotAllowed):
        households.ask_for_link(made.request_id, now=MONDAY_TEN, enqueue=world.enqueue)
    (contact,) = requests.aggregate(made.request_id).contacts
    with pytest.raises(NotAuthenticated, match="no_link"):
        households.opened(made.request_id, contact.hash)


def test_what_is_sensitive_needs_a_consent_of_its_own(world: World) -> None:
    request_id = asked(world)

    with pytest.raises(InvalidInput) as refused:
        tell(request_id, "wheelchair", consent=False)

    assert list(refused.value.fields) == ["consent"]
    assert told(request_id) == []


@pytest.mark.parametrize(
    ("code", "value", "field"),
    [("income", "", "code"), ("knock", "three children", "value"), ("quiet", "", "value"),
     ("quiet", "25:00-26:00", "value"), ("language", "klingon", "value")],
)  # fmt: skip
def test_what_has_no_field_cannot_be_kept(world: World, code, value, field) -> None:
    request_id = asked(world)

    with pytest.raises(InvalidInput) as refused:
        tell(request_id, code, value)

    assert list(refused.value.fields) == [field]
    assert told(request_id) == []


@pytest.mark.parametrize(
    ("code", "at_home", "urgent"),
    list(itertools.product(rules.ASKS, (True, False), (True, False))),
)
def test_each_preference_is_seen_for_its_purpose_and_no_other(code, at_home, urgent) -> None:
    purpose = rules.ASKS[code].purpose
    expected = {"visit": at_home, "reach": True, "rescue": urgent}[purpose]

    assert rules.fits(code, at_home=at_home, urgent=urgent) is expected


def test_of_a_task_in_the_lift_the_home_is_not_told(world: World) -> None:
    request_id = asked(world, place=LIFT.code)
    tell(request_id, "knock")
    tell(request_id, "language", "yue")

    assert seen(claimed(world, request_id)) == ["language"]


def test_what_is_for_an_emergency_is_seen_in_an_emergency_alone(world: World) -> None:
    calm = asked(world, 1)
    tell(calm, "alone")
    assert seen(claimed(world, calm)) == []

    danger = asked(world, 2, words="I smell gas in the kitchen")

    assert seen(claimed(world, danger)) == ["alone"]


def test_only_who_has_the_task_or_answers_for_it_sees_it(world: World) -> None:
    request_id = asked(world)
    tell(request_id, "knock")
    task_id = claimed(world, request_id)

    assert seen(task_id, LENA) == ["knock"]
    with pytest.raises(Forbidden):
        seen(task_id, PILAR)
    for other in (SAM, OTTO):
        with pytest.raises(NotFound):
            seen(task_id, other)


def test_once_the_work_is_over_nobody_sees_it(world: World) -> None:
    request_id = asked(world)
    tell(request_id, "knock")
    (task,) = tasks.of_request(request_id)
    world.finished(task.id)

    with pytest.raises(NotAllowed):
        seen(task.id)


def test_every_look_is_written_down(world: World) -> None:
    request_id = asked(world)
    tell(request_id, "knock")
    task_id = claimed(world, request_id)
    seen(task_id)

    rows = [row for row in looks.of_request(request_id) if row.what == "preferences"]

    assert [(row.by, row.task, row.at) for row in rows] == [("paco", task_id, MONDAY_TEN)]


def test_what_is_taken_back_is_seen_by_nobody_from_then_on(world: World) -> None:
    request_id = asked(world)
    tell(request_id, "knock")
    tell(request_id, "pet")
    task_id = claimed(world, request_id)

    households.withdraw(home(request_id), "knock", now=MONDAY_TEN)
    assert seen(task_id) == ["pet"]
    households.forget(home(request_id), now=MONDAY_TEN)

    assert seen(task_id) == []
    assert told(request_id) == []


@pytest.mark.parametrize("do", ["withdraw", "forget"])
def test_what_was_being_taken_back_when_the_process_died_the_sweep_takes_away(
    world: World, monkeypatch, do: str
) -> None:
    request_id = asked(world)
    household = tell(request_id, "knock").household
    tell(request_id, "pet")
    later = MONDAY_TEN + HOUR

    def die(*_) -> None:
        raise TimeoutError

    monkeypatch.setattr(stored, "delete", die)
    more = {"code": "knock"} if do == "withdraw" else {}
    with pytest.raises(TimeoutError):
        getattr(households, do)(home(request_id), **more, now=later)
    monkeypatch.undo()
    world.sweep(later + GRACE)

    assert told(request_id) == (["pet"] if do == "withdraw" else [])
    clock = stored.of("hv", household)
    assert clock.due_at > later + DAY, "the sweep would come back for nothing"


def test_a_consent_that_ended_is_gone_whatever_is_still_stored(world: World) -> None:
    request_id = asked(world)
    tell(request_id, "child")
    tell(request_id, "knock")
    task_id = claimed(world, request_id)

    assert seen(task_id, now=MONDAY_TEN + HALF_YEAR - 1) == ["knock", "child"]
    assert seen(task_id, now=MONDAY_TEN + HALF_YEAR) == ["knock"]


def test_the_sweep_deletes_what_ended_and_running_it_twice_changes_nothing(world: World) -> None:
    request_id = asked(world)
    preference = tell(request_id, "child")
    tell(request_id, "knock")

    def left() -> list[str]:
        found = stored.preferences("hv", preference.household)
        return sorted(each.code for each in found)

    world.sweep(MONDAY_TEN + HALF_YEAR - 1)
    assert left() == ["child", "knock"]
    for later in (HALF_YEAR, HALF_YEAR, HALF_YEAR + 1):
        world.sweep(MONDAY_TEN + later)
        assert left() == ["knock"]

    world.sweep(MONDAY_TEN + 365 * DAY)

    assert left() == []
    assert stored.HOMES.get(stored.home_id("hv", preference.household), stored.HOME) is None


def test_a_kill_between_clock_and_preference_leaves_a_clock_that_ends_itself(world: World) -> None:
    request_id = asked(world)
    household = tell(request_id, "knock").household
    households.forget(home(request_id), now=MONDAY_TEN)

    world.sweep(MONDAY_TEN + 365 * DAY)

    assert stored.HOMES.get(stored.home_id("hv", household), stored.HOME) is None


def test_a_person_gets_a_copy_and_is_erased_here_too(world: World) -> None:
    request_id = asked(world)
    tell(request_id, "quiet", "13:00-14:30")
    who = {"by": "mara", "secret": SECRET, "now": MONDAY_TEN}

    copy = person.export("hv", ADDRESS, photo=str, **who)
    assert [each["value"] for each in copy["household"]] == ["13:00-14:30"]

    person.erase("hv", ADDRESS, enqueue=world.enqueue, **who)
    world.drain(MONDAY_TEN)

    copy = person.export("hv", ADDRESS, photo=str, **who)
    assert copy["household"] == []


def test_its_link_goes_to_the_address_once_in_ten_minutes_and_ends_with_it(world: World) -> None:
    request_id = asked(world)
    world.sent.clear()

    def ask(now: int) -> bool:
        made = households.ask_for_link(request_id, now=now, enqueue=world.enqueue)
        world.drain(now)
        return made

    assert [ask(MONDAY_TEN), ask(MONDAY_TEN + 1)] == [True, False]
    assert ask(MONDAY_TEN + households.LINK_PAUSE_MS)
    sent = [(notice.template, notice.address) for notice in world.sent]
    assert sent == [("home_link", ADDRESS)] * 2

    household = home(request_id)
    addresses.stop_contact(request_id, household.hash, now=MONDAY_TEN)
    with pytest.raises(NotAuthenticated):
        households.opened(request_id, household.hash)


def test_erasing_forgets_that_a_link_was_sent(world: World) -> None:
    request_id = asked(world)
    households.ask_for_link(request_id, now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)
    event = world.sent[-1].event
    assert ledger.was_taken(event)

    erase.erase(request_id, now=MONDAY_TEN, enqueue=world.enqueue)
    for minutes in (0, 5, 10):
        world.drain(MONDAY_TEN)
        world.sweep(MONDAY_TEN + minutes * 60_000)

    assert not ledger.is_over(event)


# At the desk: whoever has neither mail nor telephone.


def walked_in(world: World, **changes) -> str:
    """File what somebody without an address tells at the counter; return its id."""
    estate.put_place(FLAT)
    made = world.submit(place=FLAT.code, key=key(1), contact="", filed_by=SAM.id, **changes)
    world.drain(MONDAY_TEN)
    return made.request_id


def noted(request_id: str, code: str = "knock", value: str = "", by=SAM, consent: bool = True):
    return households.note_at_desk(
        request_id, code, value, consent=consent, staff=staff(by), now=MONDAY_TEN
    )


def test_what_is_told_at_the_desk_is_seen_where_it_fits_and_each_look_and_note_is_recorded(
    world: World,
) -> None:
    request_id = walked_in(world)
    noted(request_id)
    noted(request_id, "walk")
    task = claimed(world, request_id)

    assert seen(task) == ["knock"]
    assert {row.by for row in looks.of_request(request_id)} == {SAM.id, PACO.id}

    households.take_back_at_desk(request_id, "knock", staff=staff(PACO), now=MONDAY_TEN)
    assert seen(task) == []


def test_what_was_noted_at_the_desk_stays_when_its_household_says_more_by_its_own_link(
    world: World,
) -> None:
    request_id = walked_in(world)
    noted(request_id, "knock")
    noted(request_id, "quiet", "13:00-14:30")
    contact = addresses.leave_contact(
        request_id, ADDRESS, secret=SECRET, now=MONDAY_TEN, enqueue=world.enqueue
    )
    addresses.confirm_contact(request_id, contact.hash, now=MONDAY_TEN)
    tell(request_id, "quiet", "15:00-16:00")

    helps, _ = households.for_task(claimed(world, request_id), staff(PACO), now=MONDAY_TEN)

    assert {each.code: each.value for each in helps} == {"knock": "", "quiet": "15:00-16:00"}


@pytest.mark.parametrize(
    ("by", "error"), [(PILAR, Forbidden), (OTTO, NotFound)], ids=["a colleague", "another company"]
)
def test_only_who_filed_it_or_has_its_task_notes_what_helps(world: World, by, error) -> None:
    request_id = walked_in(world)
    claimed(world, request_id)

    with pytest.raises(error):
        noted(request_id, by=by)
    assert stored.of("hv", households.at_desk(requests.get(request_id)).hash) is None
    noted(request_id, by=LENA)


def test_who_has_an_address_alone_says_what_helps(world: World) -> None:
    request_id = asked(world, filed_by=SAM.id)

    with pytest.raises(NotAllowed):
        noted(request_id)


def test_nothing_is_noted_without_a_yes(world: World) -> None:
    with pytest.raises(InvalidInput) as refused:
        noted(walked_in(world), "wheelchair", consent=False)
    assert list(refused.value.fields) == ["consent"]


def test_what_was_noted_goes_with_its_request_and_no_restore_brings_it_back(world: World) -> None:
    request_id = walked_in(world)
    kept = noted(request_id)
    later = MONDAY_TEN + DAY
    erase.erase(request_id, now=later, enqueue=world.enqueue)
    world.drain(later)
    world.sweep(later + 1)
    assert stored.preferences("hv", kept.household) == []

    stored.put(kept)
    assert households.take_away_again(stored.of("hv", kept.household))
    assert stored.preferences("hv", kept.household) == []
    with pytest.raises(NotAllowed):
        noted(request_id)
