"""The life of a measure: every pair of state and action is decided, and by whom."""

import pytest
from msgspec import structs

from chalicelib.estate.permissions import MEASURES, ROLES, may_measure
from chalicelib.improvements import model as life
from chalicelib.improvements.model import (
    ACCEPTED,
    DOING,
    DONE,
    DROPPED,
    LIFE,
    PROPOSED,
    STATES,
    VERIFIED,
    WATCH_MS,
    Measure,
)
from chalicelib.kernel.errors import NotAllowed
from tests.support.builders import CLEO, LENA, MARA, MONDAY_TEN, OTTO, staff

ACTIONS = sorted({action for _, action in LIFE})

TABLE = {
    PROPOSED: {"accept", "prevent", "revise", "gather", "drop"},
    ACCEPTED: {"start", "revise", "gather", "publish", "drop"},
    DOING: {"done", "revise", "gather", "publish", "drop"},
    DONE: {"verify", "reopen", "publish"},
    VERIFIED: {"reopen", "publish"},
    DROPPED: {"publish"},
}


def a_measure(**changes: object) -> Measure:
    usual = Measure(
        id="hv-measure-00000000000000000000000000",
        community="hv",
        reference="7KQ2M9X",
        title="A mat at the door",
        topic="dirty",
        department="cleaning",
        start_at=MONDAY_TEN,
        created_at=MONDAY_TEN,
        changed_at=MONDAY_TEN,
    )
    return structs.replace(usual, **changes)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_pair_of_state_and_action_is_decided(state: str, action: str) -> None:
    measure = a_measure(state=state)

    if action in TABLE[state]:
        assert life.advance(measure, action) in STATES
    else:
        with pytest.raises(NotAllowed) as refused:
            life.advance(measure, action)
        assert refused.value.state == state


def test_the_table_leads_from_proposed_to_verified_and_back() -> None:
    path = [PROPOSED]
    for action in ("accept", "start", "done", "verify", "reopen"):
        path.append(LIFE[path[-1], action])

    assert path == [PROPOSED, ACCEPTED, DOING, DONE, VERIFIED, DOING]


def test_only_sixty_quiet_days_verify() -> None:
    assert {"verify"} == life.BY_STEWARD
    assert "verify" not in life.allowed(DONE)
    assert "verify" not in MEASURES


def test_every_action_has_effects_and_every_action_of_people_has_rights() -> None:
    assert life.EFFECTS.keys() == {*ACTIONS, "propose"}
    assert MEASURES.keys() == set(ACTIONS) - life.BY_STEWARD


def test_nothing_is_told_that_is_not_published_but_a_refusal() -> None:
    quiet, public = a_measure(state=DOING), a_measure(state=DOING, published_at=1)

    assert not life.is_told(quiet, "done")
    assert life.is_told(public, "done")
    assert life.is_told(quiet, "drop")
    assert not life.is_told(a_measure(state=DROPPED), "publish")


@pytest.mark.parametrize(("after", "counts"), [
    (0, False), (1, True), (WATCH_MS, True), (WATCH_MS + 1, False),
])  # fmt: skip
def test_the_watch_lasts_sixty_days(after: int, counts: bool) -> None:
    done = a_measure(state=DONE, done_at=MONDAY_TEN)

    assert life.is_on_watch(done, MONDAY_TEN + after) == counts
    assert not life.is_on_watch(structs.replace(done, state=DOING), MONDAY_TEN + after)


def test_an_owner_works_on_a_measure_and_a_lead_decides_it() -> None:
    cleo, lena = staff(CLEO), staff(LENA)

    assert may_measure(cleo, "hv", "done", "cleo")
    assert not may_measure(cleo, "hv", "done", "sam")
    assert not may_measure(cleo, "hv", "accept", "cleo")
    assert not may_measure(cleo, "hv", "publish", "cleo")
    assert all(may_measure(lena, "hv", action, "cleo") for action in MEASURES)
    assert may_measure(staff(MARA), "hv", "accept", "")
    assert not may_measure(staff(OTTO), "hv", "revise", "otto")


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"staff", "lead", "manager"}))
def test_nobody_else_may_do_anything_to_a_measure(role: str) -> None:
    assert not [a for a, held in MEASURES.items() if any(role in who for who in held.values())]
