"""Staff are invited by our own mail, once each, after the estate is stored; and again by name."""

import re
from email import message_from_bytes, policy
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.administration import invitations as invite
from chalicelib.channels import deliver as channels
from chalicelib.platform.aws import parameters, user_pool
from infra import logins, seed
from infra.aid import people
from infra.say import Refused
from tests.support.builders import member

APP = "https://hv.example"
NOW = 1_772_445_600_000


class Gone(ClientError):
    def __init__(self):
        super().__init__({"Error": {"Code": "UserNotFoundException"}}, "AdminGetUser")


class Exists(Exception):
    pass


class Pool:
    """A user pool: it sends no mail of its own, for it may send fifty a day, and takes only
    mail addresses for its attribute email."""

    exceptions = SimpleNamespace(UserNotFoundException=Gone, UsernameExistsException=Exists)

    def __init__(self):
        self.users, self.passwords = {}, {}

    def admin_create_user(self, *, UserPoolId, Username, UserAttributes, MessageAction):
        assert MessageAction == "SUPPRESS"
        if Username in self.users:
            raise Exists
        said = {each["Name"]: each["Value"] for each in UserAttributes}
        assert "@" in said.get("email", "@")
        self.users[Username] = said | {"sub": f"s-{Username}", "status": "FORCE_CHANGE_PASSWORD"}

    def admin_update_user_attributes(self, *, UserPoolId, Username, UserAttributes):
        self.users[Username] |= {each["Name"]: each["Value"] for each in UserAttributes}

    def admin_set_user_password(self, *, UserPoolId, Username, Password, Permanent):
        assert not Permanent and len(Password) >= 12
        self.passwords.setdefault(Username, []).append(Password)

    def admin_get_user(self, *, UserPoolId, Username):
        if Username not in self.users:
            raise Gone
        said = [{"Name": name, "Value": value} for name, value in self.users[Username].items()]
        return {"UserAttributes": said, "UserStatus": self.users[Username]["status"]}


@pytest.fixture
def pool(tables, monkeypatch):
    made = Pool()
    monkeypatch.setattr(logins, "_client", lambda: made)
    monkeypatch.setattr(user_pool, "client", lambda service: made)
    monkeypatch.setenv("USER_POOL", "pool")
    parameters.forget()
    boto3.client("ssm").put_parameter(
        Name="/steward/test/mail_from", Value="Harbour View <no-reply@hv.example>", Type="String"
    )
    yield made
    parameters.forget()


@pytest.fixture
def mails(monkeypatch):
    """What left, and who takes no mail."""
    sent = SimpleNamespace(all=[], refuses=set())

    def call(service, operation, request):
        (to,) = request["Destinations"]
        if to in sent.refuses or "*" in sent.refuses:
            raise channels.Undelivered("ses said MessageRejected")
        sent.all.append(message_from_bytes(request["RawMessage"]["Data"], policy=policy.default))

    monkeypatch.setattr(channels, "_call", call)
    return sent


def staff(count, **more):
    return [{"username": f"w{n}", "name": f"W {n}", "address": f"w{n}@hv.example"} | more
            for n in range(count)]  # fmt: skip


def moved_in(pool, rows):
    """The members whose logins were made of rows of an estate file."""
    made = logins.subjects({"staff": rows}, demo=False)
    return [
        member(id=each["username"], login=f"pool#{made[each['username']]}", **{
            key: each[key] for key in ("name", "address", "language") if key in each})
        for each in rows
    ]  # fmt: skip


def test_sixty_people_are_invited_once_each_by_a_mail_in_their_language(pool, mails):
    rows = staff(60)
    rows[1] |= {"language": "zh-Hant"}
    members = moved_in(pool, rows)

    assert list(invite.invite(members, APP, now=NOW)) == ["60 invited by mail."]
    assert list(invite.invite(members, APP, now=NOW)) == []
    assert len(mails.all) == 60
    first, second = (mail.get_content() for mail in mails.all[:2])
    assert pool.passwords["w0"][0] in first and f"{APP}/staff/app" in first
    assert "用戶名稱" in second


def test_an_end_half_way_is_gone_on_from_and_who_was_not_reached_is_named(pool, mails):
    members = moved_in(pool, staff(5))
    mails.refuses = {"w1@hv.example"}
    said = list(invite.invite(members, APP, now=NOW))
    assert said[0].startswith("w1: the invitation did not leave") and "4 invited" in said[1]

    mails.refuses = set()
    assert list(invite.invite(members, APP, now=NOW)) == ["1 invited by mail."]
    assert sorted(str(mail["To"]) for mail in mails.all) == [f"w{n}@hv.example" for n in range(5)]


def test_where_no_mail_leaves_three_are_tried_and_no_more(pool, mails):
    mails.refuses = {"*"}
    said = list(invite.invite(moved_in(pool, staff(50)), APP, now=NOW))

    assert len(pool.passwords) == 3
    assert "47 more were not tried" in said[3] and "aid invite" in said[4]


@pytest.mark.parametrize("way", [
    {"channel": "none", "address": ""}, {"channel": "text", "address": "+85290000000"},
    {"channel": "chat", "address": "https://oapi.dingtalk.com/robot/send?access_token=x"},
])  # fmt: skip
def test_who_has_no_mail_gets_a_password_printed_once(pool, mails, way):
    members = moved_in(pool, staff(1, **way))

    (said,) = invite.invite(members, APP, now=NOW)
    assert said.endswith(pool.passwords["w0"][0])
    assert "email" not in pool.users["w0"] and "email_verified" not in pool.users["w0"]
    assert list(invite.invite(members, APP, now=NOW)) == [] and not mails.all


def test_a_mail_address_beside_a_chat_is_where_the_invitation_goes(pool, mails):
    rows = staff(1, channel="chat", address="https://x", email="w0@home.example")
    assert list(invite.invite(moved_in(pool, rows), APP, now=NOW)) == ["1 invited by mail."]
    assert str(mails.all[0]["To"]) == "w0@home.example"


def test_again_is_for_who_never_came_and_by_name_for_anybody(pool, mails):
    members = moved_in(pool, staff(3))
    list(invite.invite(members, APP, now=NOW))
    pool.users["w1"]["status"] = "CONFIRMED"

    assert list(invite.invite(members, APP, now=NOW, again=True)) == ["2 invited by mail."]
    assert len(pool.passwords["w1"]) == 1
    assert list(invite.invite([members[1]], APP, now=NOW, again=True)) == ["1 invited by mail."]
    assert len(pool.passwords["w1"]) == 2


def test_a_stage_without_a_pool_says_who_invites():
    with pytest.raises(Refused) as refused:
        people.invite_again(None, {}, SimpleNamespace(login="", again=False, dry_run=False))
    assert "whoever vouches for staff invites them" in refused.value.sentence


@pytest.mark.parametrize(("field", "more"), [
    ("email", {"channel": "none", "email": "paco"}), ("address", {"address": "+85290000000"}),
])  # fmt: skip
def test_what_is_no_mail_address_is_said_before_a_login_is_made(field, more):
    data = seed.read(seed.DEMO)
    data["staff"][0] |= more

    with pytest.raises(Refused) as refused:
        seed.load(data, {each["username"]: "" for each in data["staff"]})
    assert re.search(rf"staff paco: {field}: is not an email address", refused.value.sentence)
