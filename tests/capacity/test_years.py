"""The daily reconcile reads a day's work and a slice, however many years there are."""

import pytest

from chalicelib.cases.requests import store as requests
from chalicelib.privacy import store as under
from chalicelib.reports import reconcile_run, reconcile_store
from tests.capacity import years
from tests.support.builders import DAY, move_in
from tests.support.calls import metered
from tests.support.faults import lose
from tests.support.tables import tables_at

SLICE, PAGE = 40, 20


@pytest.fixture
def small_slices(tables: None, monkeypatch: pytest.MonkeyPatch) -> None:
    move_in()
    monkeypatch.setattr(reconcile_run, "SLICE_ROWS", SLICE)
    monkeypatch.setattr(reconcile_run, "SLICE_TIMES", 0)
    monkeypatch.setattr(reconcile_store, "PAGE", PAGE)


@pytest.mark.usefixtures("small_slices")
def test_a_day_reads_what_moved_and_a_slice_whatever_is_finished() -> None:
    world, todays = years.begin(100)
    told = years.run(world)

    assert told.read == sum(len(under.keys_under(each)) for each in todays)
    assert SLICE <= told.sliced < SLICE + PAGE


@pytest.mark.usefixtures("small_slices")
def test_what_broke_years_ago_is_mended_and_what_is_gone_is_told_within_a_round() -> None:
    world, _ = years.begin(100)
    days = _a_round(world, 0)
    lose(f"hv-{70:026d}", "request", "place_pk", "place_sk")
    lose(f"hv-{30:026d}", "request")

    again = _a_round(world, len(days))

    assert [sum(run.missing for run in days), sum(run.missing for run in again)] == [0, 1]
    assert sum(run.healed for run in again) == 1
    assert requests.get(f"hv-{70:026d}")
    # A hundred, and the few that stand beside them, at forty a day.
    assert len(again) <= 100 // SLICE + 3


def _a_round(world: years.World, day: int) -> list[reconcile_run.Run]:
    runs: list[reconcile_run.Run] = []
    while not runs or runs[-1].round:
        runs.append(years.run(world, years.EVENING + (day + len(runs)) * DAY))
    return runs


@pytest.mark.campaign
def test_a_day_reads_the_same_units_at_twenty_times_the_history(dynamodb_local: str) -> None:
    units = {}
    for history in (2_500, 50_000):
        with tables_at(dynamodb_local):
            move_in()
            world, _ = years.begin(history)
            with metered() as meter:
                told = years.run(world)
            units[history] = meter.read_units
            print(f"{history} finished: {meter.read_units:.0f} units, {told.read} + {told.sliced}")

    assert units[50_000] <= 1.1 * units[2_500]
