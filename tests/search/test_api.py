"""The search through the door: who finds what, how it is asked, and what is kept of it."""

import pytest
from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.search import saved
from tests.support import clock
from tests.support.builders import CLEO, LENA, LIFT, LOBBY, MARA, OTTO, PACO, World, key
from tests.support.door import Door, token_of

FLAT = structs.replace(
    LIFT, code="9KQ2M9X0AB3CDE", name={"en": "Flat 12A", "zh-Hant": "12A室"}, kind="private"
)


def search(door: Door, by=MARA, path: str = "search", **query: str):
    asked = {"community": ["hv"]} if path != "history" else {}
    asked |= {name: [value] for name, value in query.items()}
    return door.get(f"/staff/v1/{path}", headers=token_of(by), query=asked)


def hits(answer) -> list[str]:
    return [each["words"] for each in answer.json["hits"]]


@pytest.fixture
def told(door: Door) -> dict[str, Task]:
    """Five things that were told, each a minute after the one before."""
    estate.put_place(FLAT)
    world, now = World(), clock.now()
    said = [
        ("水管漏水", {"topic": "plumbing", "place": FLAT.code}),
        ("The tap in the kitchen drips.", {"topic": "plumbing", "place": FLAT.code}),
        ("The floor is dirty.", {"topic": "dirty", "place": LOBBY.code}),
        ("He was rude about the tap.", {"topic": "conduct", "kind": "complaint"}),
        ("A tap drips.", {"topic": "plumbing", "place": "8KQ2M9X0AB3CDE"}),
    ]
    for n, (words, more) in enumerate(said):
        made = world.submit(now + n, words=words, key=key(n), **more)
        world.drain(now + n)
        more["made"] = made.request_id
    found = [requests.heart(more["made"]).tasks for _, more in said]
    return dict(zip(("pipe", "tap", "dirty", "rude", "yard"), (t[0] for t in found), strict=True))


def test_words_are_found_in_the_departments_of_whoever_asks_and_nowhere_else(door, told) -> None:
    assert hits(search(door, q="TAP")) == ["The tap in the kitchen drips."]
    assert hits(search(door, q="tap", by=PACO)) == ["The tap in the kitchen drips."]
    assert hits(search(door, q="tap", by=CLEO)) == []
    assert hits(search(door, by=CLEO)) == ["The floor is dirty."]
    assert search(door, by=OTTO).status == 404
    assert search(door, by=PACO, department="cleaning").status == 422
    assert search(door, department="conduct").status == 422


def test_simplified_finds_traditional_and_a_flat_is_found_by_its_name(door, told) -> None:
    assert hits(search(door, q="水管 漏水")) == ["水管漏水"]
    assert len(hits(search(door, q="12a室"))) == 2


def test_a_question_has_filters(door, told) -> None:
    World().finished(told["tap"].id, clock.now() + 10)

    assert len(hits(search(door, topic="plumbing"))) == 2
    assert hits(search(door, topic="dirty", building="tower1")) == ["The floor is dirty."]
    assert hits(search(door, building="tower9")) == []
    assert hits(search(door, outcome="closed")) == []
    assert len(hits(search(door, outcome="open"))) == 3
    assert hits(search(door, until="2020-01")) == []


def test_a_hit_says_how_it_stands_now_and_what_was_done(door, told) -> None:
    World().finished(told["tap"].id, clock.now() + 10)

    (hit,) = search(door, q="kitchen", by=LENA).json["hits"]

    assert (hit["id"], hit["state"], hit["on_time"]) == (told["tap"].id, "done", True)
    assert (hit["place"], hit["department"]) == ("Flat 12A", "Engineering team")
    assert hit["status"] == "check"


def test_a_hit_that_may_not_be_seen_any_more_is_not_shown(door, told) -> None:
    before = requests.get(told["tap"].request)
    requests.save(before, structs.replace(before, concerns="sam"))

    assert hits(search(door, q="tap")) == []


def test_a_number_finds_its_request_whatever_it_says(door, told) -> None:
    number = requests.get(told["pipe"].request).reference

    assert hits(search(door, q=f"{number[:3]}-{number[3:]}".lower())) == ["水管漏水"]
    assert hits(search(door, q=requests.get(told["rude"].request).reference)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("q", "w" * 121), ("outcome", "gone"), ("since", "2026-13"), ("until", "soon"),
     ("after", "1"), ("department", "nobody")],
)  # fmt: skip
def test_each_wrong_field_is_named(door, told, field: str, value: str) -> None:
    answer = search(door, **{field: value})
    assert answer.status == 422
    assert field in answer.json["errors"]


def test_a_flat_has_a_history_from_its_label_and_from_a_task(door, told) -> None:
    of_label = search(door, path="history", place=FLAT.code)
    of_task = search(door, path="history", task=told["pipe"].id, by=PACO)

    assert hits(of_label) == hits(of_task) == ["The tap in the kitchen drips.", "水管漏水"]
    assert of_label.json["after"] == ""
    assert hits(search(door, path="history", place=FLAT.code, by=CLEO)) == []
    assert search(door, path="history", place=FLAT.code, by=OTTO).status == 404
    assert search(door, path="history", task=told["pipe"].id, by=CLEO).status == 404
    assert search(door, path="history", place="x", by=MARA).status == 404
    assert search(door, path="history", place=FLAT.code, after="1").status == 422


def test_a_long_history_comes_in_answers(door, told, monkeypatch) -> None:
    monkeypatch.setattr("chalicelib.search.history.MOST_HITS", 1)
    seen, after = [], ""
    for _ in range(3):
        answer = search(door, path="history", place=FLAT.code, after=after)
        seen += hits(answer)
        after = answer.json["after"]
        if not after:
            break

    assert seen == ["The tap in the kitchen drips.", "水管漏水"]


def keep(door: Door, name: str = "Taps", n: int = 1, by=PACO, **asked: str):
    body = {"community": "hv", "name": name, "asked": {"q": "tap"} | asked}
    return door.post_json("/staff/v1/searches", body, {"idempotency-key": key(n), **token_of(by)})


def test_a_view_is_kept_once_for_its_owner_alone_and_deleted(door) -> None:
    made = keep(door)
    assert (made.status, keep(door).json) == (201, made.json)
    assert keep(door, "Other").status == 422

    mine = search(door, by=PACO, path="searches").json["views"]
    assert [(view["name"], view["asked"]["q"]) for view in mine] == [("Taps", "tap")]
    assert search(door, by=LENA, path="searches").json["views"] == []
    path = f"/staff/v1/searches/{made.json['id']}/actions"
    for by, left in ((LENA, 1), (PACO, 0), (PACO, 0)):
        assert door.post_json(path, {"action": "delete"}, token_of(by)).status == 200
        assert len(search(door, by=PACO, path="searches").json["views"]) == left


def test_a_view_that_says_too_much_or_too_little_is_refused_and_named(door) -> None:
    assert "name" in keep(door, " ").json["errors"]
    assert "outcome" in keep(door, outcome="gone").json["errors"]
    assert "topic" in keep(door, topic="t" * 121).json["errors"]
    assert keep(door, by=OTTO).status == 404
    for n in range(saved.MOST):
        assert keep(door, n=n + 10).status == 201
    assert "name" in keep(door, n=99).json["errors"]
