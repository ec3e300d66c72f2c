"""Robots of group chats: the services that we know, and no other address in the world."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels import chats
from chalicelib.channels import deliver as channels
from chalicelib.kernel.errors import Unanswered, Undelivered
from chalicelib.kernel.notices import Notice
from tests.support.receivers import ROBOTS


class Chat:
    """What a chat was asked for, and how it answers."""

    def __init__(self, status: int = 200) -> None:
        self.asked: list[tuple[str, str]] = []
        self.how: list[dict[str, Any]] = []
        self.status = status
        self.says: bytes | None = None
        self.silent = False

    def __call__(self, method, url, data=None, **more):
        import requests

        self.how.append({"url": url} | more)
        if self.silent:
            raise requests.ReadTimeout
        self.asked.append((url, data.decode() if isinstance(data, bytes) else str(data)))
        answer = requests.Response()
        answer.status_code = self.status
        fine = b"ok" if "slack" in url else b'{"errcode": 0, "code": 0, "errmsg": "ok"}'
        answer._content = fine if self.says is None else self.says
        return answer


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Chat:
    import requests

    chat = Chat()
    monkeypatch.setattr(requests.Session, "request", chat)
    return chat


def say(address: str) -> None:
    chats.send(address, "Waiting for you: 1", "7KQ-2M9X  Lift 2: late")


@pytest.mark.parametrize("robot", ROBOTS)
def test_a_robot_is_told_at_its_own_address(robot: str, chat: Chat) -> None:
    say(ROBOTS[robot])

    ((url, body),) = chat.asked
    assert urlsplit(url).hostname == urlsplit(ROBOTS[robot]).hostname
    assert "7KQ-2M9X" in body


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc",
        "https://169.254.169.254/latest/meta-data",
        "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=abc",
        "https://evil.example/?https://hooks.slack.com/services/a/b/c",
        "https://hooks.slack.com@evil.example/services/a/b/c",
        "https://user@hooks.slack.com/services/a/b/c",
        "https://hooks.slack.com:8443/services/a/b/c",
        "https://hooks.slack.com/services/a/b",
        "https://hooks.slack.com/api/a/b/c",
        "https://logic.azure.com/workflows/a?sig=b",
        "file:///etc/passwd",
        "json://localhost",
        "https://[::1",
        "",
    ],
)
def test_any_other_address_is_called_by_nobody_and_never_again(address: str, chat: Chat) -> None:
    with pytest.raises(Undelivered) as refused:
        say(address)

    assert refused.value.permanent
    assert chat.asked == []


def test_a_key_cannot_leave_its_place_in_the_address() -> None:
    sly = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a%2F%3Fcto%3D900%40evil.example"

    assert chats.spoken_form(sly) == "wecombot://a%2F%3Fcto%3D900%40evil.example/"


def test_a_chat_that_does_not_take_it_is_asked_again_later(chat: Chat) -> None:
    chat.status = 500

    with pytest.raises(Undelivered) as refused:
        say(ROBOTS["slack"])
    assert not refused.value.permanent


@pytest.mark.parametrize(
    ("robot", "body"),
    [
        ("wecom", b'{"errcode": 93000, "errmsg": "invalid webhook url"}'),
        ("wecom", b'{"errcode": 45009, "errmsg": "api freq out of limit"}'),
        ("dingtalk", b'{"errcode": 310000, "errmsg": "keywords not in content"}'),
        ("dingtalk", b'{"errcode": 300001, "errmsg": "token is not exist"}'),
        ("dingtalk", b'{"errcode": 130101, "errmsg": "send too fast"}'),
        ("feishu", b'{"code": 19001, "msg": "param invalid"}'),
        ("lark", b'{"code": 9499, "msg": "too many request"}'),
        ("wecom", b"<html>maintenance</html>"),
        ("slack", b"no_service"),
    ],
)
def test_a_refusal_with_a_status_of_200_is_a_refusal(robot: str, body: bytes, chat: Chat) -> None:
    chat.says = body

    with pytest.raises(Undelivered) as refused:
        say(ROBOTS[robot])
    assert not refused.value.permanent


def test_a_chat_that_says_nothing_may_have_taken_it(chat: Chat) -> None:
    chat.silent = True

    with pytest.raises(Unanswered):
        say(ROBOTS["dingtalk"])


@pytest.mark.parametrize("robot", ROBOTS)
@pytest.mark.parametrize("word", ["late ", "升降機困人 "])
def test_what_is_too_long_for_a_chat_is_cut_in_its_middle_by_its_own_measure(
    robot: str, word: str, chat: Chat
) -> None:
    link = "https://hv.example/staff/app#hv-a"
    chats.send(ROBOTS[robot], "Waiting for you: 12", f"First {word * 9_000}\n{link}")

    ((_, body),) = chat.asked
    said = body.encode().decode("unicode_escape") if "\\u" in body else body
    assert "First" in said
    assert link in said.replace("\\/", "/")
    if robot == "wecom":
        assert len(json.loads(body)["text"]["content"].encode()) <= 2_048


def test_the_workflow_of_teams_is_called_as_its_address_says(chat: Chat) -> None:
    for robot in ("new teams", "routed teams"):
        say(ROBOTS[robot])
        made, address = urlsplit(chat.how[-1]["url"]), urlsplit(ROBOTS[robot])
        assert (made.hostname, made.path) == (address.hostname, address.path)
        assert chat.how[-1]["params"]["sig"] == "abcdef"
        assert chat.how[-1]["params"]["api-version"] == "1"


def test_a_bundle_goes_to_a_chat_in_its_language(chat: Chat) -> None:
    line = {
        "reference": "7KQ2M9X", "place": {"en": "Lift 2", "zh-Hant": "2號升降機"},
        "topic": "leak", "what": "breach",
    }  # fmt: skip
    notice = Notice(
        event="e", channel="chat", address=ROBOTS["feishu"], lang="zh-Hant", template="bundle",
        lines=[line],
    )  # fmt: skip
    channels.deliver(notice, sender="", now=0)

    ((_, body),) = chat.asked
    assert "2號升降機" in json.loads(body)["content"]["text"]


@pytest.mark.parametrize("robot", ROBOTS)
def test_a_chat_that_sends_us_on_is_not_followed(robot: str, chat: Chat) -> None:
    chat.status = 302

    with pytest.raises(Undelivered):
        say(ROBOTS[robot])

    assert [more["allow_redirects"] for more in chat.how] == [False]


def test_a_secret_cannot_leave_its_place_in_the_address() -> None:
    sly = f"{ROBOTS['dingtalk']}&secret=SEC1%40evil.example%2F%3Fcto%3D900%23"

    assert chats.spoken_form(sly) == (
        "dingtalk://SEC1%40evil.example%2F%3Fcto%3D900%23@abcdef0123456789abcdef/"
    )


@given(st.text(max_size=60), st.sampled_from(sorted(ROBOTS)))
def test_whatever_follows_a_known_host_no_other_host_is_spoken_to(text: str, robot: str) -> None:
    known = urlsplit(ROBOTS[robot])
    for address in (f"https://{known.hostname}{text}", f"https://{text}{known.hostname}/", text):
        spoken = chats.spoken_form(address)
        if spoken is not None:
            scheme, _, rest = spoken.partition("://")
            assert scheme in chats.ROBOTS
            assert not re.search(r"[\s?#\\]", rest)
