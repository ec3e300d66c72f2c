"""Who works here: invited once, never above themselves, out in a minute, the last manager in."""

import pytest
from msgspec import structs

from chalicelib.channels import deliver
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import Undelivered
from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.aws import parameters
from chalicelib.platform.http.call import now_ms
from chalicelib.platform.storage import table
from chalicelib.platform.storage.connection import ConditionFailed
from chalicelib.setup import changes_store as changes
from chalicelib.setup import people as people_case
from tests.support.builders import HARBOUR, LENA, MARA, OTTO, PACO, World, member
from tests.support.door import Answer, Door, token_of
from tests.support.pool import Pool

PATH = "/staff/v1/members"
MONA = member("mona", "manager")
ADA = member("ada", "admin")
NELL = {"username": "nell", "name": "Nell Lee", "departments": ["security"], "language": "zh-Hant"}
BY_MAIL = NELL | {"email": "nell@acme.example"}


@pytest.fixture
def pool(door: Door, monkeypatch: pytest.MonkeyPatch) -> Pool:
    return Pool().stand_in(monkeypatch)


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> list:
    sent: list = []
    for channel in ("email", "text"):
        monkeypatch.setitem(deliver.DELIVER, channel, sent.append)
    monkeypatch.setattr(parameters, "settled", lambda name, now: f"https://{name}.example")
    return sent


def people(door: Door, who=MARA) -> dict[str, dict]:
    found = door.get(PATH, headers=token_of(who), query={"community": ["hv"]}).json
    return {each["id"]: each for each in found["members"]}


def invited(door: Door, said: dict, who=MARA) -> Answer:
    return door.post_json(PATH, {"community": "hv", **said}, token_of(who))


def changed(door: Door, id: str, patch: dict, who=MARA, version: int | None = None) -> Answer:
    held = people(door)[id]["version"] if version is None else version
    headers = token_of(who) | {"if-match": f'"{held}"'}
    return door.post_json(f"{PATH}/{id}", {"community": "hv", **patch}, headers)


def access(door: Door, id: str, action: str, who=MARA) -> Answer:
    return door.post_json(
        f"{PATH}/{id}/access", {"community": "hv", "action": action}, token_of(who)
    )


def drained(door: Door) -> None:
    world = World()
    world.sweep(now_ms() + GRACE_MS + 1)
    world.sweep(now_ms() + GRACE_MS + 1)


def test_who_is_invited_by_mail_gets_one_mail_in_their_language(door, pool, mails) -> None:
    assert invited(door, BY_MAIL).status == 201
    drained(door)
    drained(door)

    (mail,) = mails
    assert mail.to == "nell@acme.example"
    assert "nell" in mail.body and "word-1" in mail.body and "密碼" in mail.body
    assert people(door)["nell"]["departments"] == ["security"]


def test_who_has_a_telephone_alone_is_invited_by_text_and_once_more_by_text(
    door, pool, mails
) -> None:
    by_text = NELL | {"by": "text", "channel": "text", "address": "+852 9123-4567"}
    assert list(invited(door, by_text | {"channel": "none"}).json["errors"]) == ["address"]
    assert list(invited(door, by_text | {"address": "no"}).json["errors"]) == ["address"]
    assert invited(door, by_text).status == 201
    drained(door)
    assert access(door, "nell", "text").status == 200
    drained(door)
    assert [mail.to for mail in mails] == ["+85291234567"] * 2
    assert ["word-1" in mails[0].body, "word-2" in mails[1].body] == [True, True]
    assert list(access(door, "paco", "text").json["errors"]) == ["address"]


def test_a_mail_that_did_not_leave_is_sent_again(door, pool, mails, monkeypatch) -> None:
    def refuses(_message) -> None:
        raise Undelivered("not now")

    invited(door, BY_MAIL)
    with monkeypatch.context() as broken:
        broken.setitem(deliver.DELIVER, "email", refuses)
        with pytest.raises(Undelivered):
            World().sweep(now_ms() + GRACE_MS + 1)
    World().sweep(now_ms() + 60 * GRACE_MS)

    assert len(mails) == 1


def test_a_password_on_paper_is_told_once_and_stands_in_no_history(door, pool, mails) -> None:
    given = invited(door, NELL | {"by": "paper"}).json

    assert given["password"] == "word-1"
    history = door.get("/staff/v1/changes", headers=token_of(MARA), query={"community": ["hv"]})
    assert "word-1" not in history.text
    assert invited(door, NELL | {"by": "paper"}).status == 422
    assert access(door, "nell", "paper").json["password"] == "word-2"
    drained(door)
    assert mails == []


BEYOND = structs.replace(member("paco", "staff"), community="east")


@pytest.mark.parametrize("action", ["paper", "text"])
def test_no_manager_sees_a_password_that_opens_a_community_of_others(
    door, pool, mails, action
) -> None:
    """A login opens all that it may: who manages one of its communities would enter the others."""
    estate.put_community(structs.replace(HARBOUR, code="east"))
    assert changed(door, "paco", {"channel": "text", "address": "+852 9123-4567"}).status == 200
    for role in ("staff", "admin"):
        estate.put_member(structs.replace(BEYOND, role=role))
        estate.forget()
        assert people(door)["paco"]["by_mail_alone"]
        assert list(access(door, "paco", action).json["errors"]) == ["action"]

    estate.put_member(structs.replace(MARA, community="east"))
    estate.forget()
    assert list(access(door, "paco", action).json["errors"]) == ["action"]
    drained(door)
    assert (pool.passwords, mails) == ({}, [])

    estate.put_member(BEYOND)
    estate.forget()
    assert access(door, "paco", action).status == 200
    assert not people(door)["paco"]["by_mail_alone"]


def test_whoever_works_elsewhere_too_gets_a_password_by_their_own_email(door, pool, mails) -> None:
    pool.make("paco", "Paco", "paco@acme.example")
    estate.put_member(BEYOND)
    estate.forget()

    assert access(door, "paco", "mail").status == 200
    drained(door)

    assert [mail.to for mail in mails] == ["paco@acme.example"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"username": "N L"}, "username"),
        ({"name": " "}, "name"),
        ({"role": "king"}, "role"),
        ({"role": "admin"}, "role"),
        ({"departments": ["pool"]}, "departments"),
        ({"email": "nobody"}, "email"),
        ({"email": ""}, "email"),
        ({"channel": "pigeon"}, "channel"),
    ],
)
def test_a_mistake_is_named_and_makes_no_login(door, pool, said, field) -> None:
    refused = invited(door, BY_MAIL | said)

    assert (refused.status, list(refused.json["errors"])) == (422, [field])
    assert pool.users == {}


@pytest.mark.parametrize("who", [PACO, LENA, OTTO])
def test_people_are_for_managers_of_the_community(door, pool, who) -> None:
    assert invited(door, BY_MAIL, who).status == 403
    assert changed(door, "paco", {"role": "manager"}, who).status == 403
    assert access(door, "paco", "let_go", who).status == 403
    assert pool.users == {}


def test_a_change_of_role_counts_at_once_and_is_taken_back(door, pool) -> None:
    assert changed(door, "paco", {"role": "lead"}).json["role"] == "lead"
    board = {"headers": token_of(PACO), "query": {"community": ["hv"]}}
    assert door.get("/staff/v1/board", **board).status == 200

    history = door.get("/staff/v1/changes", headers=token_of(MARA), query={"community": ["hv"]})
    number = history.json["changes"][0]["number"]
    undo = {"community": "hv", "change": number}
    assert door.post_json("/staff/v1/changes/undo", undo, token_of(MARA)).status == 200
    assert people(door)["paco"]["role"] == "staff"


def test_a_write_that_was_sent_again_for_its_answer_was_lost_is_one_change(
    door, pool, monkeypatch
) -> None:
    held, write = people(door)["paco"]["version"], table.update

    def twice(*asked) -> None:
        write(*asked)
        monkeypatch.setattr(table, "update", write)
        write(*asked)

    monkeypatch.setattr(table, "update", twice)
    assert changed(door, "paco", {"role": "lead"}, version=held).status == 200

    assert people(door)["paco"]["role"] == "lead"
    (change,) = changes.newest("hv", before="", limit=9)
    assert change.made


def test_nobody_raises_their_own_rights(door, pool) -> None:
    estate.put_member(ADA)
    for patch in ({"role": "admin"}, {"departments": ["security"]}):
        assert changed(door, "mara", patch).status == 422
    assert changed(door, "paco", {"role": "admin"}).status == 422
    assert changed(door, "ada", {"role": "staff"}).status == 422
    assert access(door, "ada", "let_go").status == 422
    assert access(door, "ada", "paper").status == 403
    assert changed(door, "mara", {"language": "zh-Hant"}).status == 200
    assert changed(door, "paco", {"role": "admin"}, ADA).status == 200


def test_the_last_manager_stays(door, pool) -> None:
    estate.put_member(MONA)
    assert access(door, "mona", "let_go").status == 200
    assert changed(door, "mara", {"role": "staff"}, MARA).status == 422
    estate.put_member(ADA)
    assert access(door, "mara", "let_go", ADA).status == 200
    assert access(door, "ada", "let_go", ADA).status == 422


def test_who_is_let_go_is_out_and_what_they_hold_goes_back(door, pool) -> None:
    world = World()
    (task,) = world.routed(now_ms(), topic="leak")
    world.act(task.id, "claim", 1, by=PACO, now=now_ms())

    assert access(door, "paco", "let_go").status == 200
    assert door.get("/staff/v1/me", headers=token_of(PACO)).status == 403
    world.sweep(now_ms() + 1)
    shown = door.get(f"/staff/v1/tasks/{task.id}", headers=token_of(LENA)).json
    assert (shown["holder"], pool.closed) == (None, {"paco"})

    assert access(door, "paco", "let_in").status == 200
    assert door.get("/staff/v1/me", headers=token_of(PACO)).status == 200
    assert pool.closed == set()


def test_who_lost_their_phone_signs_in_without_it(door, pool) -> None:
    assert access(door, "paco", "reset_factor").status == 200
    assert pool.reset == ["paco"]


def test_one_person_works_in_two_communities_of_their_manager(door, pool, mails) -> None:
    estate.put_member(member("mara", "manager", community="qy"))
    asked = {"headers": token_of(MARA), "query": {"community": ["qy"]}}
    assert {"code": "paco", "name": "Paco"} in door.get(PATH, **asked).json["others"]
    said = {"community": "qy", "username": "paco", "name": "Paco", "departments": ["engineering"]}
    assert door.post_json(PATH, said, token_of(MARA)).status == 201

    me = door.get("/staff/v1/me", headers=token_of(PACO)).json
    assert {each["code"] for each in me["communities"]} == {"hv", "qy"}
    assert (pool.users, pool.passwords) == ({}, {})
    assert access(door, "paco", "let_go").status == 200
    assert pool.closed == set()


def test_leave_and_roster_say_who_is_on_duty(door, pool) -> None:
    always = {"week": [[["00:00", "24:00"]]] * 7}
    estate.put_member(member("nell", "staff", "security", on_duty=False))
    assert changed(door, "nell", {"roster": always}).status == 200
    assert people(door)["nell"]["on_duty"]
    assert changed(door, "nell", {"leave": [["2000-01-01", "2099-12-31"]]}).status == 200
    assert not people(door)["nell"]["on_duty"]
    bad = {"leave": [["2026-02-30", "2026-03-01"]], "roster": {"week": []}}
    refused = changed(door, "nell", bad)
    assert refused.json["errors"].keys() == {"leave.0", "roster.week"}


def test_of_two_managers_who_let_each_other_go_in_one_second_one_stays(
    door, pool, monkeypatch
) -> None:
    estate.put_member(MONA)
    hold, answers = people_case.hold, []

    def both(before, row, *, now):
        """The second one goes the whole way after the first one looked, before it writes."""
        monkeypatch.setattr(people_case, "hold", hold)
        answers.append(access(door, "mara", "let_go", who=MONA).status)
        return hold(before, row, now=now)

    monkeypatch.setattr(people_case, "hold", both)
    answers.append(access(door, "mona", "let_go").status)

    assert sorted(answers) == [200, 422]
    left = [each for each in estate.members("hv", now=0) if each.role == "manager"]
    assert [each.disabled for each in left].count(False) == 1


def test_a_manager_whom_somebody_holds_finds_their_own_row_moved(door, pool) -> None:
    estate.put_member(MONA)
    before = estate.fresh_member(MONA.login, "hv")
    assert before and estate.hold_manager(MONA)
    with pytest.raises(ConditionFailed):
        estate.revise(before, structs.replace(before, disabled=True))
    estate.put_member(structs.replace(MONA, disabled=True))
    assert not estate.hold_manager(MONA)
