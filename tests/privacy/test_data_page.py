"""A person's rights at the doors: to read what is kept, to take it along, to have it deleted."""

import json
from typing import Any

import pytest

from chalicelib.cases.requests import store as requests
from chalicelib.platform.services import id_secret, status_link
from chalicelib.privacy import law, person
from tests.support import clock
from tests.support.builders import CLEO, LENA, MARA, OTTO, PACO, World, key
from tests.support.door import Door, token_of
from tests.support.pages import BO, ROSA, a_story, key_and_token, opened, sent


def test_a_resident_reads_what_is_kept(door: Door) -> None:
    where, cookie, _ = a_story(door)
    page = door.get(f"{where}/data", headers=cookie)

    assert page.status == 200
    for said in (
        "Water drips on my bed.",
        "Please ring twice",
        "waiting for a part",
        "Engineering team",
    ):
        assert said in page.text
    assert "r…@example.com" in page.text and ROSA not in page.text
    assert "drinks" not in page.text and "1 internal note" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_a_resident_takes_it_along_as_a_file(door: Door) -> None:
    where, cookie, _ = a_story(door)
    answer = door.get(f"{where}/data", headers=cookie, query={"as": ["json"]})

    assert answer.json["words"] == "Water drips on my bed."
    assert "attachment" in answer.headers["content-disposition"]


def test_nobody_reads_it_without_the_link(door: Door) -> None:
    where, _, request_id = a_story(door)

    assert door.get(f"{where}/data").status == 401
    assert door.get(f"/r/{request_id}.forged/data").status == 401


def test_deleting_asks_first_then_deletes_and_says_so(door: Door) -> None:
    where, cookie, request_id = a_story(door)
    asked = door.get(f"{where}/data", headers=cookie, query={"ask": ["erase"]})
    assert "This cannot be undone" in asked.text
    before = requests.get(request_id)
    assert before and before.words

    answer = door.post_form(where, {**key_and_token(asked.text), "do": "erase"}, cookie)
    assert answer.status == 303
    after = requests.get(request_id)
    assert after and (after.state, after.words) == ("erased", "")
    page = door.get(where, headers=cookie)
    assert page.status == 410 and "This was deleted" in page.text
    assert "Water drips" not in door.get("/mine", headers=cookie).text


def test_a_program_that_sends_it_again_is_told_that_it_is_gone(door: Door) -> None:
    words = {"place": "7KQ2M9X0AB3CDE", "words": "Water drips"}
    header = {"idempotency-key": key("again")}
    made = door.post_json("/api/v1/requests", words, header).json
    body = {"reference": made["reference"]}
    path = f"/staff/v1/requests/{made['id']}/erase"
    assert door.post_json(path, body, token_of(MARA)).status == 202

    answer = door.post_json("/api/v1/requests", words, header)
    assert (answer.status, answer.json["type"]) == (410, "urn:steward:erased")
    status = door.get(
        f"/api/v1/requests/{made['id']}",
        headers={"authorization": f"Bearer {made['status_token']}"},
    )
    assert status.status == 410


@pytest.mark.parametrize(("who", "status"), [(PACO, 403), (LENA, 403), (CLEO, 403), (OTTO, 403)])
def test_who_may_not_erase_or_export(door: Door, who: Any, status: int) -> None:
    _, _, request_id = a_story(door)
    asked = {"community": "hv", "contact": ROSA}

    assert door.post_json("/staff/v1/person/export", asked, token_of(who)).status == status
    assert door.post_json("/staff/v1/person/erase", asked, token_of(who)).status == status
    path = f"/staff/v1/requests/{request_id}/erase"
    assert door.post_json(path, {"reference": "7KQ2M9X"}, token_of(who)).status == status


def test_a_manager_of_another_community_finds_nobody(door: Door) -> None:
    from chalicelib.estate import store as estate
    from tests.support.builders import member

    other = member("boss", "manager", community="qy", company="globex")
    estate.put_member(other)
    _, _, request_id = a_story(door)
    asked = {"community": "hv", "contact": ROSA}

    assert door.post_json("/staff/v1/person/erase", asked, token_of(other)).status == 404
    path = f"/staff/v1/requests/{request_id}/erase"
    assert door.post_json(path, {"reference": "7KQ2M9X"}, token_of(other)).status == 404


def test_erasing_wants_the_reference_again(door: Door) -> None:
    _, _, request_id = a_story(door)
    path = f"/staff/v1/requests/{request_id}/erase"
    answer = door.post_json(path, {"reference": "AAA-AAAA"}, token_of(MARA))

    assert (answer.status, list(answer.json["errors"])) == (422, ["reference"])
    kept = requests.get(request_id)
    assert kept and kept.state == "open"


def test_an_address_that_is_none_is_refused_by_name(door: Door) -> None:
    asked = {"community": "hv", "contact": "Rosa"}
    answer = door.post_json("/staff/v1/person/export", asked, token_of(MARA))

    assert (answer.status, list(answer.json["errors"])) == (422, ["contact"])


def test_a_copy_for_one_person_holds_all_of_theirs_and_nothing_of_others(door: Door) -> None:
    """The golden copy: whoever adds a field says here whether the person gets it."""
    _, _, request_id = a_story(door)
    answer = door.post_json(
        "/staff/v1/person/export", {"community": "hv", "contact": ROSA}, token_of(MARA)
    )
    (copy,) = answer.json["requests"]
    plain = json.dumps(copy, ensure_ascii=False)

    assert set(copy) == {
        "reference", "told_at", "topic", "kind", "place", "language", "channel", "words", "state",
        "closed_at", "answer", "notes", "internal_notes", "work", "addresses", "photos",
        "looks_at_your_address", "history", "kept",
    }  # fmt: skip
    assert [each["address"] for each in copy["addresses"]] == [ROSA]
    for other in (BO, "drinks", "paco", "Paco"):
        assert other not in plain
    assert [each["text"] for each in copy["notes"]] == ["Please ring twice"]
    assert [each["department"] for each in copy["looks_at_your_address"]] == ["engineering"]
    found = requests.aggregate(request_id)
    assert found and ("mara", "") in [(look.by, look.task) for look in found.looks]


def test_an_address_that_never_answered_shows_nobody_elses_words(door: Door) -> None:
    answer, _ = sent(door, words="Not yours", contact="eve@example.com")
    request_id = opened(door, answer)[0].removeprefix("/r/")
    world = World()
    world.tools = type(world.tools)(
        enqueue=world.enqueue, deliver=world.sent.append, secret=id_secret, link=lambda *_: "l"
    )
    world.enqueue(request_id, "request", "1#route")
    world.drain(clock.now())
    more: dict[str, Any] = {"by": "mara", "secret": id_secret(), "photo": str, "now": 1}

    (bare,) = person.export("hv", "eve@example.com", **more)["requests"]
    assert "words" not in bare and bare["unproven"]
    (whole,) = person.export("hv", "eve@example.com", unproven=True, **more)["requests"]
    assert whole["words"] == "Not yours"


def test_the_link_itself_opens_the_page_where_no_cookie_is_kept(door: Door) -> None:
    where, _, request_id = a_story(door)
    assert where == f"/r/{request_id}"
    assert door.get(f"/r/{status_link(request_id, 1)}/data").status == 200


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Asia/Shanghai", "Personal Information Protection Law"),
        ("Asia/Hong_Kong", "(Cap. 486)"),
        ("Europe/Dublin", "(GDPR)"),
        ("Europe/Zurich", ""),
        ("America/New_York", ""),
    ],
)
def test_the_law_that_is_named_is_the_law_of_the_place(zone: str, name: str) -> None:
    said = law.of(zone)

    assert name in said and bool(said) == bool(name)
