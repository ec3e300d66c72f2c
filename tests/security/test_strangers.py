"""Strangers: unknown labels tell nothing, guessing is hopeless, and nobody acts for another."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.estate.model import RETIRED_FOR_MS
from chalicelib.estate.permissions import EVERYBODY
from chalicelib.kernel import ids, links
from chalicelib.wiring import doors
from infra.corrections.api import RATE, THROTTLES
from tests.resilience.town import FORM, Event, Reply, Town
from tests.support.builders import LIFT, key
from tests.support.calls import counted

from .asking import CALLS, by

UNKNOWN = "00000000000000"
LONG_GONE = "0000000000000G"
NO_COMMUNITY = "0000000000000H"
MALFORMED = ("short", "0" * 13, "0" * 15, "U" * 14, "..", "%00", "ı" * 14)
YEAR_S = 365 * 24 * 3600


@pytest.fixture
def labels(fresh: Town) -> Town:
    """A town with a label that was replaced long ago, and one of a community that is gone."""
    gone = {"retired_at": fresh.now - RETIRED_FOR_MS - 1, "replaced_by": LIFT.code}
    estate.put_place(structs.replace(LIFT, code=LONG_GONE, **gone))
    estate.put_place(structs.replace(LIFT, code=NO_COMMUNITY, community="zz"))
    estate.forget()
    return fresh


def seen(reply: Reply, code: str) -> tuple[int, str, dict[str, Any]]:
    """Return all that a stranger sees of an answer, but for the address that they typed."""
    return reply.status, reply.text.replace(code, "CODE"), reply.headers


def asked_with(code: str) -> dict[str, Event]:
    body = json.dumps({"place": code, "words": "It drips."})
    keyed = {"content-type": "application/json", "idempotency-key": key()}
    fields = f"words=It+drips.&key={key()}&token=1.x&where=here"
    return {
        "form": Event(kind="call", method="GET", path=f"/q/{code}"),
        "sent": Event(
            kind="call", method="POST", path=f"/q/{code}", body=fields,
            headers={"content-type": FORM},
        ),
        "known": Event(kind="call", method="GET", path="/api/v1/known", query={"place": code}),
        "program": Event(
            kind="call", method="POST", path="/api/v1/requests", body=body, headers=keyed
        ),
    }  # fmt: skip


@pytest.mark.parametrize("how", ["form", "sent", "known", "program"])
def test_an_unknown_label_tells_nothing(labels: Town, how: str) -> None:
    first = seen(labels.give(asked_with(UNKNOWN)[how]), UNKNOWN)
    assert first[0] == 404

    for code in (LONG_GONE, NO_COMMUNITY, *MALFORMED):
        assert seen(labels.give(asked_with(code)[how]), code) == first, code


@pytest.mark.parametrize("how", ["form", "sent", "known", "program"])
def test_an_unknown_label_costs_what_a_long_gone_one_costs_and_nonsense_nothing(
    labels: Town, how: str
) -> None:
    made = {}
    for code in (UNKNOWN, LONG_GONE, *MALFORMED):
        estate.forget()
        with counted() as calls:
            labels.give(asked_with(code)[how])
        made[code] = [call for call in calls if call != "GetParametersByPath"]

    assert made[UNKNOWN] == made[LONG_GONE] == ["GetItem"]
    assert all(made[code] == [] for code in MALFORMED)


def years(bits: int, targets: int, per_s: int) -> float:
    """Return after how many years of trying one of the targets is found, as an expectation."""
    return 2.0**bits / targets / per_s / YEAR_S


def test_guessing_is_hopeless_by_the_codes_own_numbers() -> None:
    """A label, a request, a link and a form, at the rate that the whole API lets through."""
    million, most = 1_000_000, max(RATE, *(rate for rate, _ in THROTTLES["POST"].values()))

    assert years(5 * ids.PLACE_LENGTH, million, most) > 30_000
    assert years(5 * ids.REQUEST_LENGTH, 1_000 * million, most) > 1e18
    assert years(5 * links.SIGNATURE_LENGTH, 1_000 * million, most) > 1e18
    assert 5 * links.SIGNATURE_LENGTH >= 128


def test_a_reference_has_few_bits_and_opens_nothing_to_strangers(labels: Town) -> None:
    assert 5 * ids.REFERENCE_LENGTH == 35
    labels.do(labels.form("rosa", words="CANARY in my flat"))
    reference = next(r["reference"] for r in labels.engine.rows() if r["sk"] == "request")
    for text in (reference, ids.shown(reference)):
        for route, declared in doors.routes().items():
            method, pattern = route.split(" ")
            if declared.may == EVERYBODY or "{" not in pattern:
                continue
            path = "/".join(text if part[:1] == "{" else part for part in pattern.split("/"))
            reply = labels.give(Event(kind="call", method=method, path=path, headers=KINDS))
            assert reply.status in (303, 400, 401, 404, 415, 422), (route, reply.status)
            assert "CANARY" not in reply.text


KINDS = {"content-type": FORM}


def everything(town: Town) -> list[str]:
    """Return all that is stored, but for what is counted and when the sweep came by."""
    rows = [row for name in ("requests", "estate", "households") for row in town.engine.rows(name)]
    return sorted(msgspec.json.encode(row, order="sorted").decode() for row in rows)


OTHERS: dict[str, Callable[[Town, Any], dict[str, str]]] = {
    "no token": lambda town, at: {"token": ""},
    "a neighbour's token": lambda town, at: {
        "token": town.form_token(f"hv-{'0' * 26}", key("evil"))
    },
    "a token of another key": lambda town, at: {"token": town.form_token(at.request, key("x"))},
    "a token of the label's form": lambda town, at: {
        "token": town.form_token(LIFT.code, key("evil"))
    },
}


@pytest.mark.parametrize("route", ["POST /r/{link}", "POST /home/{link}"])
@pytest.mark.parametrize("forged", OTHERS)
def test_no_other_site_sends_a_form_of_ours_with_a_phones_cookie(
    town: Town, aimed: Any, route: str, forged: str
) -> None:
    at, kept, now = aimed
    town.begin(kept, now)
    before = everything(town)
    for do in ("withdraw", "note", "erase", "tell", "forget", "contact"):
        event = town.page(at.request, do, "evil", text="x", code="knock", contact="e@example.com")
        fields = dict(part.split("=", 1) for part in event.body.split("&"))
        body = "&".join(f"{n}={v}" for n, v in (fields | OTHERS[forged](town, at)).items())
        path = route.split(" ")[1].replace("{link}", at.request)
        sent = structs.replace(event, path=path, body=body)
        reply = town.give(by(town, "rosa", sent))
        # The page again; with the words in it, to be sent once more, where there were some.
        assert reply.status == (422 if route.endswith("/r/{link}") else 303), do

    assert everything(town) == before


def test_the_form_behind_the_label_is_not_sent_from_another_site(fresh: Town) -> None:
    event = fresh.form("1", words="Hello")
    crossed = structs.replace(event, headers=event.headers | {"sec-fetch-site": "cross-site"})

    assert fresh.give(crossed).status == 422
    assert not [row for row in fresh.engine.rows() if row["sk"] == "request"]


def test_the_cookie_of_a_phone_is_sent_by_no_other_site_and_read_by_no_script(fresh: Town) -> None:
    cookie = str(fresh.give(fresh.form("1")).headers["set-cookie"])

    assert "__Host-requests=" in cookie
    for held in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert held in cookie
    assert "Domain" not in cookie


BODIES = {name: route.body for name, route in doors.routes().items() if route.body}

FORBIDDEN = (
    "id", "state", "community_id", "version", "role", "by", "created_at", "holder", "pending",
    "steps", "filed_by", "emergency_kind", "body_hash", "link_version", "person", "__proto__",
)  # fmt: skip
"""What no program sets, whatever it sends."""


@pytest.mark.parametrize("route", sorted(BODIES.keys() & CALLS.keys()))
def test_a_field_that_is_not_of_the_contract_is_refused_and_changes_nothing(
    town: Town, aimed: Any, route: str
) -> None:
    at, kept, now = aimed
    town.begin(kept, now)
    who = "robot" if "/programs/" in route else "mara"
    event = by(town, who, CALLS[route](town, at))
    usual = json.loads(event.body)
    # That a key was used is written down once an hour, whatever came of it.
    town.give(by(town, who, CALLS["GET /api/v1/programs/me"](town, at)))
    before = everything(town)
    known = {field.encode_name for field in msgspec.structs.fields(BODIES[route])}
    for name in set(FORBIDDEN) - known:
        body = json.dumps(usual | {name: "admin"})
        reply = town.give(structs.replace(event, body=body))
        assert reply.status == 422, (name, reply.text)
        assert name in json.loads(reply.text)["errors"]

    assert everything(town) == before


def test_every_body_of_the_contract_forbids_what_it_does_not_know() -> None:
    for route, kind in BODIES.items():
        assert kind.__struct_config__.forbid_unknown_fields, route


def test_a_field_that_the_form_does_not_have_is_not_taken(fresh: Town) -> None:
    fresh.do(fresh.form("plain"))
    evil = {"state": "closed", "emergency": "fire", "filed_by": "mara", "kind": "complaint",
            "community": "qy", "created_at": "1", "name": "x", "about": "paco",
            "link_version": "7", "channel": "phone"}  # fmt: skip
    fresh.do(fresh.form("evil", again="different", **evil))

    plain, other = (row for row in fresh.engine.rows() if row["sk"] == "request")
    moving = {"pk", "id", "reference", "steps", "due_sk", "due_pk", "plan", "reference_pk", "sk"}
    differs = {n for n in plain.keys() | other.keys() if plain.get(n) != other.get(n)}
    assert {name for name in differs - moving if not name.endswith(("_pk", "_sk"))} == set()
