"""The address of a chat is tried when it is entered, once, and a slip is said and stops nothing."""

import pytest
from msgspec import structs

from chalicelib.channels import chats as webhooks
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import Undelivered
from infra import chats
from tests.support.builders import HARBOUR, PACO

ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"


@pytest.fixture
def sent(tables: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []

    def send(address: str, subject: str, body: str) -> None:
        told.append(address)
        if address.endswith("wrong"):
            raise Undelivered("the chat did not take the message")

    monkeypatch.setattr(webhooks, "send", send)
    return told


def test_each_new_address_is_tried_once_and_a_known_one_never(sent, capsys) -> None:
    estate.put_community(structs.replace(HARBOUR, chats={"security": f"{ROBOT}old"}))
    after = structs.replace(
        HARBOUR, chats={"security": f"{ROBOT}old", "engineering": f"{ROBOT}wrong"}
    )
    person = structs.replace(PACO, channel="chat", address=f"{ROBOT}own")

    chats.try_new([after], [person, person], chats.stored([HARBOUR]))

    assert sent == [f"{ROBOT}wrong", f"{ROBOT}own"]
    said = capsys.readouterr().out
    assert "chats.engineering: the chat did not take the message" in said
    assert "staff paco: address: the chat took a first message" in said
