"""Once a month the lead of a department that heard nothing is reminded, once and kindly."""

from msgspec import structs

from chalicelib.channels.deliver import words
from chalicelib.feedback import coverage_store as hearing
from chalicelib.feedback.coverage_clock import Hearing
from chalicelib.kernel.tuning import Tuning
from chalicelib.wiring import effect_handlers
from tests.support.builders import GRACE, MINUTE, MONDAY_TEN, World, at
from tests.support.improvements import heard

APRIL = at("2026-04-01 09:00")


def clock() -> Hearing:
    found = hearing.get("hv")
    assert found is not None
    return found


def reminded(world: World) -> dict[str, list[str]]:
    """Return person to the departments of which they were reminded."""
    return {
        notice.address.split("@")[0]: [line["department"] for line in notice.lines]
        for notice in world.sent
        if notice.template == "bundle"
    }


def month_ends(world: World, now: int = APRIL) -> None:
    for minutes in (0, 2, 4):
        world.sweep(now + minutes * MINUTE)


def test_the_first_thing_that_is_heard_starts_the_clock(world: World) -> None:
    heard(world)

    assert clock().next_at == APRIL
    assert clock().due_at == APRIL


def test_departments_that_heard_nothing_are_brought_up_once(world: World) -> None:
    heard(world)  # Cleo of cleaning
    for _ in range(2):
        month_ends(world)

    told = reminded(world)
    assert told["lena"] == ["engineering"]
    assert "cleaning" not in told["mara"] + told["lena"]
    assert "conduct" not in told["mara"]
    assert "security" in told["mara"]  # nobody leads security: its manager
    assert len(world.sent) == 2


def test_the_clock_goes_on_month_after_month(world: World) -> None:
    heard(world)
    month_ends(world)
    first = len(world.sent)

    month_ends(world, at("2026-05-04 09:00"))

    assert first == 2
    assert len(world.sent) == 4
    assert clock().pending == {}


def test_the_same_message_twice_reminds_once(world: World) -> None:
    heard(world)
    owing = structs.replace(clock(), pending={"2#remind": APRIL}, version=2)
    hearing.save(clock(), owing)
    for _ in range(3):
        effect_handlers.perform("hv-hearing", "hearing", "2#remind", now=APRIL, tools=world.tools)
    hearing.save(clock(), structs.replace(clock(), pending={"2#remind": APRIL}))
    effect_handlers.perform("hv-hearing", "hearing", "2#remind", now=APRIL, tools=world.tools)
    world.sweep(APRIL + GRACE)

    assert len(world.sent) == 2
    assert len(reminded(world)["mara"]) == len(set(reminded(world)["mara"]))


def test_while_chasing_is_paused_nobody_is_reminded(world: World) -> None:
    heard(world)
    world.tools = structs.replace(world.tools, tuning=lambda: Tuning(chasing=False))

    month_ends(world)

    assert world.sent == []
    assert clock().next_at is not None
    assert clock().next_at > APRIL


def test_the_reminder_names_the_department_in_the_readers_language(world: World) -> None:
    heard(world)
    month_ends(world)
    notice = next(n for n in world.sent if n.address.startswith("lena"))

    _, english = words(notice)
    _, chinese = words(structs.replace(notice, lang="zh-Hant"))

    assert "Harbour View, Engineering team: no feedback logged" in english
    assert "海景花園" in chinese
    assert "工程" in chinese
    assert clock().changed_at > MONDAY_TEN
