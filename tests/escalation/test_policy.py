"""The ladder: the right person at the right working minute, and an end to it."""

import pytest

from chalicelib.escalation.policy import DEFAULT, due_now, next_escalation, policy_from
from chalicelib.kernel.targets import Hold
from chalicelib.kernel.worktime import ALWAYS, is_open
from tests.support.calendars import HONG_KONG, HOUR, local

TEN = local(HONG_KONG, "2026-03-02 10:00")


def at(text: str) -> int:
    return local(HONG_KONG, text)


def due(climbed: int, **changes):
    usual = {
        "policy": DEFAULT, "calendar": HONG_KONG, "start": TEN, "minutes": 240, "holds": [],
        "climbed": climbed,
    }  # fmt: skip
    return next_escalation(**(usual | changes))


@pytest.mark.parametrize(
    ("climbed", "when", "to", "what"),
    [
        (0, "2026-03-02 14:00", "holder", "warning"),  # 13:00 closes for lunch
        (1, "2026-03-02 15:00", "lead", "breach"),
        (2, "2026-03-02 17:00", "manager", "overdue"),
    ],
)
def test_each_rung_has_its_time_and_its_person(climbed, when, to, what) -> None:
    found = due(climbed)
    assert (found.at, found.to, found.what, found.number) == (at(when), to, what, climbed + 1)


def test_the_last_rung_repeats_once_a_working_day_and_then_stops() -> None:
    last, seen = at("2026-03-02 17:00"), []
    for climbed in range(3, 20):
        found = due(climbed, last_at=last)
        if found is None:
            break
        seen.append(found.at)
        last = found.at

    assert seen == [at(f"2026-03-{day:02d} 17:00") for day in (3, 4, 5, 6, 9)]


def test_a_lift_moves_the_person_and_not_the_time() -> None:
    assert [due(n, lift=1).to for n in range(3)] == ["lead", "manager", "manager"]
    assert due(0, lift=1).at == due(0).at


def test_on_hold_nobody_is_chased() -> None:
    assert due(0, holds=[Hold(TEN + 60_000, None)]) is None
    assert due(4, last_at=TEN, holds=[Hold(TEN + 60_000, None)]) is None


def test_after_a_silence_only_the_highest_rung_is_due() -> None:
    usual = {"policy": DEFAULT, "calendar": HONG_KONG, "start": TEN, "minutes": 240, "holds": []}
    found = due_now(now=at("2026-03-03 10:00"), climbed=0, **usual)
    assert (found.number, found.to) == (3, "manager")
    assert due_now(now=at("2026-03-02 13:59"), climbed=0, **usual) is None


def test_nothing_is_due_at_night_but_what_is_urgent() -> None:
    usual = {"policy": DEFAULT, "start": TEN, "minutes": 240, "holds": [], "climbed": 0}
    night = at("2026-03-02 23:00")
    assert due_now(now=night, calendar=HONG_KONG, **usual) is None
    assert due_now(now=night, calendar=ALWAYS, **usual).to == "manager"


@pytest.mark.parametrize("minutes", [1, 15, 59, 240, 241, 480, 1440])
def test_every_chase_falls_in_working_hours(minutes: int) -> None:
    last = None
    for start in range(TEN, TEN + 30 * HOUR, 37 * 60_000):
        for climbed in range(8):
            found = due(climbed, start=start, minutes=minutes, last_at=last or start)
            assert found is not None and is_open(HONG_KONG, found.at)
            last = found.at


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("rungs", {}),
        ("rungs", {"rungs": []}),
        (r"rungs\[0\].share", {"rungs": [{"share": "soon", "to": "lead"}]}),
        (r"rungs\[0\].to", {"rungs": [{"share": 1, "to": "king"}]}),
        ("rungs", {"rungs": [{"share": 2, "to": "lead"}, {"share": 1, "to": "lead"}]}),
        ("repeats", {"rungs": [{"share": 1, "to": "lead"}], "repeats": -1}),
    ],
)
def test_a_bad_ladder_names_the_field(field: str, data: dict) -> None:
    with pytest.raises(ValueError, match=f"^{field}:"):
        policy_from(data)
