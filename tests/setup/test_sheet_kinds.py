"""People, households, contractors, holidays and topics from a spreadsheet, as places are."""

from pathlib import Path

import pytest
from msgspec import structs

from chalicelib.channels import deliver
from chalicelib.estate import store as estate
from chalicelib.estate.communities import topics_of
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community
from chalicelib.kernel.worktime import Calendar
from chalicelib.platform.aws import parameters
from infra import seed_sheet
from infra.say import Refused
from tests.support.builders import (
    HARBOUR,
    HONG_KONG,
    ISSUER,
    LENA,
    MARA,
    PACO,
    SAM,
    WEEK,
    member,
)  # fmt: skip
from tests.support.door import Door, token_of
from tests.support.office import saved
from tests.support.pool import Pool
from tests.support.sheets import (
    PATH,
    asked,
    confirmed,
    drained,
    history,
    imported,
    looked,
    sheet,
    taken_back,
    template,
    workbook,
)  # fmt: skip

KINDS = ("places", "households", "people", "contractors", "holidays", "topics")


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


def harbour() -> Community:
    found = estate.fresh_community("hv")
    assert found
    return found


def person(id: str) -> Member:
    estate.forget()
    return next(each for each in estate.members("hv", now=0) if each.id == id)


def settled(**fields) -> None:
    estate.put_community(structs.replace(HARBOUR, **fields))


LIVED_IN = {
    "contractors": {
        "greening": {"name": "Green Hand", "channel": "text", "address": "+85225550111"},
    },
    "calendar": Calendar(HONG_KONG, WEEK, {"2026-12-25": (), "2026-12-24": ((540, 780),)}),
    "calendars": {"security": Calendar(HONG_KONG, WEEK, {"2026-02-17": ((1320, 1800),)})},
    "topics": {
        "leak": {"names": {"en": "Water!", "zh-Hant": "漏水！"}, "accept": 30, "on_form": 1},
        "own_pool": {"names": {"en": "Pool"}, "service": "facilities", "priority": "low",
                     "departments": ["cleaning"]},
    },
    "buildings": {"tower1": {"en": "Tower 1"}, "lodge": {"en": "The Lodge"}},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_what_a_template_holds_changes_nothing_when_it_is_put_in(
    door: Door, pool: Pool, kind: str, lang: str
) -> None:
    settled(**LIVED_IN)
    imported(door, workbook(["Building", "Flat"], ["Tower 1", "A"], ["The Lodge", "B"]))
    data = template(door, "xlsx" if lang == "en" else "csv", kind, lang)
    seen = looked(door, data, kind=kind)
    assert (seen["mistakes"], seen["unread"], seen["rows"], seen["gone"]) == ([], [], [], [])
    assert seen["untouched"] > 0


@pytest.mark.campaign
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_libreoffice_saved_of_a_template_changes_nothing(
    door: Door, pool: Pool, kind: str, form: str, tmp_path: Path
) -> None:
    settled(**LIVED_IN)
    imported(door, workbook(["Building", "Flat"], ["Tower 1", "A"], ["The Lodge", "B"]))
    data = saved(template(door, form, kind), form, form, tmp_path)
    seen = looked(door, data, kind=kind)
    assert (seen["mistakes"], seen["unread"], seen["rows"], seen["gone"]) == ([], [], [], [])
    assert seen["untouched"] > 0


STAFF_LIST = [
    ["姓名", "Role", "Departments", "Email address", "Telephone", "Language", "User name"],
    ["Nell Lee", "主管", "Engineering; 保安", "Nell@acme.example", "", "中文", ""],
    ["Ah Fai", "", "cleaning", "", "+852 9123 4567", "English", "fai"],
    ["Paco", "lead", "", "", "", "", "paco"],
]


def test_people_join_and_are_invited_once_and_others_change(
    door: Door, pool: Pool, mails: list
) -> None:
    data = workbook(*STAFF_LIST)
    seen = looked(door, data, kind="people")
    assert (seen["added"], seen["changed"], seen["mistakes"]) == (2, 1, [])
    assert seen["rows"][2]["fields"] == {"role": {"from": "staff", "to": "lead"}}
    imported(door, data, kind="people")
    drained()

    nell, fai = person("nell.lee"), person("fai")
    assert (nell.role, nell.departments, nell.language) == (
        "lead", ["engineering", "security"], "zh-Hant",
    )  # fmt: skip
    assert (fai.channel, fai.address, fai.role) == ("text", "+85291234567", "staff")
    assert person("paco").role == "lead"
    assert [mail.to for mail in mails] == ["nell@acme.example", "+85291234567"]
    assert [each["what"] for each in history(door)] == ["import"]
    again = looked(door, data, kind="people")
    assert (again["added"], again["changed"], again["untouched"]) == (0, 0, 3)


def test_people_who_came_by_a_file_leave_when_it_is_taken_back_but_who_was_changed_since(
    door: Door, pool: Pool, mails: list
) -> None:
    number = imported(door, workbook(*STAFF_LIST), kind="people")["number"]
    headers = token_of(MARA) | {"if-match": f'"{person("fai").writes}"'}
    moved = {"community": "hv", "departments": ["greening"]}
    assert door.post_json("/staff/v1/members/fai", moved, headers).status == 200

    back = taken_back(door, number)

    assert back["skipped"] == ["Ah Fai"]
    assert (person("nell.lee").disabled, person("fai").disabled) == (True, False)
    assert pool.closed == {"nell.lee"}
    assert person("paco").role == "staff"
    # Who left is let in again by who names them again.
    data = workbook(*STAFF_LIST[:2])
    assert looked(door, data, kind="people")["rows"][0]["fields"]["disabled"]["to"] is False
    imported(door, data, kind="people")
    assert (person("nell.lee").disabled, pool.closed) == (False, set())


def test_a_colleague_of_another_community_keeps_the_password_they_have(
    door: Door, pool: Pool, mails: list
) -> None:
    estate.put_member(member("olga", community="qy", login=f"{ISSUER}#s-olga"))
    pool.make("olga", "Olga", "olga@acme.example")
    heading = ["Name", "User name", "Mail"]
    imported(door, workbook(heading, ["Olga", "olga", "else@acme.example"]), kind="people")
    drained()
    assert person("olga").login == f"{ISSUER}#s-olga"
    assert (mails, pool.passwords) == ([], {})


def test_a_user_name_of_another_company_is_left_alone(door: Door, pool: Pool, mails: list) -> None:
    estate.put_member(member("olga", community="qy", company="globex", login=f"{ISSUER}#s-olga"))
    pool.make("olga", "Olga", "olga@globex.example")
    heading = ["Name", "User name", "Mail"]
    entry = imported(door, workbook(heading, ["Olga", "olga", "o@acme.example"]), kind="people")
    drained()
    assert entry["skipped"] == ["Olga"]
    assert estate.fresh_member(f"{ISSUER}#s-olga", "hv") is None
    assert (mails, pool.passwords) == ([], {})


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["Mara", "staff", "", "", "mara"], "Role"),
        (["Nell", "admin", "", "n@acme.example", "nell"], "Role"),
        (["Nell", "king", "", "n@acme.example", "nell"], "Role"),
        (["Nell", "staff", "pool", "n@acme.example", "nell"], "Departments"),
        (["Nell", "staff", "", "nobody", "nell"], "Mail"),
        (["", "staff", "", "n@acme.example", "nell"], "Name"),
        (["阿輝", "staff", "", "", ""], "User name"),
    ],
)
def test_a_wrong_row_of_people_is_named_and_nobody_joins(
    door: Door, pool: Pool, row: list, column: str
) -> None:
    data = workbook(["Name", "Role", "Departments", "Mail", "User name"], row)
    seen = looked(door, data, kind="people")
    assert [(each["row"], each["column"]) for each in seen["mistakes"]] == [(2, column)]
    assert confirmed(door, data, kind="people").status == 409
    assert pool.users == {}


def test_a_row_for_other_communities_is_left_to_them(door: Door, pool: Pool) -> None:
    heading = ["Name", "User name", "Communities"]
    data = workbook(heading, ["Nell", "nell", "qy; Queens Yard"], ["Ned", "ned", "海景花園, qy"])
    seen = looked(door, data, kind="people")
    assert [row["title"] for row in seen["rows"]] == ["Ned"]


def test_an_operator_cannot_take_the_last_manager_either(door: Door, pool: Pool, tmp_path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(sheet("User name,Role\nmara,staff\n"))
    with pytest.raises(Refused) as refused:
        seed_sheet.put(file, "hv", "people")
    assert "needs a manager" in refused.value.sentence
    file.write_bytes(sheet("Name,User name,Role,Mail\nNell,nell,manager,n@acme.example\n"))
    seed_sheet.put(file, "hv", "people")
    assert person("nell").role == "manager"


def test_a_household_is_written_to_a_flat_that_is_there_and_to_no_other(door: Door) -> None:
    imported(door, workbook(["Building", "Floor", "Flat"], ["Tower 9", 3, "A"]))
    heading = ["座", "樓層", "單位", "住戶"]
    wrong = looked(door, workbook(heading, ["Tower 9", 3, "B", "lees"]), kind="households")
    assert [(each["row"], each["column"]) for each in wrong["mistakes"]] == [(2, "單位")]

    data = workbook(heading, ["9座", 3, "A", "the-lees"])
    assert looked(door, data, kind="households")["gone"] == []
    number = imported(door, data, kind="households")["number"]
    estate.forget()
    flat = next(place for place in estate.places("hv", now=0) if place.building == "tower9")
    assert flat.household == "the-lees"
    assert looked(door, data, kind="households")["untouched"] == 1
    taken_back(door, number)
    after = estate.fresh_place(flat.code)
    assert after and after.household == "tower9-3a"


def test_contractors_come_change_and_go_back(door: Door) -> None:
    settled(contractors=LIVED_IN["contractors"])
    data = workbook(
        ["部門", "公司", "電話"],
        ["Gardening team", "Green Foot", ""],
        ["清潔部", "Clean & Co", "hello@clean.example"],
    )
    seen = looked(door, data, kind="contractors")
    assert seen["rows"][0]["fields"] == {"name": {"from": "Green Hand", "to": "Green Foot"}}
    number = imported(door, data, kind="contractors")["number"]
    assert harbour().contractors["cleaning"] == {
        "name": "Clean & Co", "channel": "email", "address": "hello@clean.example",
        "language": "zh-Hant",
    }  # fmt: skip
    assert harbour().contractors["greening"]["address"] == "+85225550111"
    changed = harbour().contractors | {
        "greening": harbour().contractors["greening"] | {"name": "Leaf"}
    }
    headers = token_of(MARA) | {"if-match": f'"{harbour().writes}"'}
    patch = {"community": "hv", "contractors": changed}
    assert door.post_json("/staff/v1/settings", patch, headers).status == 200

    back = taken_back(door, number)

    assert back["skipped"] == ["Gardening team · Green Foot"]
    assert {code: row["name"] for code, row in harbour().contractors.items()} == {
        "greening": "Leaf"
    }


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["Swimming", "Blue", "b@blue.example"], "Department"),
        (["Finance", "Blue", ""], "Contact details"),
        (["Finance", "", "b@blue.example"], "Company"),
        (["Finance", "Blue", "nothing"], "Contact details"),
        (["Management", "Blue", "b@blue.example"], "Department"),
    ],
)
def test_a_wrong_row_of_contractors_is_named(door: Door, row: list, column: str) -> None:
    data = workbook(["Department", "Company", "Contact details"], row)
    seen = looked(door, data, kind="contractors")
    assert [(each["row"], each["column"]) for each in seen["mistakes"]] == [(2, column)]


def test_holidays_are_read_in_the_ways_people_write_dates(door: Door) -> None:
    settled(calendars={"security": Calendar(HONG_KONG, WEEK)})
    data = workbook(
        ["日期", "Last day", "時間", "部門"],
        ["2027年2月6日", "8/2/2027", "", ""],
        ["24/12/2026", "", "09:00–13:00, 14:00-15:30", ""],
        ["2026-12-31", "", "22:00-06:00", "保安"],
    )
    seen = looked(door, data, kind="holidays")
    assert (seen["added"], seen["mistakes"]) == (5, [])
    number = imported(door, data, kind="holidays")["number"]
    assert harbour().calendar.exceptions == {
        "2027-02-06": (), "2027-02-07": (), "2027-02-08": (),
        "2026-12-24": ((540, 780), (840, 930)),
    }  # fmt: skip
    assert harbour().calendars["security"].exceptions == {"2026-12-31": ((1320, 1800),)}
    taken_back(door, number)
    assert harbour().calendar.exceptions == {}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["soon", "", "", ""], "Date"),
        (["30/2/2027", "", "", ""], "Date"),
        (["2027-01-02", "2026-01-02", "", ""], "Last day"),
        (["2027-01-02", "", "nine", ""], "Hours"),
        (["2027-01-02", "", "9-13, 12-14", ""], "Hours"),
        (["2027-01-02", "", "", "Cleaning"], "Department"),
    ],
)
def test_a_wrong_row_of_holidays_is_named(door: Door, row: list, column: str) -> None:
    data = workbook(["Date", "Last day", "Hours", "Department"], row)
    seen = looked(door, data, kind="holidays")
    assert [(each["row"], each["column"]) for each in seen["mistakes"]] == [(2, column)]


def test_topics_are_renamed_made_and_taken_back(door: Door) -> None:
    data = workbook(
        [
            "Code",
            "Topic (English)",
            "主題 (繁體)",
            "Departments",
            "Priority",
            "Minutes to finish",
        ],
        ["leak", "Water!", "", "", "urgent", 60],
        ["", "Swimming pool", "泳池", "Cleaning", "", ""],
    )
    seen = looked(door, data, kind="topics")
    assert (seen["added"], seen["changed"], seen["mistakes"]) == (1, 1, [])
    number = imported(door, data, kind="topics")["number"]
    topics = topics_of(harbour())
    assert (topics["leak"].names["en"], topics["leak"].done) == ("Water!", 60)
    own = next(topic for code, topic in topics.items() if code.startswith("own_"))
    assert (own.names, own.departments) == (
        {"en": "Swimming pool", "zh-Hant": "泳池"}, ("cleaning",),
    )  # fmt: skip
    assert looked(door, data, kind="topics")["untouched"] == 2
    taken_back(door, number)
    assert harbour().topics == {}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["none", "Water", "", "", ""], "Code"),
        (["", "", "", "", ""], "Topic"),
        (["", "Pool", "", "", ""], "Departments"),
        (["leak", "", "", "soon", ""], "Priority"),
        (["leak", "", "", "", "unicorn"], "Picture"),
        (["conduct", "", "Cleaning", "", ""], "Departments"),
    ],
)
def test_a_wrong_row_of_topics_is_named(door: Door, row: list, column: str) -> None:
    heading = ["Code", "Topic", "Departments", "Priority", "Picture", "Remark"]
    seen = looked(door, workbook(heading, [*row, "so it is"]), kind="topics")
    assert [(each["row"], each["column"]) for each in seen["mistakes"]] == [(2, column)]


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("who", [PACO, LENA, SAM])
def test_every_kind_of_sheet_is_for_managers(door: Door, who: Member, kind: str) -> None:
    assert asked(door, f"{PATH}/preview", b"a,b", who, kind).status == 403
