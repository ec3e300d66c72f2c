"""Whatever is sent to whatever takes something: an answer below 500, soon, and nothing grows."""

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.resilience.town import FORM, JSON, Event, Town
from tests.support.builders import LIFT

from .asking import CALLS, by

SHORT = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
LONGEST_S = 10

TEXT = st.text(max_size=200) | st.sampled_from(
    ["", "\0", "\ud800", "‮evil", "<script>alert(1)</script>", "=1+1", "' OR 1=1", "../" * 20]
)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
TAKES_JSON = sorted(route for route in CALLS if route.startswith("POST /staff"))
TAKES_A_QUERY = sorted(route for route in CALLS if route.startswith("GET /staff/v1"))


def answered(town: Town, event: Event) -> Any:
    began = time.process_time()
    reply = town.give(event)
    assert reply.status < 500, (event, reply.text)
    assert time.process_time() - began < LONGEST_S
    return reply


@pytest.mark.parametrize("route", TAKES_JSON)
def test_no_body_of_a_program_is_too_much(town: Town, aimed: Any, route: str) -> None:
    at, kept, now = aimed
    town.begin(kept, now)
    event = by(town, "mara", CALLS[route](town, at))
    usual = json.loads(event.body)

    @SHORT
    @given(VALUE, st.sampled_from(sorted(usual) or ["x"]))
    def send(value: Any, name: str) -> None:
        for body in (value, usual | {name: value}):
            text = json.dumps(body).encode("utf-8", "replace").decode()
            answered(town, structs.replace(event, body=text))

    send()


@pytest.mark.parametrize("route", TAKES_A_QUERY)
def test_no_query_is_too_much(town: Town, aimed: Any, route: str) -> None:
    at, kept, now = aimed
    town.begin(kept, now)
    event = by(town, "mara", CALLS[route](town, at))

    @SHORT
    @given(TEXT, st.sampled_from(["community", "cursor", "page", "state", "reference", "queue"]))
    def send(text: str, name: str) -> None:
        answered(town, structs.replace(event, query=event.query | {name: text}))

    send()


@SHORT
@given(st.dictionaries(TEXT, TEXT, max_size=5), TEXT, TEXT)
def test_no_form_is_too_much(fresh: Town, fields: dict[str, str], words: str, cookie: str) -> None:
    clean = {k.encode("utf-8", "replace").decode(): v.encode("utf-8", "replace").decode()
             for k, v in (fields | {"words": words}).items()}  # fmt: skip
    event = fresh.form("hostile", **{k: v for k, v in clean.items() if k not in ("place", "n")})
    answered(fresh, structs.replace(event, headers=event.headers | {"cookie": cookie}))


@SHORT
@given(st.binary(max_size=300), st.sampled_from([FORM, JSON, "text/plain", ""]))
def test_no_bytes_are_too_much(fresh: Town, body: bytes, kind: str) -> None:
    for path in (f"/q/{LIFT.code}", "/api/v1/requests"):
        text = body.decode("latin-1")
        headers = {"content-type": kind, "idempotency-key": "k" * 22}
        answered(fresh, Event(kind="call", method="POST", path=path, body=text, headers=headers))


@SHORT
@given(TEXT.filter(lambda text: "/" not in text and "\ud800" not in text))
def test_no_address_is_too_much(fresh: Town, text: str) -> None:
    for path in ("/q/", "/r/", "/t/", "/home/", "/c/", "/assets/", "/staff/static/"):
        answered(fresh, Event(kind="call", method="GET", path=f"{path}{text}"))
