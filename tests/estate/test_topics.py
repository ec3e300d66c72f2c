"""The topic table: whole, plain, and overridden by data that names its mistakes."""

import pytest

from chalicelib.estate.departments import DEPARTMENTS
from chalicelib.estate.topics import CLASSES, KINDS, PRIORITIES, SERVICES, base, effective, merge

PUBLIC = {
    "housing_fabric", "equipment", "facilities", "sanitation", "greening", "public_security",
    "fire_protection", "vehicles_and_roads",
}  # fmt: skip


def test_every_service_class_public_service_and_kind_has_topics() -> None:
    topics = base().values()
    assert {topic.service_class for topic in topics} == set(CLASSES)
    assert {topic.service for topic in topics if topic.service_class == "public"} == PUBLIC
    assert {kind for topic in topics for kind in topic.kinds} == set(KINDS)
    assert 60 <= len(base()) <= 90


def test_every_row_makes_sense() -> None:
    for topic in base().values():
        assert effective({topic.code: {}}) == (base(), [])
        assert topic.departments and set(topic.departments) <= DEPARTMENTS.keys()
        assert topic.service in SERVICES and topic.priority in PRIORITIES


def test_no_topic_is_called_after_a_department() -> None:
    names = {topic.name.lower() for topic in base().values()}
    assert not names & {name.lower() for name in DEPARTMENTS.values()}


def test_the_first_page_has_few_big_topics_in_an_order() -> None:
    ranks = sorted(topic.on_form for topic in base().values() if topic.on_form)
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(ranks) <= 9


def test_what_is_urgent_is_a_matter_of_safety() -> None:
    assert all(topic.safety for topic in base().values() if topic.priority == "urgent")


def test_a_community_overrides_a_row_and_adds_one() -> None:
    pool = {"name": "Swimming pool", "service": "club", "departments": ["engineering"],
            "priority": "normal"}  # fmt: skip
    topics, problems = effective({"noise": {"priority": "low", "frozen": "Works until May"},
                                  "pool": pool})  # fmt: skip

    assert problems == []
    assert (topics["noise"].priority, topics["noise"].frozen) == ("low", "Works until May")
    assert topics["pool"].departments == ("engineering",)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"priority": "asap"}, "priority"),
        ({"colour": "red"}, "colour"),
        ({"departments": []}, "departments"),
        ({"departments": ["Catering!"]}, "departments"),
        ({"departments": "engineering"}, "departments"),
        ({"accept": 60, "done": 30}, "accept"),
        ({"accept": 0}, "accept"),
        ({"check_back": 4000}, "check_back"),
        ({"mode": "lottery"}, "mode"),
        ({"kinds": ["order"]}, "kinds"),
        ({"service": "magic"}, "service"),
        ({"service_class": "royal"}, "service_class"),
        ({"name": ""}, "name"),
        ({"safety": "yes"}, "safety"),
        ("not a row", "row"),
    ],
)
def test_a_bad_override_is_named_and_keeps_the_last_good_row(row, field: str) -> None:
    good, _ = effective({"noise": {"priority": "low"}})

    topics, problems = merge(good, {"noise": row})

    assert [(problem.topic, problem.field) for problem in problems] == [("noise", field)]
    assert topics["noise"] == good["noise"]


def test_a_new_topic_without_what_it_needs_is_named() -> None:
    topics, problems = effective({"pool": {"name": "Swimming pool"}})
    assert "pool" not in topics
    assert problems[0].field == "departments"
