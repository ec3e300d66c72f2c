""" "We have it too" at the residents' door, without JavaScript, in every language."""

import html
import re

import pytest
from msgspec import structs

from chalicelib.cases.duplicates import suggestions_store as known
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.i18n import languages, msg
from chalicelib.kernel.errors import Unavailable
from tests.support import clock
from tests.support.builders import DAY, HARBOUR, HOUR, LIFT, PACO, World, key
from tests.support.calls import counted
from tests.support.door import Answer, Door, token_of
from tests.support.neighbours import WORDS, acted, joined, listed, opened, reported, stored
from tests.support.pages import PATH, cookie_of, fields_of


@pytest.fixture
def now() -> int:

    return clock.now()


@pytest.fixture
def world(door: Door) -> World:
    return World()


def sent(door: Door, **fields: str) -> Answer:
    """Send the form as it is now with these fields; one of its own form has no more."""
    hidden = fields_of(door.get(PATH).text)
    kept = {name: hidden[name] for name in ("key", "token")}
    return door.post_form(PATH, kept | fields)


def receipt(door: Door, answer: Answer) -> tuple[str, dict[str, str], str]:
    assert answer.status == 303, answer.text[-500:]
    cookie = cookie_of(answer)
    where = answer.headers["location"].partition("?")[0]
    clean = door.get(where, headers=cookie).headers["location"].partition("?")[0]
    return clean, cookie, door.get(clean, headers=cookie).text


def text_of(page: str) -> str:
    """Return what a page says, as somebody reads it."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def drained(world: World, request_id: str) -> None:
    request = stored(request_id)
    for name in request.pending:
        world.enqueue(request_id, "request", name)
    world.drain(request.created_at)


@pytest.mark.parametrize("lang", languages())
def test_one_tap_joins_and_the_page_says_who_has_it_and_what_is_known(
    door: Door, world: World, now: int, lang: str
) -> None:
    estate.put_community(structs.replace(HARBOUR, languages=["zh-Hant", "zh-Hans", "en"]))
    words = {**WORDS, "zh-Hans": "大厦停水至中午。"}
    outage = opened(world, now - HOUR, words=words, to_at=now + 2 * HOUR)
    joined(world, outage.id, now=now - HOUR)
    known.forget()
    reader = {"accept-language": lang}
    form = door.get(PATH, headers=reader).text
    assert words[lang] in form
    assert msg(lang, "I have this too") in form

    answer = sent(door, join=outage.id)
    where, cookie, _ = receipt(door, answer)
    page = text_of(door.get(where, headers=cookie | reader).text)

    request_id = where.removeprefix("/r/")
    assert stored(request_id).joined_to == outage.id
    assert words[lang] in page
    assert msg(lang, "You are on the list for this fault") in page
    assert msg(lang, "%(n)s people have reported this, including you.", n=2) in page or lang != "en"
    assert "2" in page
    assert msg(lang, "No, mine is different") in page


def test_a_request_is_offered_without_anybodys_words(door: Door, world: World, now: int) -> None:
    parent = reported(world, now - HOUR, words="My secret words about the light")

    form = door.get(PATH).text
    where, cookie, page = receipt(door, sent(door, join=parent.id))

    assert parent.id in form
    assert "Light not working, Lift 2" in text_of(form)
    for each in (form, page):
        assert "secret" not in each
    assert "Sent to the team" in text_of(page)


def test_who_joined_without_a_word_reads_what_is_kept(door: Door, world: World, now: int) -> None:
    parent = reported(world, now - HOUR)
    where, cookie, _ = receipt(door, sent(door, join=parent.id, words=""))

    assert door.get(f"{where}/data", headers=cookie).status == 200


def test_the_whole_journey_of_a_joiner_works_without_javascript(
    door: Door, world: World, now: int
) -> None:
    parent = reported(world, now - HOUR)
    where, cookie, _ = receipt(door, sent(door, join=parent.id))
    request_id = where.removeprefix("/r/")
    drained(world, request_id)
    assert listed(parent.id) == [request_id]
    (task,) = tasks.of_request(parent.id)
    world.finished(task.id, now)

    page = door.get(where, headers=cookie).text
    hidden = fields_of(page)
    assert "Done - please check" in page
    said = {**hidden, "do": "feedback", "fixed": "no", "comment": "Still dark."}
    assert door.post_form(where, said, cookie).status == 303
    drained(world, request_id)

    again = stored(request_id)
    assert (again.state, again.joined_to, again.reopened) == ("open", "", 1)
    assert len(tasks.of_request(request_id)) == 1


def test_mine_is_different_is_one_sentence_and_a_tap(door: Door, world: World, now: int) -> None:
    parent = reported(world, now - HOUR)
    where, cookie, page = receipt(door, sent(door, join=parent.id))
    request_id = where.removeprefix("/r/")
    drained(world, request_id)
    hidden = fields_of(page) | {"do": "unjoin"}

    silent = door.post_form(where, hidden | {"text": ""}, cookie)
    assert silent.status == 422
    assert "text-wrong" in silent.text
    told = door.post_form(where, hidden | {"text": "Mine is at the back door."}, cookie)

    assert told.headers["location"].endswith("saved=unjoin")
    drained(world, request_id)
    assert listed(parent.id) == []
    (task,) = tasks.of_request(request_id)
    assert task.summary == "Mine is at the back door."


def test_nobody_un_joins_or_withdraws_without_the_link(door: Door, world: World, now: int) -> None:
    parent = reported(world, now - HOUR)
    where, cookie, page = receipt(door, sent(door, join=parent.id))

    for do in ("unjoin", "withdraw"):
        assert door.post_form(where, fields_of(page) | {"do": do, "text": "Mine."}).status == 401
    forged = {"do": "unjoin", "key": key(), "token": "1.x", "text": "Mine."}
    door.post_form(where, forged, cookie)

    assert stored(where.removeprefix("/r/")).joined_to == parent.id


def test_a_double_tap_on_me_too_is_one_join(door: Door, world: World, now: int) -> None:
    parent = reported(world, now - HOUR)
    hidden = fields_of(door.get(PATH).text)
    fields = {"key": hidden["key"], "token": hidden["token"], "join": parent.id}

    first, second = door.post_form(PATH, fields), door.post_form(PATH, fields)

    assert first.headers["location"] == second.headers["location"]


def words_sent(door: Door, page: str = "", **fields: str) -> Answer:
    hidden = fields_of(page or door.get(PATH).text)
    usual = {"topic": "lighting", "where": "here", "words": "Light is out."}
    return door.post_form(PATH, {**hidden, **usual, **fields})


def test_the_chosen_topic_is_asked_about_once_and_words_and_key_are_kept(
    door: Door, world: World, now: int
) -> None:
    page = door.get(PATH).text
    parent = reported(world, now - HOUR)
    asked = words_sent(door, page)

    assert asked.status == 409
    assert "Is it the same problem?" in asked.text
    assert "Light is out." in asked.text
    assert fields_of(asked.text)["key"] == fields_of(page)["key"]

    joins = words_sent(door, asked.text, join=parent.id)
    request = stored(receipt(door, joins)[0].removeprefix("/r/"))
    assert (request.joined_to, request.words) == (parent.id, "Light is out.")


@pytest.mark.parametrize("answer", [{"again": "different"}, {}])
def test_who_says_no_or_sends_again_is_not_asked_twice(
    door: Door, world: World, now: int, answer: dict[str, str]
) -> None:
    page = door.get(PATH).text
    reported(world, now - HOUR)
    asked = words_sent(door, page)

    request = stored(receipt(door, words_sent(door, asked.text, **answer))[0].removeprefix("/r/"))

    assert (request.joined_to, request.topic) == ("", "lighting")


@pytest.mark.parametrize("fields", [
    {"words": "Light is out and I smell gas"},
    {"topic": "flooding"},
    {"topic": "noise"},
    {"where": "other", "spot": "Flat 12A"},
])  # fmt: skip
def test_danger_and_what_is_ones_own_is_never_held_up(
    door: Door, world: World, now: int, fields: dict[str, str]
) -> None:
    page = door.get(PATH).text
    reported(world, now - HOUR)

    assert words_sent(door, page, **fields).status == 303


def test_what_the_page_offered_above_is_not_asked_about_again(
    door: Door, world: World, now: int
) -> None:
    reported(world, now - HOUR)

    assert words_sent(door).status == 303


def test_ones_own_words_sent_twice_are_not_taken_for_a_neighbours(
    door: Door, world: World, now: int
) -> None:
    page = door.get(PATH).text
    first = words_sent(door, page)
    drained(world, receipt(door, first)[0].removeprefix("/r/"))
    known.forget()

    again = words_sent(door, page)

    assert again.headers["location"] == first.headers["location"]


def test_what_is_over_by_now_is_said_and_the_words_are_kept(
    door: Door, world: World, now: int
) -> None:
    parent = reported(world, now - HOUR)
    page = door.get(PATH).text
    (task,) = tasks.of_request(parent.id)
    world.finished(task.id, now)

    late = words_sent(door, page, join=parent.id, words="It flickers.")

    assert late.status == 422
    assert "That fault is fixed or is in another place." in text_of(late.text)
    assert "It flickers." in late.text
    assert 'name="join"' not in late.text


@pytest.mark.parametrize("nonsense", ["x", "hv-" + "0" * 26, "qy-" + "0" * 26, "\x00", "x" * 5_000])
def test_nonsense_joins_nothing(door: Door, nonsense: str) -> None:
    answer = sent(door, join=nonsense)

    assert answer.status == 422
    assert "set-cookie" not in answer.headers


def test_limited_offers_me_too_and_the_telephone(door: Door, world: World, now: int) -> None:
    from chalicelib.kernel import limits

    parent = reported(world, now - HOUR)
    answers = [words_sent(door, words=f"Dirty {n}", topic="dirty") for n in range(25)]
    limited = next(answer for answer in answers if answer.status == 429)

    assert f'value="{parent.id}"' in limited.text
    assert "tel:+85225550100" in limited.text
    assert sent(door, join=parent.id).status == 303
    assert limits.LIMITS["j"].most > limits.LIMITS["p"].most


def test_planned_work_and_what_ended_are_told_without_a_tap(
    door: Door, world: World, now: int
) -> None:
    opened(world, now - HOUR, planned=True, from_at=now + DAY, to_at=now + DAY + HOUR)
    ended = opened(world, now - HOUR, key=key("ended"), topics=["no_power"])
    acted(world, ended, "end", now - HOUR)
    known.forget()

    form = door.get(PATH).text

    assert "Planned work: tomorrow" in text_of(form)
    assert "We believe this was fixed" in text_of(form)
    assert 'name="join"' not in form


def test_the_form_costs_two_queries_more_at_most_once_a_minute(door: Door, world: World) -> None:
    door.get(PATH)
    known.forget()

    with counted() as calls:
        door.get(PATH)
        door.get(PATH)

    assert calls == ["Query", "Query"]


def test_the_form_is_there_when_what_is_known_does_not_answer(
    door: Door, world: World, now: int, monkeypatch
) -> None:
    from chalicelib.cases.duplicates import suggestions as known_use

    reported(world, now - HOUR)

    def silent(*args, **more):
        raise Unavailable("the table did not answer")

    monkeypatch.setattr(known_use.known, "building", silent)

    assert door.get(PATH).status == 200
    assert words_sent(door).status == 303


def test_the_page_of_a_joined_request_is_two_queries(door: Door, world: World, now: int) -> None:
    parent = reported(world, now - HOUR)
    where, cookie, _ = receipt(door, sent(door, join=parent.id))

    with counted() as calls:
        door.get(where, headers=cookie)

    assert calls == ["Query", "Query"]


def test_a_declined_joiner_reads_why(door: Door, world: World, now: int) -> None:
    parent = reported(world, now - HOUR)
    where, cookie, _ = receipt(door, sent(door, join=parent.id))
    drained(world, where.removeprefix("/r/"))
    (task,) = tasks.of_request(parent.id)
    world.act(task.id, "claim", 1, now=now)
    world.act(task.id, "decline", 2, now=now, reason="This lamp is the city's.")
    world.drain(now)

    assert "This lamp is the city" in door.get(where, headers=cookie).text


def test_an_owner_who_left_reads_withdrawn_and_is_offered_nothing(
    door: Door, world: World, now: int
) -> None:
    first = words_sent(door)
    where, cookie, page = receipt(door, first)
    request_id = where.removeprefix("/r/")
    drained(world, request_id)
    joined(world, request_id, now=now)
    form = page[page.index('value="withdraw"') :]
    done = door.post_form(where, fields_of(form) | {"do": "withdraw"}, cookie)

    page = door.get(where, headers=cookie).text
    assert done.status == 303
    assert "You cancelled this request" in page
    assert 'name="do"' not in page
    assert requests.get(request_id).state == "open"


def test_programs_join_and_read_how_many_have_it(door: Door, world: World, now: int) -> None:
    parent = reported(world, now - HOUR)
    body = {"place": LIFT.code, "words": "", "joined_to": parent.id}
    headers = {"idempotency-key": key("program")}

    made = door.post_json("/api/v1/requests", body, headers)
    again = door.post_json("/api/v1/requests", body, headers)

    assert (made.status, again.status) == (201, 200)
    token = {"authorization": f"Bearer {made.json['status_token']}"}
    status = door.get(f"/api/v1/requests/{made.json['id']}", headers=token).json
    assert (status["status"], status["joined"]["told"]) == ("joined", 2)
    assert status["joined"]["status"] == "with_team"


def test_programs_read_what_is_known_at_a_place_and_never_words(
    door: Door, world: World, now: int
) -> None:
    parent = reported(world, now - HOUR, words="My secret words")
    outage = opened(world, now - HOUR)

    answer = door.get("/api/v1/known", query={"place": [LIFT.code]})

    found = {one["id"]: one for one in answer.json["known"]}
    assert found.keys() == {parent.id, outage.id}
    assert found[parent.id]["titles"] == ["Light not working"]
    assert "secret" not in answer.text
    assert door.get("/api/v1/known", query={"place": ["00000000000000"]}).status == 404


def test_staff_join_for_somebody_who_calls(door: Door, world: World, now: int) -> None:
    outage = opened(world, now - HOUR)
    body = {"place": LIFT.code, "words": "", "channel": "phone", "joined_to": outage.id}

    made = door.post_json(
        "/staff/v1/requests", body, {**token_of(PACO), "idempotency-key": key("call")}
    )

    assert (made.status, stored(made.json["id"]).joined_to) == (201, outage.id)


@pytest.mark.parametrize("nonsense", ["x", "hv-" + "0" * 26, "hv-outage-" + "0" * 26, 7, ["x"]])
def test_programs_that_join_nonsense_learn_the_field(door: Door, nonsense) -> None:
    body = {"place": LIFT.code, "words": "Light is out.", "joined_to": nonsense}

    answer = door.post_json("/api/v1/requests", body, {"idempotency-key": key()})

    assert (answer.status, list(answer.json["errors"])) == (422, ["joined_to"])


def test_a_neighbour_adds_words_a_photo_and_urges_and_staff_read_it_without_who(
    door: Door, world: World, now: int
) -> None:
    parent = reported(world, now)
    where, cookie, page = receipt(door, sent(door, join=parent.id))
    for what in ("Add a note", "Add a photo", "Ask us to hurry"):
        assert what in text_of(page)
    note = {**fields_of(page), "do": "note", "text": "It is the third lamp."}
    assert door.post_form(where, note, cookie).status == 303
    drained(world, where.removeprefix("/r/"))

    (task,) = tasks.of_request(parent.id)
    told = door.get(f"/staff/v1/tasks/{task.id}", headers=token_of(PACO)).json

    assert [each["text"] for each in told["neighbours"]["notes"]] == ["It is the third lamp."]
    assert set(told["neighbours"]["notes"][0]) == {"at", "text"}
    assert where.removeprefix("/r/") not in str(told["neighbours"])


def test_under_an_outage_nothing_is_offered_that_nobody_would_read(
    door: Door, world: World, now: int
) -> None:
    outage = opened(world, now - HOUR)
    known.forget()
    _, _, page = receipt(door, sent(door, join=outage.id))

    for what in ("Add a note", "Add a photo", "Ask us to hurry"):
        assert what not in text_of(page)
