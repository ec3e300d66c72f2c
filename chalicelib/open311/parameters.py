"""What a call of GeoReport v2 asks for: its form, times, pages and lists."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from chalicelib.kernel import errors
from chalicelib.kernel.times import DAY_MS
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.parts import MULTIPART, Form, parts_of

from . import reading

SPAN_MS = 90 * DAY_MS


def form_of(call: Call) -> Form:
    """Return every field of the form with all of its values, and the files beside them."""
    if call.header("content-type").lower().startswith(MULTIPART):
        return parts_of(call)
    return Form(_fields(call), [])


def _fields(call: Call) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(call.text(), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        raise errors.InvalidInput(body="The form could not be read.") from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def said_by(fields: dict[str, list[str]], sender: str) -> tuple[str, ...]:
    """Return who sent a form and all that it says, in an order of its own."""
    told = sorted((name, value) for name, values in fields.items() if name != "api_key"
                  for value in values)  # fmt: skip
    return (sender, *(part for pair in told for part in pair))


def parts(call: Call, name: str) -> list[str]:
    return [part.strip() for part in call.query(name).split(",") if part.strip()]


def window(call: Call, usual: int) -> tuple[int, int]:
    """Return the time that is asked for (epoch ms): at most 90 days, ending now unless told."""
    until = _instant(call, "end_date") or call.now
    since = _instant(call, "start_date") or until - usual
    return max(since, until - SPAN_MS), until


def _instant(call: Call, name: str) -> int | None:
    given = call.query(name)
    if not given:
        return None
    try:
        # A plus sign that was not escaped is a space by now.
        found = datetime.fromisoformat(given.strip().replace(" ", "+"))
        if found.tzinfo is None:
            raise ValueError
        return int(found.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise errors.InvalidInput(
            **{name: f"{name} is a time with its zone, as 2026-11-28T09:00:00Z"}
        ) from None


def page_of(call: Call, rows: list[Any]) -> list[Any]:
    """Return the page that is asked for: full unless it is the last, for clients stop there."""
    page, size = _number(call, "page", 1), _number(call, "page_size", reading.MOST)
    begin = (max(page, 1) - 1) * size
    return rows[begin : begin + size]


def _number(call: Call, name: str, usual: int) -> int:
    given = call.query(name)
    if not given:
        return usual
    if not (given.isascii() and given.isdigit() and 0 < len(given) <= 6):
        raise errors.InvalidInput(**{name: f"{name} is a whole number"})
    return min(int(given), reading.MOST)
