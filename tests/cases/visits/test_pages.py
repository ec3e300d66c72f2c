"""A visit on the page of a request and in the staff API; which times can be offered."""

from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from msgspec import structs

from chalicelib.cases.tasks.model import Task
from chalicelib.cases.visits import times
from chalicelib.estate.model import Community
from chalicelib.kernel.worktime import ALWAYS, Calendar
from tests.support.builders import (
    HARBOUR,
    HONG_KONG,
    HOUR,
    LENA,
    MONDAY_TEN,
    PACO,
    WEEK,
    at,
    member,
)
from tests.support.conversation import Case
from tests.support.door import Door, token_of
from tests.support.pages import form_of

ZONE = ZoneInfo(HONG_KONG)


@pytest.fixture
def case(door: Door) -> Case:
    made = Case(door)
    made.act("claim")
    return made


def offered(case: Case) -> list[list[int]]:
    """Offer the first two times that the API tells of."""
    headers = token_of(PACO)
    found = case.door.get(f"/staff/v1/tasks/{case.task.id}/times", headers=headers).json
    windows = [[each["at"], each["end"]] for each in found["times"][-2:]]
    case.act("offer_times", windows=windows)
    return windows


def pick(case: Case, window: int | str):
    said = form_of(case.page(), "pick") | {"window": str(window)}
    return case.door.post_form(case.where, said, case.cookie)


@pytest.mark.parametrize(
    ("lang", "asks", "moves"),
    [("en", "One tap is enough", "Move the visit"), ("zh-Hant", "提供以下時間", "更改上門時間"),
     ("zh-Hans", "提供以下时间", "更改上门时间")],
)  # fmt: skip
def test_one_tap_agrees_on_a_time_and_the_page_says_it_in_the_readers_language(
    case: Case, lang: str, asks: str, moves: str
) -> None:
    first, second = offered(case)
    assert asks in case.page(lang)
    assert pick(case, first[0]).headers["location"].endswith("?saved=pick")

    page = case.page(lang)
    assert moves in page and f'value="{second[0]}"' in page and f'value="{first[0]}"' not in page
    assert case.api()["status"] == "visit"
    answer = case.door.get(f"{case.where}/visit", headers=case.cookie,
                           query={"task": [case.task.id], "lang": [lang]})  # fmt: skip
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    [event] = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    assert event.decoded("dtstart").timestamp() * 1000 == first[0]
    assert event["url"].split("/r/")[1].startswith(case.request_id)


def test_the_visit_time_at_the_top_of_the_page_has_an_end(case: Case) -> None:
    first, _ = offered(case)
    pick(case, first[0])
    top = case.page("en").partition("<dt>Visit time</dt>")[2].partition("</div>")[0]
    begin, end = (f"{datetime.fromtimestamp(at / 1000, ZONE):%H:%M}" for at in first)
    assert f"{begin}–{end}" in top


def test_a_page_that_is_older_than_the_visit_says_what_happened_meanwhile(case: Case) -> None:
    first, second = offered(case)
    old = form_of(case.page(), "pick")
    pick(case, first[0])
    late = case.door.post_form(case.where, old | {"window": str(second[0])}, case.cookie)
    assert late.headers["location"].endswith("?saved=visit_moved")
    assert (
        "Meanwhile another time was agreed"
        in case.door.get(
            case.where, headers=case.cookie, query={"saved": ["visit_moved"], "lang": ["en"]}
        ).text
    )
    again = case.door.post_form(case.where, old | {"window": str(first[0])}, case.cookie)
    assert again.headers["location"].endswith("?saved=pick") and case.task.visit_changes == 1

    off = form_of(case.page(), "call_off")
    assert case.door.post_form(case.where, off, case.cookie).status == 303
    assert case.task.visit_off and case.task.state == "claimed"
    assert pick(case, 1).headers["location"].endswith("?saved=window_gone")
    assert pick(case, "soon").status == 422


def test_whoever_lives_there_asks_for_times_and_a_lobby_is_not_asked(door: Door) -> None:
    case = Case(door)
    assert 'value="ask_times"' not in case.page()
    case = Case(door, where="other", spot="Flat 12A", words="It drips in the kitchen.")
    case.act("claim")
    said = form_of(case.page(), "ask_times")
    assert case.door.post_form(case.where, said, case.cookie).status == 303
    assert "You asked for a visit" in case.page() and 'value="ask_times"' not in case.page()
    row = case.door.get(f"/staff/v1/tasks/{case.task.id}", headers=token_of(PACO)).json
    assert row["visit_wanted"] and "call_off" not in row["allowed"]


def test_staff_get_the_file_of_a_visit_and_none_where_none_was_agreed(case: Case) -> None:
    path = f"/staff/v1/tasks/{case.task.id}/calendar"
    assert case.door.get(path, headers=token_of(PACO)).status == 409
    case.act("visit", until=case.now + 5 * HOUR)
    answer = case.door.get(path, headers=token_of(LENA))
    [event] = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    assert "/staff/app#" in event["url"] and "attendee" not in event


def a_task(**changes: object) -> Task:
    return structs.replace(
        Task(
            id="hv-a.1.engineering", request="hv-a", community="hv", department="engineering",
            cause="1", round=1, topic="leak", kind="repair", mode="grab", priority="normal",
            reference="7KQ2M9X", place="p", start_at=MONDAY_TEN, accept=60, done=600,
            state="claimed", holder="paco", created_at=MONDAY_TEN, changed_at=MONDAY_TEN,
        ),
        **changes,
    )  # fmt: skip


def begins(task: Task, community: Community = HARBOUR, *people, now: int = MONDAY_TEN) -> list[int]:
    return [begin for begin, _ in times.to_offer(task, community, people or (PACO,), now=now)]


def test_times_are_of_the_working_hours_without_holidays_leave_and_other_shifts() -> None:
    closed = structs.replace(HARBOUR.calendar, exceptions={"2026-03-03": ()})
    community = structs.replace(HARBOUR, calendar=closed)
    found = begins(a_task(), community)
    assert found[:4] == [at(f"2026-03-0{day}") for day in
                         ("2 14:00", "2 16:00", "4 09:00", "4 11:00")]  # fmt: skip
    away = member("paco", "staff", "engineering", leave=[["2026-03-02", "2026-03-05"]])
    assert begins(a_task(), community, away)[0] == at("2026-03-06 09:00")
    late = Calendar("Asia/Hong_Kong", (((16 * 60, 20 * 60),),) * 7)
    rostered = member("paco", "staff", "engineering", roster=late)
    assert begins(a_task(), community, rostered)[:2] == [at("2026-03-02 16:00"),
                                                        at("2026-03-04 16:00")]  # fmt: skip
    both = begins(a_task(holder=""), community, away, rostered)
    assert both[0] == at("2026-03-02 16:00") and at("2026-03-06 09:00") in both


def test_at_night_only_what_is_urgent_is_offered() -> None:
    always = structs.replace(HARBOUR, calendar=Calendar("Asia/Hong_Kong", ALWAYS.week))
    hours = {(at // HOUR + 8) % 24 for at in begins(a_task(), always)}
    assert hours <= set(range(8, 21)) and len(hours) > 5
    assert len(begins(a_task(priority="urgent"), always)) == times.MOST_SHOWN


@pytest.mark.parametrize("change", ["2026-03-29", "2026-10-25"])
def test_the_day_of_a_clock_change_has_its_hours_by_the_wall_clock(change: str) -> None:
    zone = "Europe/London"
    sunday = {change: ((9 * 60, 13 * 60),)}
    community = structs.replace(HARBOUR, calendar=Calendar(zone, WEEK, sunday))
    found = times.to_offer(a_task(), community, (PACO,), now=at(f"{change} 00:30", zone))
    wanted = [at(f"{change} {hour}:00", zone) for hour in ("09", "11")]
    assert [begin for begin, _ in found[:2]] == wanted
    assert all(end - begin == 2 * HOUR for begin, end in found[:2])
