"""What a joined request does after its parent, for every pair of their states."""

import pytest

from chalicelib.cases.duplicates.model import DECLINED, FOLLOWS, GONE, OVER, RUNS, follows, standing
from chalicelib.cases.outages import model as outages
from chalicelib.cases.requests.model import CLOSED, ERASED, LIFE, RESOLVED
from chalicelib.cases.requests.plan import for_joiners, status
from tests.support.neighbours import a_request, an_outage

STATES = ("open", RESOLVED, CLOSED, ERASED)


@pytest.mark.parametrize(("how", "expected"), [
    ({}, RUNS),
    ({"left_at": 5}, RUNS),
    ({"joined_to": "hv-outage-" + "0" * 26}, GONE),
    ({"state": RESOLVED}, OVER),
    ({"state": CLOSED, "outcome": "confirmed"}, OVER),
    ({"state": CLOSED, "outcome": "unconfirmed"}, OVER),
    ({"state": CLOSED, "outcome": "declined"}, DECLINED),
    ({"state": CLOSED, "outcome": "withdrawn"}, GONE),
    ({"state": ERASED, "outcome": "confirmed"}, GONE),
])  # fmt: skip
def test_how_a_request_stands_for_those_who_joined_it(how, expected):
    assert standing(a_request(**how)) == expected


@pytest.mark.parametrize(("state", "expected"), [
    (outages.PLANNED, RUNS), (outages.RUNNING, RUNS), (outages.ENDED, OVER),
    (outages.WITHDRAWN, GONE),
])  # fmt: skip
def test_how_an_outage_stands_for_those_who_joined_it(state, expected):
    assert standing(an_outage(state=state)) == expected


def test_what_is_erased_is_gone():
    assert standing(None) == GONE


@pytest.mark.parametrize("stands", [RUNS, OVER, DECLINED, GONE])
@pytest.mark.parametrize("state", STATES)
def test_every_pair_is_decided_and_leads_somewhere(stands, state):
    action = FOLLOWS.get((stands, state))

    assert action is None or (state, action) in LIFE
    assert not (state in (CLOSED, ERASED) and action), "what a joiner closed stays closed"


def test_following_twice_changes_nothing_more():
    for (stands, state), action in FOLLOWS.items():
        after = LIFE[state, action]
        assert FOLLOWS.get((stands, after)) is None or action == "unjoin"


def test_a_joiner_follows_by_state_and_not_by_step():
    joined = a_request(joined_to="hv-" + "1" * 26)

    assert follows(a_request(state=RESOLVED), joined) == "over"
    assert follows(a_request(), joined) is None


def test_the_owner_who_left_reads_withdrawn_and_joiners_what_is_so():
    left = a_request(left_at=5)

    assert status(left, []) == "withdrawn"
    assert for_joiners(left, []) == "received"
    assert status(a_request(joined_to="hv-" + "1" * 26), []) == "joined"
