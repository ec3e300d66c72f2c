"""The life of an outage, on every pair of state and action, and when it is looked at."""

import pytest

from chalicelib.cases.outages import model as life
from chalicelib.cases.outages.model import ENDED, PLANNED, RUNNING, WITHDRAWN
from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.times import DAY_MS
from tests.support.neighbours import FROM, an_outage

ACTIONS = ("change", "start", "end", "withdraw")

EXPECTED = {
    (PLANNED, "change"): PLANNED, (PLANNED, "start"): RUNNING, (PLANNED, "withdraw"): WITHDRAWN,
    (RUNNING, "change"): RUNNING, (RUNNING, "end"): ENDED, (RUNNING, "withdraw"): WITHDRAWN,
}  # fmt: skip


@pytest.mark.parametrize("state", life.STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_pair_of_state_and_action_is_decided(state, action):
    outage = an_outage(state=state)
    if (state, action) in EXPECTED:
        assert life.advance(outage, action) == EXPECTED[state, action]
        return
    with pytest.raises(NotAllowed) as refused:
        life.advance(outage, action)
    assert refused.value.allowed == life.allowed(state)
    assert refused.value.state == state


def test_the_table_names_nothing_else():
    assert dict(life.LIFE) == EXPECTED


@pytest.mark.parametrize(("buildings", "building", "expected"), [
    ([], "tower1", True), (["tower1"], "tower1", True), (["tower1"], "tower2", False),
    ([""], "", True), (["tower1"], "", False),
])  # fmt: skip
def test_it_touches_its_buildings_or_the_whole_community(buildings, building, expected):
    assert life.touches(an_outage(buildings=buildings), building) == expected


@pytest.mark.parametrize(("changes", "at", "shown"), [
    ({"state": PLANNED}, FROM - 7 * DAY_MS, True),
    ({"state": PLANNED}, FROM - 7 * DAY_MS - 1, False),
    ({}, FROM + 90 * DAY_MS, True),
    ({"state": ENDED, "ended_at": FROM}, FROM + DAY_MS, True),
    ({"state": ENDED, "ended_at": FROM}, FROM + DAY_MS + 1, False),
    ({"state": WITHDRAWN, "ended_at": FROM}, FROM, False),
])  # fmt: skip
def test_residents_see_what_is_near_runs_or_ended_in_the_last_day(changes, at, shown):
    assert life.is_shown(an_outage(**changes), now=at) == shown


@pytest.mark.parametrize(("changes", "expected"), [
    ({"state": PLANNED}, [FROM]),
    ({}, [FROM + DAY_MS]),
    ({"to_at": FROM + 5}, [FROM + 5]),
    ({"to_at": FROM + 5, "reminders": 1, "reminded_at": FROM + 7}, [FROM + 7 + DAY_MS]),
    ({"to_at": FROM + 5, "reminders": 5, "reminded_at": FROM + 7}, [None]),
    ({"state": ENDED}, []),
    ({"state": WITHDRAWN}, []),
])  # fmt: skip
def test_its_clock_begins_what_is_planned_and_reminds_once_a_day(changes, expected):
    assert life.clocks(an_outage(**changes)) == expected
