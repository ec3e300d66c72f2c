"""Routing: always somewhere, never to the one it is about, and blind to debt."""

import inspect

import pytest

from chalicelib.domain.departments import DEPARTMENTS
from chalicelib.domain.routing import route
from chalicelib.domain.topics import base


def routed(**changes):
    usual = {
        "topic": "leak", "kind": "repair", "words": "Water drips", "place_kind": "shared",
        "topics": base(), "open_departments": list(DEPARTMENTS), "redirects": {},
    }  # fmt: skip
    return route(**(usual | changes))


@pytest.mark.parametrize("topic", sorted(base()))
def test_every_topic_goes_to_its_departments(topic: str) -> None:
    assert routed(topic=topic).departments == base()[topic].departments


@pytest.mark.parametrize("topic", [None, "", "unheard_of"])
def test_what_nobody_can_place_goes_to_customer_service(topic) -> None:
    found = routed(topic=topic)
    assert (found.topic, found.departments) == ("other", ("customer_service",))


def test_words_of_danger_make_it_urgent_and_bring_security() -> None:
    found = routed(topic="dirty", words="I smell gas here")
    assert (found.priority, found.emergency) == ("urgent", "gas")
    assert found.departments == ("cleaning", "security")


def test_a_complaint_about_a_person_goes_to_conduct_alone() -> None:
    found = routed(topic="conduct", kind="complaint", words="He shouted, and there is a fire!")
    assert found.departments == ("conduct",)


def test_somebody_in_difficulty_goes_to_the_duty_manager() -> None:
    found = routed(topic="", kind="help", words="My neighbour does not answer her door")
    assert found.departments == ("administration",)
    assert base()["help"].accept == 15


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
