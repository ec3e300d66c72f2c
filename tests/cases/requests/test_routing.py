"""Routing: always somewhere, never to the one it is about, and blind to debt."""

import inspect

import pytest
from msgspec import structs

from chalicelib.cases.danger.duties import DANGERS, USUAL, cover, kind_of_topic, problems
from chalicelib.cases.requests.routing import route
from chalicelib.estate.departments import DEPARTMENTS
from chalicelib.estate.topics import base
from tests.support.builders import CLEO, HARBOUR, PACO, SAM


def routed(**changes):
    usual = {
        "topic": "leak", "kind": "repair", "topics": base(),
        "open_departments": list(DEPARTMENTS), "redirects": {},
    }  # fmt: skip
    return route(**(usual | changes))


@pytest.mark.parametrize("topic", sorted(base()))
def test_every_topic_goes_to_its_departments(topic: str) -> None:
    found, row = routed(topic=topic).departments, base()[topic]
    kind = kind_of_topic(topic)
    duties = DANGERS[kind].duties if kind else ()
    assert found[: len(row.departments)] == row.departments
    assert set(found) == {*row.departments, *(USUAL[duty] for duty in duties)}


@pytest.mark.parametrize("topic", [None, "", "unheard_of"])
def test_what_nobody_can_place_goes_to_customer_service(topic) -> None:
    found = routed(topic=topic)
    assert (found.topic, found.departments) == ("other", ("customer_service",))


CALLED = {
    "fire": {"fire_safety", "security", "administration"},
    "gas": {"engineering", "fire_safety", "security"},
    "trapped": {"lifts", "security"},
    "electric": {"engineering", "security"},
    "water": {"engineering", "cleaning"},
    "structure": {"engineering", "security"},
    "medical": {"security", "administration"},
    "crime": {"security", "administration"},
    "danger": {"security", "administration"},
}


@pytest.mark.parametrize("kind", sorted(DANGERS))
def test_a_danger_calls_its_duties_beside_the_departments_of_the_topic_chosen(kind: str) -> None:
    found = routed(topic="mailbox", danger=kind)
    assert (found.priority, found.danger, found.mode) == ("urgent", kind, "grab")
    assert set(found.departments) == {"customer_service", *CALLED[kind]}
    assert base()[found.topic].priority == "urgent" or kind == "danger"


@pytest.mark.parametrize("kind", sorted(set(DANGERS) - {"danger"}))
def test_a_danger_that_nobody_placed_goes_to_its_duties_alone(kind: str) -> None:
    found = routed(topic="other", danger=kind)
    assert (set(found.departments), found.topic) == (CALLED[kind], DANGERS[kind].topic)


def test_a_danger_of_no_known_kind_keeps_what_was_chosen() -> None:
    found = routed(topic="leak", danger="danger")
    assert (found.topic, found.priority) == ("leak", "urgent")
    assert set(found.departments) == {"engineering", "security", "administration"}
    assert routed(topic="gas", danger="danger").danger == "gas"


@pytest.mark.parametrize(
    ("stored", "kind"), [("shock", "electric"), ("flooding", "water"), ("meteor", "danger")]
)
def test_a_kind_that_earlier_releases_stored_or_later_ones_name_is_read(stored, kind) -> None:
    assert routed(danger=stored).danger == kind


@pytest.mark.parametrize("topic", [code for code in sorted(base()) if kind_of_topic(code)])
def test_a_danger_that_was_only_guessed_from_words_is_none_and_one_that_was_chosen_is(
    topic: str,
) -> None:
    assert routed(topic=topic, guessed=True).danger == ""
    assert routed(topic=topic, guessed=False).danger == kind_of_topic(topic)


def test_a_complaint_about_a_person_goes_to_conduct_alone() -> None:
    found = routed(topic="conduct", kind="complaint", danger="crime")
    assert (found.departments, found.priority, found.danger) == (("conduct",), "urgent", "")
    assert routed(topic="conduct", kind="complaint").priority == "high"


def test_who_covers_a_duty_is_what_the_community_says_else_where_somebody_works() -> None:
    found = cover(HARBOUR, [PACO, SAM])
    assert (found.departments["lifts"], found.departments["security"]) == (
        "engineering",
        "security",
    )
    assert found.uncovered == ("cleaning", "duty_manager")


def test_what_nobody_covers_is_the_duty_managers() -> None:
    found = cover(HARBOUR, [PACO, SAM, structs.replace(CLEO, disabled=True)])
    assert {found.departments[duty] for duty in found.uncovered} == {"administration"}
    gone = routed(topic="other", danger="water", covers=found.departments)
    assert set(gone.departments) == {"engineering", "administration"}


def test_a_contractor_covers_a_duty_and_a_redirect_passes_one_on() -> None:
    lifts = {"name": "Lift Co", "channel": "email", "address": "a@lifts.example"}
    with_lifts = structs.replace(
        HARBOUR,
        departments=["security", "lifts", "customer_service"],
        contractors={"lifts": lifts},
        duties={},
        redirects={"fire_safety": "security"},
    )
    found = cover(with_lifts, [SAM])
    assert found.uncovered == ("engineering", "cleaning", "duty_manager")
    assert (found.departments["lifts"], found.departments["fire_safety"]) == ("lifts", "security")
    assert found.departments["duty_manager"] == "customer_service"


@pytest.mark.parametrize(
    "rows", [[], {"plumbing": "engineering"}, {"lifts": "lifts"}, {"security": "conduct"}]
)
def test_duties_that_make_no_sense_are_refused_naming_them(rows) -> None:
    found = list(problems(rows, HARBOUR.departments))
    assert found and all(each.field.startswith("duties") for each in found)


def test_somebody_in_difficulty_goes_to_the_duty_manager() -> None:
    found = routed(topic="", kind="help")
    assert found.departments == ("administration",)
    assert (base()["help"].accept, found.priority) == (15, "urgent")


def test_a_department_that_is_not_there_is_redirected() -> None:
    there = ["security", "customer_service"]
    assert routed(open_departments=there).departments == ("customer_service",)
    redirected = routed(open_departments=there, redirects={"engineering": "security"})
    assert redirected.departments == ("security",)


def test_redirects_in_a_circle_still_end_somewhere() -> None:
    circle = {"engineering": "greening", "greening": "engineering"}
    found = routed(open_departments=["administration"], redirects=circle)
    assert found.departments == ("administration",)


def test_debt_cannot_be_asked_for() -> None:
    assert not {"debt", "fees", "paid", "balance", "household"} & set(
        inspect.signature(route).parameters
    )


@pytest.mark.parametrize(("topic", "priority"), [
    ("lost", "normal"), ("plumbing", "normal"), ("leak", "high"), ("stranger", "high"),
    ("help", "high"),
])  # fmt: skip
def test_a_guess_wakes_nobody_and_waits_no_longer_than_what_nobody_could_place(
    topic: str, priority: str
) -> None:
    found = routed(topic=topic, guessed=True)

    assert (found.topic, found.priority, found.danger) == (topic, priority, "")
    assert found.departments == base()[topic].departments


def test_a_danger_beside_a_guess_is_as_urgent_as_ever() -> None:
    assert routed(topic="lost", guessed=True, danger="fire").priority == "urgent"
