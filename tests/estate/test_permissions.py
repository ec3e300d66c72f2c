"""Who may do what: by route, by task and by queue; what is not allowed is refused."""

import pytest

from chalicelib.estate import permissions
from chalicelib.estate.members import Member
from chalicelib.estate.people import CONDUCT, DEPARTMENTS, Membership, Staff, staff_of
from chalicelib.estate.permissions import ACTIONS, in_scope, may, queues_of

PACO = "paco"


def somebody(role, *departments, community="hv", disabled=False, more=()):
    own = Membership(community=community, departments=departments, role=role)
    return Staff("iss#1", PACO, "Paco", "en", "acme", (own, *more), disabled=disabled)


def a_member(**changes):
    fields = {"login": "iss#1", "id": PACO, "name": "Paco", "company": "acme"}
    return Member(**fields | {"community": "hv", "role": "staff"} | changes)


PLUMBER = somebody("staff", "engineering")
LEAD = somebody("lead", "engineering", "security")
MANAGER = somebody("manager")
ADMIN = somebody("admin")


def test_a_route_is_asked_with_the_highest_role_somebody_has_anywhere():
    both = somebody("staff", "engineering", more=(Membership("qy", (), "manager"),))

    assert permissions.top_role(both) == "manager"
    assert permissions.top_role(somebody("manager", disabled=True)) == "nobody"
    assert permissions.top_role(Staff("iss#1", PACO, "Paco", "en", "acme")) == "nobody"


def test_a_role_written_wrong_is_no_role():
    assert permissions.top_role(somebody("resident", "engineering")) == "nobody"
    assert not in_scope(somebody("boss", "engineering"), "hv", "engineering")


@pytest.mark.parametrize("department", [*DEPARTMENTS, CONDUCT])
def test_staff_and_leads_see_their_own_departments(department):
    assert in_scope(PLUMBER, "hv", department) == (department == "engineering")
    assert in_scope(LEAD, "hv", department) == (department in {"engineering", "security"})


@pytest.mark.parametrize("department", [*DEPARTMENTS, CONDUCT])
def test_a_manager_sees_all_of_the_community_and_nothing_of_another(department):
    assert in_scope(MANAGER, "hv", department)
    assert not in_scope(MANAGER, "qy", department)


@pytest.mark.parametrize("role", ["staff", "lead", "admin"])
def test_only_a_manager_sees_complaints_about_people_even_when_a_record_says_otherwise(role):
    wrong = somebody(role, "engineering", CONDUCT)

    assert not in_scope(wrong, "hv", CONDUCT)
    assert queues_of(wrong) == ["hv.engineering"] + ["hv.oversight"] * (role == "admin")
    assert not may(wrong, "hv", CONDUCT, "note", "")


def test_an_admin_keeps_the_estate_and_sees_no_tasks():
    assert queues_of(ADMIN) == ["hv.oversight"]
    assert not any(in_scope(ADMIN, "hv", department) for department in [*DEPARTMENTS, CONDUCT])
    assert permissions.role_at(ADMIN, "hv") == "admin"


def test_an_admin_works_like_anybody_else_where_they_are_a_member():
    handy = somebody("admin", "engineering")

    assert may(handy, "hv", "engineering", "claim", "")
    assert not may(handy, "hv", "engineering", "release", "rosa")


def test_a_role_holds_where_it_was_given_and_not_next_door():
    mixed = somebody("lead", "engineering", more=(Membership("hv", ("security",), "staff"),))

    assert may(mixed, "hv", "engineering", "assign", "")
    assert not may(mixed, "hv", "security", "assign", "")
    assert permissions.role_in(mixed, "qy", "engineering") == "nobody"


def test_the_queues_are_those_in_scope():
    assert queues_of(PLUMBER) == ["hv.engineering"]
    assert queues_of(LEAD) == ["hv.engineering", "hv.security"]
    assert queues_of(MANAGER) == [*(f"hv.{department}" for department in DEPARTMENTS), "hv.conduct"]


def test_a_managers_queues_are_those_the_community_has():
    assert queues_of(MANAGER, {"hv": ["pool"]}) == ["hv.pool", "hv.conduct"]


def test_a_queue_held_twice_is_listed_once():
    twice = somebody("lead", "engineering", more=(Membership("hv", ("engineering",), "staff"),))

    assert queues_of(twice) == ["hv.engineering"]


def test_who_has_left_may_nothing():
    gone = somebody("manager", "engineering", disabled=True)

    assert queues_of(gone) == []
    assert permissions.role_at(gone, "hv") == "nobody"
    assert not in_scope(gone, "hv", "engineering")
    assert not may(gone, "hv", "engineering", "claim", "")


@pytest.mark.parametrize("action", ACTIONS)
def test_a_task_of_another_department_cannot_be_touched(action):
    for person in (PLUMBER, LEAD):
        for holder in ("", PACO, "rosa"):
            assert not may(person, "hv", "cleaning", action, holder)
            assert not may(person, "qy", "engineering", action, holder)


@pytest.mark.parametrize("action", ["release", "pause", "resume", "done", "hand_over", "decline"])
def test_a_task_that_somebody_else_holds_is_moved_by_a_lead_or_a_manager_only(action):
    assert not may(PLUMBER, "hv", "engineering", action, "rosa")
    assert may(LEAD, "hv", "engineering", action, "rosa")
    assert may(MANAGER, "hv", "engineering", action, "rosa")


OF_LEADS = ("assign", "merge", "split")


@pytest.mark.parametrize("action", [action for action in ACTIONS if action not in OF_LEADS])
def test_whoever_holds_a_task_may_do_everything_with_it_that_is_not_for_leads(action):
    assert may(PLUMBER, "hv", "engineering", action, PACO)


@pytest.mark.parametrize("action", OF_LEADS)
def test_assigning_merging_and_splitting_are_for_leads_and_managers(action):
    for holder in ("", PACO, "rosa"):
        assert not may(PLUMBER, "hv", "engineering", action, holder)
        assert may(LEAD, "hv", "engineering", action, holder)


def test_nobody_accepts_or_starts_for_somebody_else():
    for action in ("accept", "start"):
        assert not may(LEAD, "hv", "engineering", action, "rosa")


def test_a_claim_that_comes_too_late_is_told_so_rather_than_forbidden():
    assert may(PLUMBER, "hv", "engineering", "claim", "rosa")


@pytest.mark.parametrize("action", permissions.MEASURES)
def test_a_lead_decides_about_a_measure_and_its_owner_works_on_it(action):
    """Who owns it, by a member of the team, by a lead: nobody's is for leads to give."""
    own = action in ("start", "done", "reopen", "revise")
    given = action in ("start", "done")

    def may_of(staff):
        return tuple(
            permissions.may_measure(staff, "hv", action, each) for each in (PACO, "", "eva")
        )

    assert may_of(PLUMBER) == (own, False, False)
    assert may_of(somebody("manager")) == (True, not given, True)
    assert may_of(somebody("manager", community="qy")) == (False, False, False)
    assert not permissions.may_measure(LEAD, "hv", "delete", PACO)


def test_an_action_that_is_not_listed_is_nobodys():
    assert not may(MANAGER, "hv", "engineering", "erase", PACO)


def test_one_person_is_made_of_the_records_of_all_their_communities():
    records = [
        a_member(departments=["engineering"], on_duty=True, languages=["en", "zh-Hans"]),
        a_member(community="qy", role="manager"),
    ]

    paco = staff_of(records)

    assert paco.memberships == (
        Membership("hv", ("engineering",), "staff", True, ("en", "zh-Hans")),
        Membership("qy", (), "manager"),
    )
    assert (paco.id, paco.on_duty, paco.disabled) == (PACO, True, False)


def test_leaving_one_community_leaves_the_others():
    paco = staff_of([a_member(disabled=True, on_duty=True), a_member(community="qy")])

    assert [m.community for m in paco.memberships] == ["qy"]
    assert not paco.disabled
    assert not paco.on_duty


def test_leaving_every_community_is_leaving():
    assert staff_of([a_member(disabled=True)]).disabled
    assert staff_of([]) is None
