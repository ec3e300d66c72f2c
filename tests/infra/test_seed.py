"""Loading an estate: the demo's is sound, and a mistake is said with its field."""

import copy
import json
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cases.danger.duties import cover
from chalicelib.estate.model import hours_of
from chalicelib.kernel.worktime import is_open
from infra import seed
from infra.local import EMPTY
from infra.say import Refused
from tests.support.builders import at


@pytest.fixture
def data():
    return json.loads(seed.DEMO.read_text())


def loaded(data):
    return seed.load(data, {each["username"]: each["username"] for each in data["staff"]})


def test_the_demo_has_two_communities_in_different_zones_and_languages(data):
    communities, places, members = loaded(data)

    assert len({community.calendar.zone for community in communities}) == 2
    assert len({community.languages[0] for community in communities}) == 2
    assert {place.community for place in places} == {"hv", "qy"}
    assert {member.role for member in members} >= {"staff", "lead", "manager"}


def test_the_demo_covers_every_duty_and_has_who_works_at_night(data):
    communities, _, members = loaded(data)
    for community in communities:
        there = [member for member in members if member.community == community.code]
        assert cover(community, there).uncovered == ()
        for duty in ("security", "duty_manager"):
            name = cover(community, there).departments[duty]
            assert is_open(hours_of(community, name), at("2026-12-25 03:00", "UTC")), name
        assert not is_open(hours_of(community, "engineering"), at("2026-12-25 03:00", "UTC"))


def test_the_demo_keeps_its_lunch_and_its_holidays(data):
    harbour = loaded(data)[0][0].calendar

    assert is_open(harbour, at("2026-03-02 10:00"))
    assert not is_open(harbour, at("2026-03-02 13:30"))
    assert not is_open(harbour, at("2026-12-25 10:00"))


def test_every_department_of_the_demo_has_somebody(data):
    communities, _, members = loaded(data)
    for community in communities:
        working = {name for m in members if m.community == community.code for name in m.departments}
        outside = set(community.contractors)
        assert set(community.departments) - {"conduct"} - outside <= working


def test_a_company_on_its_first_day_has_one_community_one_manager_and_no_place():
    data = seed.read(EMPTY)
    communities, places, members = loaded(data)

    assert (len(communities), places) == (1, [])
    assert [(each.role, each.community) for each in members] == [("manager", communities[0].code)]
    assert seed.summary(data, demo=True)["place"] == ""


def test_every_mistake_is_said_not_only_the_first(data):
    data["communities"][0]["colour"] = "green"
    data["communities"][1]["phone"] = "the porter"
    data["places"][0]["code"] = "short"
    with pytest.raises(Refused) as refused:
        loaded(data)
    for said in ("colour", "phone", "short"):
        assert said in refused.value.sentence


def test_a_label_that_was_replaced_is_retired(data):
    retired = [place for place in loaded(data)[1] if place.replaced_by]
    assert retired and all(place.retired_at for place in retired)


@pytest.mark.parametrize(
    ("part", "number", "field", "value", "said"),
    [
        ("communities", 0, "code", "H V", "code"),
        ("communities", 0, "departments", ["catering"], "departments"),
        ("communities", 0, "topics", {"noise": {"priority": "asap"}}, "topics.noise.priority"),
        ("communities", 0, "colour_scheme", "red", "colour_scheme"),
        ("communities", 0, "redirects", {"finance": "catering"}, "redirects.finance"),
        ("communities", 0, "contractors", {"catering": {}}, "contractors.catering"),
        (
            "communities",
            0,
            "contractors",
            {"lifts": {"name": "Lifts"}},
            "contractors.lifts.channel",
        ),
        (
            "communities",
            0,
            "contractors",
            {"lifts": {"name": "Lifts", "channel": "email", "address": "+85225550100"}},
            "contractors.lifts.address",
        ),
        ("communities", 0, "calendar", {"zone": "Mars", "week": []}, "calendar.zone"),
        ("communities", 0, "calendars", {"porters": "always"}, "calendars.porters"),
        ("communities", 0, "calendars", {"security": "nights"}, "calendars.security"),
        ("communities", 0, "calendars", {"security": {"week": [[]]}}, "calendars.security.week"),
        ("communities", 0, "duties", {"security": "porters"}, "duties.security"),
        ("communities", 0, "languages", [], "languages"),
        ("places", 0, "code", "short", "code"),
        ("places", 0, "community", "xx", "community"),
        ("staff", 0, "role", "king", "role"),
        ("staff", 0, "community", "xx", "community"),
        ("staff", 0, "departments", ["catering"], "departments"),
    ],
)
def test_a_mistake_is_said_with_its_field(data, part, number, field, value, said):
    broken = copy.deepcopy(data)
    broken[part][number][field] = value

    with pytest.raises(Refused) as refused:
        loaded(broken)

    assert said in refused.value.sentence


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.sampled_from(["communities", "places", "staff"]), st.data())
def test_whatever_stands_in_a_field_it_is_loaded_or_refused_in_a_sentence(part, draw):
    broken = json.loads(seed.DEMO.read_text())
    each = draw.draw(st.sampled_from(broken[part]))
    where = each
    if "calendar" in each and draw.draw(st.booleans()):
        where = each["calendar"]
    name = draw.draw(st.sampled_from([*sorted(where), "surprise"]))
    where[name] = draw.draw(VALUES)

    try:
        seed.load(broken, defaultdict(str))
    except Refused as refused:
        assert refused.sentence


@pytest.mark.parametrize("data", [[], {}, {"company": 1}, "x", {"company": "a", "staff": [1]}])
def test_what_is_no_estate_is_refused(data):
    with pytest.raises(Refused):
        seed.load(data, {})


def test_a_name_that_would_turn_its_line_is_loaded_without_what_turns(data):
    data["places"][0]["name"] = {"en": "Lift\u202e 2\u200b"}

    _, places, _ = loaded(data)

    assert places[0].name == {"en": "Lift 2"}
