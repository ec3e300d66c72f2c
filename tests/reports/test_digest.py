"""The daily digest: at the morning of a working day, once, to who answers for others."""

from typing import Any

from msgspec import structs

from chalicelib.cases.tasks import store as tasks
from chalicelib.channels import deliver as channels
from chalicelib.estate import store as estate
from chalicelib.kernel.notices import Notice
from chalicelib.reports import digest_store as digests
from chalicelib.reports import send_digest
from chalicelib.reports import stuck_list as stuck
from chalicelib.reports.stuck import meaning
from tests.support.builders import (
    DAY,
    GRACE,
    HARBOUR,
    HOUR,
    LENA,
    MARA,
    MINUTE,
    MONDAY_TEN,
    PACO,
    World,
    at,
    key,
    member,
    staff,
)

FRIDAY_NIGHT = at("2026-03-06 20:00")
MONDAY_OPENS = at("2026-03-09 09:00")


def mornings(world: World, begin: int, end: int) -> list[Notice]:
    """Sweep every half hour; return the digests that went out."""
    for now in range(begin, end, 30 * MINUTE):
        world.sweep(now)
    return [notice for notice in world.sent if notice.template == "digest"]


def a_late_leak(world: World, now: int = at("2026-03-05 10:00")) -> None:
    world.routed(now, topic="leak")
    world.drain(now)


def test_it_comes_at_the_opening_of_the_next_working_day(world: World) -> None:
    a_late_leak(world)
    send_digest.ensure("hv", now=FRIDAY_NIGHT)

    assert mornings(world, FRIDAY_NIGHT, MONDAY_OPENS) == []
    found = mornings(world, MONDAY_OPENS, MONDAY_OPENS + HOUR)
    assert sorted(notice.address for notice in found) == ["lena@acme.example", "mara@acme.example"]


def test_it_says_what_is_late_and_what_nobody_has(world: World) -> None:
    a_late_leak(world)
    send_digest.ensure("hv", now=FRIDAY_NIGHT)
    (first, *_) = mornings(world, MONDAY_OPENS, MONDAY_OPENS + HOUR)

    assert [line["section"] for line in first.lines] == ["late", "unassigned"]
    subject, text = channels.words(first)
    assert subject == "Good morning. Needs your attention today: 1"
    assert "Harbour View – Overdue: 1" in text and "Lift 2  Water leak" in text
    assert text.splitlines()[-1] == "/manage/board"


def test_it_is_written_in_the_persons_own_language(world: World) -> None:
    estate.put_member(structs.replace(LENA, language="zh-Hant"))
    a_late_leak(world)
    send_digest.ensure("hv", now=FRIDAY_NIGHT)
    found = mornings(world, MONDAY_OPENS, MONDAY_OPENS + HOUR)
    lena = next(notice for notice in found if notice.address == LENA.address)

    assert "海景花園" in channels.words(lena)[1]


def test_it_is_sent_once_however_often_it_is_begun(world: World) -> None:
    a_late_leak(world)
    send_digest.ensure("hv", now=FRIDAY_NIGHT)
    send_digest.ensure("hv", now=FRIDAY_NIGHT + HOUR)
    mornings(world, MONDAY_OPENS, MONDAY_OPENS + MINUTE)
    again = digests.get(LENA.login)
    assert again
    name = f"{again.version}#digest"
    digests.save(again, structs.replace(again, pending={name: MONDAY_OPENS}))
    world.enqueue(f"digest#{LENA.login}", "digest", name)
    world.drain(MONDAY_OPENS + HOUR)

    found = [notice for notice in world.sent if notice.template == "digest"]
    assert len(found) == len({notice.address for notice in found}) == 2


def test_a_lost_message_is_sent_by_the_sweep(world: World) -> None:
    a_late_leak(world)
    send_digest.ensure("hv", now=FRIDAY_NIGHT)
    from chalicelib.platform.storage import due
    from chalicelib.wiring.sweep import sweep

    for shard in due.shards():
        sweep(shard, now=MONDAY_OPENS, tools=world.tools, has_time=lambda: True)
    world.lose()

    assert len(mornings(world, MONDAY_OPENS + GRACE, MONDAY_OPENS + HOUR)) == 2


def test_nothing_to_say_says_nothing(world: World) -> None:
    send_digest.ensure("hv", now=FRIDAY_NIGHT)
    assert mornings(world, MONDAY_OPENS, MONDAY_OPENS + HOUR) == []


def test_a_lead_reads_of_their_own_departments_only(world: World) -> None:
    world.routed(at("2026-03-05 10:00"), topic="noise")
    send_digest.ensure("hv", now=FRIDAY_NIGHT)
    found = mornings(world, MONDAY_OPENS, MONDAY_OPENS + HOUR)

    assert [notice.address for notice in found] == [MARA.address]


def test_who_leads_nobody_any_more_gets_none_and_has_none(world: World) -> None:
    a_late_leak(world)
    send_digest.ensure("hv", now=FRIDAY_NIGHT)
    estate.put_member(structs.replace(LENA, role="staff"))
    found = mornings(world, MONDAY_OPENS, MONDAY_OPENS + HOUR)

    assert [notice.address for notice in found] == [MARA.address]
    assert digests.get(LENA.login) is None


def test_who_leads_in_two_communities_gets_one_message(world: World) -> None:
    both = member("mara", "manager", community="qy", company="acme")
    estate.put_member(both)
    a_late_leak(world)
    for code in ("hv", "qy"):
        send_digest.ensure(code, now=FRIDAY_NIGHT)
    found = mornings(world, MONDAY_OPENS, MONDAY_OPENS + DAY - HOUR)

    assert [notice.address for notice in found].count(MARA.address) == 1


def test_the_first_one_of_a_month_says_who_heard_nothing(world: World) -> None:
    send_digest.ensure("hv", now=at("2026-03-30 10:00"))
    march = mornings(world, at("2026-03-31 09:00"), at("2026-03-31 10:00"))
    april = mornings(world, at("2026-04-01 09:00"), at("2026-04-01 10:00"))

    assert march == []
    sections = {line["section"] for notice in april for line in notice.lines}
    assert sections == {"heard_nothing"}
    assert "Engineering team" in channels.words(april[0])[1]


def test_a_community_that_never_closes_is_told_at_seven() -> None:
    from chalicelib.kernel.worktime import morning

    always = structs.replace(HARBOUR.calendar, week=(((0, 1440),),) * 7)
    assert morning(always, at("2026-03-02 03:00")) == at("2026-03-02 07:00")
    assert morning(always, at("2026-03-02 07:00")) == at("2026-03-03 07:00")


def a_poisoned_task(world: World) -> Any:
    """A task whose effect nobody finishes: its messages are lost each time."""
    (task,) = world.routed(topic="leak")
    world.act(task.id, "claim", 1)
    for minutes in (3, 6, 12, 45, 45 + 24 * 60):
        for shard in range(4):
            from chalicelib.wiring.sweep import sweep

            now = MONDAY_TEN + minutes * MINUTE
            sweep(shard, now=now, tools=world.tools, has_time=lambda: True)
        world.lose()
    return tasks.get(task.id)


def test_what_failed_more_than_three_times_is_listed_with_what_it_means(world: World) -> None:
    task = a_poisoned_task(world)
    (found,) = stuck.listed(staff(LENA), "hv", now=MONDAY_TEN)

    assert (found.item, found.reference) == (task.request, task.reference)
    assert "could not be sent" in meaning(found.effects)
    assert stuck.listed(staff(MARA), "hv", now=MONDAY_TEN) == [found]


def test_what_moves_again_leaves_the_list(world: World) -> None:
    task = a_poisoned_task(world)
    (name,) = task.pending
    world.enqueue(*tasks.task_key(task.id), name)
    world.drain(MONDAY_TEN + 2 * DAY)

    assert stuck.listed(staff(MARA), "hv", now=MONDAY_TEN) == []
    stuck.tend("hv", now=MONDAY_TEN)
    from chalicelib.reports import stuck_store as notes

    assert notes.listed("hv") == []


def test_the_same_item_is_noted_once(world: World) -> None:
    task = a_poisoned_task(world)
    stuck.note(task, now=MONDAY_TEN + 3 * DAY)
    assert len(stuck.listed(staff(MARA), "hv", now=MONDAY_TEN)) == 1


def test_staff_do_not_see_the_list(world: World) -> None:
    import pytest

    from chalicelib.kernel.errors import Forbidden, NotFound

    with pytest.raises(Forbidden):
        stuck.listed(staff(PACO), "hv", now=MONDAY_TEN)
    with pytest.raises(NotFound):
        stuck.listed(staff(MARA), "qy", now=MONDAY_TEN)


def test_every_key_reads_as_its_number() -> None:
    assert key(1).startswith("key-1")
