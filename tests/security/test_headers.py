"""What stands on every answer, and what never gets into a header, a cookie or a log line."""

from typing import Any

import pytest
from msgspec import structs

from chalicelib.platform.http.call import SECURITY
from chalicelib.wiring import doors
from tests.resilience.town import FORM, JSON, Event, Town
from tests.support.builders import LIFT

from .asking import CALLS, Target, by

OPEN = {
    "GET /q/{place}": f"/q/{LIFT.code}",
    "GET /Q/{place}": f"/Q/{LIFT.code}",
    "POST /q/{place}": f"/q/{LIFT.code}",
    "POST /Q/{place}": f"/Q/{LIFT.code}",
    "POST /api/v1/requests": "/api/v1/requests",
    "GET /assets/{name}": "/assets/nothing.js",
    "GET /staff/static/{name}": "/staff/static/app.js",
    "GET /manage/static/{name}": "/manage/static/board.js",
    "GET /staff/shared/{name}": "/staff/shared/api.js",
    "GET /manage/shared/{name}": "/manage/shared/api.js",
    "GET /c/{community}": "/c/hv",
    "GET /c/{community}/poster": "/c/hv/poster",
    "POST /staff/app/login": "/staff/app/login",
}
"""Open routes with something in their path or body; the others are called as they are."""

BREAKS = ["x\r\nSet-Cookie: a=b", "x\nX-Evil: 1", "x\u2028X-Evil: 1", "x\0"]


@pytest.mark.parametrize("route", sorted(doors.routes()))
def test_security_headers_are_on_every_answer(
    town: Town, aimed: tuple[Target, Any, int], route: str
) -> None:
    at, kept, now = aimed
    town.begin(kept, now)
    method, pattern = route.split(" ")
    if route in CALLS:
        event = by(town, "nobody", CALLS[route](town, at))
    else:
        headers = {"content-type": JSON if "/api" in pattern else FORM}
        path = OPEN.get(route, pattern)
        event = Event(kind="call", method=method, path=path, headers=headers, body="")

    reply = town.give(event)

    assert reply.status < 500, reply.text
    for name, value in SECURITY.items():
        if name != "Strict-Transport-Security":
            assert reply.headers.get(name.lower()) == value, name
    lasts = reply.headers["strict-transport-security"].split(";")[0].partition("=")[2]
    assert int(lasts) >= 365 * 24 * 3600
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy or "default-src 'self'" in policy
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy


@pytest.mark.parametrize("text", BREAKS)
def test_nothing_that_is_sent_begins_a_header_or_a_log_line_of_its_own(
    fresh: Town, text: str
) -> None:
    event = fresh.form("1", words=f"CANARY {text}", spot=text, contact="")
    sent = structs.replace(
        event,
        headers=event.headers
        | {"accept-language": text, "x-forwarded-prefix": text, "cookie": f"lang={text}"},
        query={"lang": text, "large": text},
    )

    reply = fresh.give(sent)

    assert reply.status in (303, 400, 422), reply.status
    for name, value in reply.headers.items():
        assert "\n" not in f"{name}{value}" and "\r" not in f"{name}{value}"
        assert "x-evil" not in name.lower()
    for line in fresh.logs.getvalue().splitlines():
        assert line.startswith("{") and line.endswith("}"), line
    assert "CANARY" not in fresh.logs.getvalue()
