"""Keys of programs: shown once, held to their rights and communities, gone at once."""

import json

import pytest
from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.kernel.errors import NotAuthenticated
from chalicelib.platform.http import call as http
from chalicelib.programs.keys import store as keys
from chalicelib.programs.keys.clocks import SHOWN_MS, tick
from chalicelib.programs.keys.model import (
    BOTH_VALID_MS,
    PER_MINUTE,
    READ_OWN,
    SUBMIT,
    id_in,
    new_text,
)
from tests.support import clock
from tests.support.builders import HARBOUR, LENA, LIFT, MARA, OTTO, YARD, key
from tests.support.door import Answer, Door, token_of

from .samples import program_key

REQUESTS = "/api/v1/programs/requests"


def made(door: Door, rights: list[str], who=MARA, **more) -> Answer:
    body = {"community": "hv", "name": "ERP 7", "rights": rights, **more}
    return door.post_json("/staff/v1/keys", body, token_of(who))


def acted(door: Door, id_: str, action: str, version: int = 1) -> Answer:
    headers = token_of(MARA) | {"if-match": f'"{version}"'}
    return door.post_json(f"/staff/v1/keys/{id_}/actions", {"action": action}, headers)


def shows(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


def me(door: Door, text: str) -> int:
    return door.get("/api/v1/programs/me", headers=shows(text)).status


def submitted(door: Door, text: str, number: int = 1, place=LIFT, **told) -> Answer:
    body = {"place": place.code, "words": "The tap drips.", **told}
    return door.post_json(REQUESTS, body, shows(text) | {"idempotency-key": key(number)})


def later(monkeypatch: pytest.MonkeyPatch, ms: int) -> None:
    monkeypatch.setattr(http, "now_ms", lambda: clock.now() + ms)


def test_a_key_is_shown_once_and_stored_as_a_hash(door: Door) -> None:
    text = made(door, [SUBMIT]).json["text"]

    assert me(door, text) == 200
    listed = door.get("/staff/v1/keys", headers=token_of(MARA), query={"community": ["hv"]})
    (shown,) = listed.json["keys"]
    assert (shown["name"], shown["made_by"]) == ("ERP 7", "Mara")
    secret = text.split("_")[2]
    assert secret not in listed.text
    assert secret not in repr(keys.of_community("hv"))


@pytest.mark.parametrize("who", [LENA, OTTO])
def test_only_a_manager_makes_a_key(door: Door, who) -> None:
    assert made(door, [SUBMIT], who).status == 403
    assert keys.of_community("hv") == []


WRONG = [("name", "a{}"), ("rights", ["all"]), ("rights", ["words"])]


@pytest.mark.parametrize(("field", "wrong"), WRONG)
def test_a_mistake_is_named_at_its_field_and_makes_nothing(door: Door, field, wrong) -> None:
    body = {"community": "hv", "name": "ERP", "rights": [SUBMIT], field: wrong}
    headers = token_of(MARA) | {"accept-language": "zh-Hant"}
    refused = door.post_json("/staff/v1/keys", body, headers)

    assert (refused.status, list(refused.json["errors"])) == (422, [field])
    assert not refused.json["errors"][field].isascii()
    assert keys.of_community("hv") == []


def test_after_a_rotation_both_texts_are_good_for_a_time_and_then_one(door, monkeypatch) -> None:
    first = made(door, [SUBMIT]).json
    second = acted(door, first["key"]["id"], "rotate").json["text"]
    assert acted(door, first["key"]["id"], "rotate", version=1).status == 412

    assert (me(door, first["text"]), me(door, second)) == (200, 200)
    later(monkeypatch, BOTH_VALID_MS + 60_000)
    assert (me(door, first["text"]), me(door, second)) == (401, 200)


def test_a_revoked_key_opens_nothing_from_then_on_and_goes_after_a_while(door: Door) -> None:
    first = made(door, [SUBMIT]).json
    second = acted(door, first["key"]["id"], "rotate").json["text"]

    for _ in range(2):
        assert acted(door, first["key"]["id"], "revoke").json["key"]["revoked_by"] == "Mara"
    assert (me(door, first["text"]), me(door, second)) == (401, 401)
    assert acted(door, first["key"]["id"], "rotate", version=3).status == 409
    (gone,) = keys.of_community("hv")
    assert not tick(gone, now=gone.revoked_at + SHOWN_MS - 1, tools=None)
    assert tick(gone, now=gone.revoked_at + SHOWN_MS, tools=None)
    assert keys.of_community("hv") == []


def test_missing_wrong_and_revoked_keys_are_answered_alike(door: Door) -> None:
    known, _ = program_key("erp", "hv")
    keys.insert(known)
    another = new_text(known.id, lambda n: b"x" * n)
    asked = [door.get("/api/v1/programs/me", headers=h) for h in ({}, shows("x"), shows(another))]

    assert {each.status for each in asked} == {401}
    assert len({each.json["detail"] for each in asked}) == 1
    assert NotAuthenticated("no_key").args[0] == asked[0].json["detail"]


def test_a_slip_of_typing_is_no_key() -> None:
    _, text = program_key("erp", "hv")

    assert id_in(text) == "hv-erp0000000"
    assert id_in(text[:-1] + ("0" if text[-1] != "0" else "1")) == ""
    assert id_in(text.replace("hv-", "qy-")) == ""


def test_a_program_reads_what_it_submitted_and_nothing_else_without_the_right(door: Door) -> None:
    own = made(door, [SUBMIT, READ_OWN]).json["text"]
    other = made(door, [SUBMIT, READ_OWN, "words"]).json["text"]
    mine = submitted(door, own).json["id"]
    theirs = submitted(door, other).json["id"]

    assert mine != theirs, "one Idempotency-Key of two programs is two requests"
    listed = door.get(REQUESTS, headers=shows(own)).json
    assert [(each["id"], each["own"], each["told"]) for each in listed["requests"]] == [
        (mine, True, None)
    ]
    assert door.get(f"{REQUESTS}/{theirs}", headers=shows(own)).status == 404
    told = door.get(f"{REQUESTS}/{theirs}", headers=shows(other)).json["request"]["told"]
    assert told["words"] == "The tap drips."


def test_the_same_submission_again_is_the_same_request(door: Door) -> None:
    text = made(door, [SUBMIT]).json["text"]
    first, again = submitted(door, text), submitted(door, text)

    assert (first.status, again.status) == (201, 200)
    assert first.json["id"] == again.json["id"]
    assert door.get(REQUESTS, headers=shows(text)).status == 403, "it may not read"


def test_a_key_counts_in_its_community_only(door: Door) -> None:
    text = made(door, [SUBMIT, READ_OWN]).json["text"]

    assert submitted(door, text, place=YARD).status == 404
    asked = door.get(REQUESTS, headers=shows(text), query={"community": ["qy"]})
    assert asked.status == 404


def test_a_key_of_the_company_is_made_by_who_manages_all_of_it(door: Door) -> None:
    estate.put_community(structs.replace(HARBOUR, code="hw"))
    assert made(door, [READ_OWN], company=True).status == 403

    estate.put_member(structs.replace(MARA, community="hw"))
    whole = made(door, [READ_OWN], company=True).json
    assert whole["key"]["communities"] == ["hv", "hw"]
    asked = door.get(REQUESTS, headers=shows(whole["text"]), query={"community": ["hw"]})
    assert asked.json == {"requests": [], "after": ""}


def test_a_list_goes_on_where_the_last_page_ended(door: Door, monkeypatch) -> None:
    monkeypatch.setattr("chalicelib.programs.keys.reading.PAGE", 2)
    text = made(door, [SUBMIT, "read_all"]).json["text"]
    sent = {submitted(door, text, n, words=f"Tap {n} drips.").json["id"] for n in range(5)}

    found, after = [], ""
    for _ in range(4):
        page = door.get(REQUESTS, headers=shows(text), query={"after": [after]}).json
        found += [each["id"] for each in page["requests"]]
        after = page["after"]
        if not after:
            break
    assert len(found) == 5
    assert set(found) == sent


def test_a_complaint_about_a_person_is_read_by_no_program(door: Door) -> None:
    text = made(door, [SUBMIT, "read_all", "words"]).json["text"]
    body = {"place": LIFT.code, "words": "He shouted at me.", "topic": "conduct"}
    about = door.post_json("/api/v1/requests", body, {"idempotency-key": key("c")}).json["id"]

    assert door.get(f"{REQUESTS}/{about}", headers=shows(text)).status == 404
    assert door.get(REQUESTS, headers=shows(text)).json["requests"] == []


def test_a_full_minute_refuses_with_the_time_to_wait_but_never_a_danger(door, monkeypatch) -> None:
    monkeypatch.setattr("chalicelib.programs.keys.called_by.PER_MINUTE", 2)
    later(monkeypatch, 0)
    stands = clock.now() // 60_000 * 60_000 + 10_000
    monkeypatch.setattr(http, "now_ms", lambda: stands)
    text = made(door, [SUBMIT]).json["text"]
    assert [me(door, text) for _ in range(3)] == [200, 200, 429]

    refused = submitted(door, text)
    assert (refused.status, refused.headers["retry-after"]) == (429, "50")
    assert submitted(door, text, danger=True, words="Gas is leaking.").status == 201
    monkeypatch.setattr(http, "now_ms", lambda: stands + 50_000)
    assert me(door, text) == 200
    assert PER_MINUTE > 2


def test_every_use_is_in_the_log_by_name_and_the_key_never_is(door: Door, capsys) -> None:
    text = made(door, [SUBMIT]).json["text"]
    submitted(door, text)
    door.get(f"{REQUESTS}/{text}", headers=shows(text))

    out = capsys.readouterr().out
    uses = [each for line in out.splitlines() if (each := json.loads(line)).get("program")]
    assert len(uses) == 2
    assert {each["program"].split(" (")[0] for each in uses} == {"ERP 7"}
    assert text.split("_")[2] not in out


def test_the_last_use_is_written_down_once_an_hour(door: Door, monkeypatch) -> None:
    text = made(door, [SUBMIT]).json["text"]
    writes = []
    for minutes in (0, 1, 61):
        later(monkeypatch, minutes * 60_000)
        me(door, text)
        writes.append(keys.of_community("hv")[0].writes)

    assert writes == [2, 2, 3]


def test_a_key_that_is_asked_for_again_is_one_key_with_the_text_of_the_last_answer(door) -> None:
    body = {"community": "hv", "name": "ERP 7", "rights": [SUBMIT]}
    headers = token_of(MARA) | {"idempotency-key": key(1)}
    first, second = (door.post_json("/staff/v1/keys", body, headers).json for _ in range(2))

    assert len(keys.of_community("hv")) == 1
    assert (me(door, first["text"]), me(door, second["text"])) == (401, 200)
    assert door.post_json("/staff/v1/keys", body, headers).status == 409, "it is in use"
    assert me(door, second["text"]) == 200
    other = door.post_json("/staff/v1/keys", body | {"name": "ERP 8"}, headers).json
    assert other["key"]["id"] != first["key"]["id"]
