"""A visit in calendars: the file as RFC 5545 wants it, the mail as RFC 6047 wants it."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import icalendar
import pytest
from msgspec import structs

from chalicelib.channels import calendars
from chalicelib.channels import deliver as channels
from chalicelib.kernel.notices import Entry, Notice

NOON = 1_772_452_800_000
HOUR = 3_600_000
LONG = "廚房天花板漏水，水從燈旁滴下來，請帶梯子；住客說\n「下午較好」, 謝謝 " * 4
ENTRY = Entry(uid="abc@visits.steward", sequence=2, stamp=NOON, at=NOON + HOUR, end=NOON + 3 * HOUR)


def a_file(entry: Entry = ENTRY, **more: str) -> bytes:
    said: dict[str, Any] = {
        "method": calendars.method_of(entry), "summary": LONG, "place": "2號升降機; 大堂",
        "about": LONG, "link": "https://hv.example/r/x", "attendee": "rosa@example.com",
        "organizer": ("Harbour View, Ltd", "no-reply@acme.example"),
    }  # fmt: skip
    return calendars.written(entry, **(said | more))


def event_of(file: bytes) -> tuple[Any, Any]:
    calendar = icalendar.Calendar.from_ical(file)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def by_hand(file: bytes) -> dict[str, tuple[str, str]]:
    """Read a file by RFC 5545 alone: unfold (3.1), split name and parameters, unescape (3.3.11)."""
    assert file.endswith(b"\r\n") and b"\n" not in file.replace(b"\r\n", b"")
    found = {}
    for line in file.decode().replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":") if '"' not in line else _quoted(line)
        plain = value.replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",")
        found[name.partition(";")[0]] = (name, plain.replace("\\\\", "\\"))
    return found


def _quoted(line: str) -> tuple[str, str, str]:
    head, _, rest = line.rpartition('":')
    return f'{head}"', ":", rest


def test_two_readers_understand_the_same_visit_in_utc() -> None:
    calendar, event = event_of(a_file())
    begins, ends = (datetime.fromtimestamp(at / 1000, UTC) for at in (ENTRY.at, ENTRY.end))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (begins, ends)
    assert (event["uid"], event["sequence"], event["status"]) == (ENTRY.uid, 2, "CONFIRMED")
    assert (calendar["method"], event["summary"], event["location"]) == (
        "REQUEST", LONG, "2號升降機; 大堂",
    )  # fmt: skip

    told = by_hand(a_file())
    assert told["DTSTART"] == ("DTSTART", f"{begins:%Y%m%dT%H%M%SZ}")
    assert told["DTEND"] == ("DTEND", f"{ends:%Y%m%dT%H%M%SZ}")
    assert told["SUMMARY"][1] == told["DESCRIPTION"][1] == LONG
    assert told["METHOD"][1] == "REQUEST" and told["SEQUENCE"][1] == "2"
    assert told["ORGANIZER"] == (
        'ORGANIZER;CN="Harbour View, Ltd"', "mailto:no-reply@acme.example",
    )  # fmt: skip
    assert told["ATTENDEE"][1] == "mailto:rosa@example.com" and "RSVP=FALSE" in told["ATTENDEE"][0]


def test_chinese_lines_are_folded_at_75_octets_and_no_character_is_cut() -> None:
    lines = a_file().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)


def test_a_visit_that_is_called_off_is_a_cancel_even_when_its_time_was_erased() -> None:
    for at in (ENTRY.at, None):
        calendar, event = event_of(a_file(structs.replace(ENTRY, off=True, at=at)))
        assert (calendar["method"], event["status"]) == ("CANCEL", "CANCELLED")
        assert ("dtstart" in event) == (at is not None)


def test_a_visit_without_an_end_is_an_hour_long() -> None:
    _, event = event_of(a_file(structs.replace(ENTRY, end=None)))
    assert (event.decoded("dtend") - event.decoded("dtstart")).total_seconds() == 3600


@pytest.mark.parametrize("off", [False, True])
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_the_mail_carries_it_as_an_alternative_with_its_method_and_as_a_file(
    monkeypatch: pytest.MonkeyPatch, off: bool, lang: str
) -> None:
    sent: list[dict[str, Any]] = []
    ses = type("Ses", (), {"send_raw_email": lambda self, **asked: sent.append(asked)})()
    monkeypatch.setattr(channels, "client", lambda name: ses)
    notice = Notice(
        event="hv-a#1#tell", channel="email", address="rosa@example.com", lang=lang,
        template="called_off" if off else "visit", zone="Asia/Hong_Kong", at=NOON,
        values={"reference": "7KQ2M9X", "topic": "leak", "link": "https://hv.example/r/x"},
        names={"place": {"en": "Lift 2", "zh-Hant": "2號升降機"}},
        times={"visit": NOON + HOUR}, entry=structs.replace(ENTRY, off=off),
    )  # fmt: skip
    channels.deliver(notice, sender="Harbour View <no-reply@acme.example>", now=NOON)

    mail = message_from_bytes(sent[0]["RawMessage"]["Data"], policy=policy.default)
    method = "CANCEL" if off else "REQUEST"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/calendar",
        "application/ics",
    ]  # fmt: skip
    _, _, text, shown, file = mail.walk()
    assert "20:00" not in text.get_content() and "21:00" in text.get_content()
    assert shown["content-type"].params["method"] == method
    assert shown.get_content_charset() == "utf-8" and file.get_filename() == "visit.ics"
    assert shown.get_payload(decode=True) == file.get_payload(decode=True)
    calendar, event = event_of(file.get_payload(decode=True))
    assert calendar["method"] == method and event["attendee"] == "mailto:rosa@example.com"
    assert "Visit" in event["summary"] or "上門" in event["summary"]


def test_no_other_message_brings_a_calendar_or_loads_the_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[dict[str, Any]] = []
    sns = type("Sns", (), {"publish": lambda self, **asked: sent.append(asked)})()
    monkeypatch.setattr(channels, "client", lambda name: sns)
    monkeypatch.setattr(calendars, "written", None)
    notice = Notice(
        event="hv-a#1#tell", channel="text", address="+85291234567", lang="en", template="visit",
        values={"reference": "7KQ2M9X", "topic": "leak", "link": "https://hv.example/r/x"},
        names={"place": {"en": "Lift 2"}}, times={"visit": NOON}, entry=ENTRY, at=NOON,
    )  # fmt: skip
    channels.deliver(notice, sender="no-reply@acme.example", now=NOON)
    assert "https://hv.example/r/x" in sent[0]["Message"]
