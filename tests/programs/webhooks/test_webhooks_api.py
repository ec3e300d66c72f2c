"""Webhooks on the board: the secret once, every mistake at its field, each switch once."""

import pytest

from chalicelib.estate import store as estate
from chalicelib.programs.webhooks import store
from tests.support.builders import LENA, MARA, key
from tests.support.door import Answer, Door, token_of

PATH = "/staff/v1/webhooks"
GOOD = {"community": "hv", "url": "https://erp.example/in", "types": ["request.received"]}


def made(door: Door, who=MARA, **more) -> Answer:
    headers = token_of(who) | {"accept-language": "zh-Hant"}
    return door.post_json(PATH, GOOD | more, headers)


def acted(door: Door, id_: str, action: str, version: int = 1) -> Answer:
    headers = token_of(MARA) | {"if-match": f'"{version}"', "idempotency-key": key(action)}
    return door.post_json(f"{PATH}/{id_}/actions", {"action": action}, headers)


def test_the_secret_is_in_the_answer_that_makes_it_and_stored_nowhere(door: Door) -> None:
    answer = made(door).json
    assert answer["secret"].startswith("whsec_")
    listed = door.get(PATH, headers=token_of(MARA), query={"community": ["hv"]})
    assert [each["id"] for each in listed.json["hooks"]] == [answer["hook"]["id"]]
    assert answer["secret"] not in listed.text
    assert answer["secret"][6:] not in repr(store.of_community("hv"))
    assert estate.fresh_community("hv").hooks

    other = acted(door, answer["hook"]["id"], "rotate").json
    assert other["secret"] != answer["secret"]
    assert acted(door, answer["hook"]["id"], "rotate").status == 412


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("url", "http://erp.example/in"), ("url", "https://127.0.0.1:1/"), ("types", ["all"])],
)
def test_a_mistake_is_named_at_its_field_and_makes_nothing(door: Door, field, wrong) -> None:
    refused = made(door, **{field: wrong})
    assert (refused.status, list(refused.json["errors"])) == (422, [field])
    assert not refused.json["errors"][field].isascii()
    assert made(door, LENA).status == 403
    assert store.of_community("hv") == []
    assert not estate.fresh_community("hv").hooks


def test_what_is_off_is_sent_nothing_and_what_is_removed_is_gone(door: Door) -> None:
    id_ = made(door).json["hook"]["id"]
    assert acted(door, id_, "off").json["hook"]["off"] == "stopped"
    assert acted(door, id_, "test", 2).status == 409
    assert acted(door, id_, "on", 2).json["hook"]["off"] == ""
    assert acted(door, id_, "test", 3).status == 200
    sent = door.get(f"{PATH}/{id_}/deliveries", headers=token_of(MARA)).json["deliveries"]
    assert [each["type"] for each in sent] == ["webhook.test"]
    unknown = door.post_json(f"{PATH}/{id_}/again", {"delivery": "1-x"}, token_of(MARA))
    assert unknown.status == 404
    assert acted(door, id_, "remove", 3).status == 200
    assert store.get(id_) is None
