"""
Schemathesis against the doors: what the contract allows and forbids, sent to every route of it.

Each call is what Schemathesis makes of the schema, right or wrong. Half of them are then aimed:
at ids that are there, with a body that would be taken but for one field of the generated one.
"""

import contextlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup as FailureGroup
from schemathesis.specs.openapi import checks as of_the_contract

import app as front
from tests.resilience import town as towns
from tests.resilience.town import Event, Town
from tests.support.builders import LIFT

from .asking import CALLS, Target, by

CALLERS = ("mara", "paco", "lena", "mara", "rosa", "nobody")
LONGEST_S = 5
"""Of processor time for one call: another process that is busy is no hang of ours."""
HELD = (
    not_a_server_error,
    of_the_contract.status_code_conformance,
    of_the_contract.content_type_conformance,
    of_the_contract.response_headers_conformance,
    of_the_contract.response_schema_conformance,
)
"""Of every answer; that what is wrong is refused is asked of calls that were not aimed."""


def served(town: Town) -> Callable[..., Iterable[bytes]]:
    """Return the town's doors as a WSGI app, with what API Gateway would do before them."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        status, headers, body = _answered(town, environ)
        start_response(f"{status} .", headers)
        return [body]

    return application


def _answered(town: Town, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    event = Event(
        kind="call",
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
        headers=_headers(environ),
        body=environ["wsgi.input"].read().decode("utf-8", "replace"),
    )
    query = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
    try:
        made = towns.gateway(event) | {"multiValueQueryStringParameters": query or None}
    except AssertionError:
        # API Gateway knows no such path, and answers itself.
        return 403, [("Content-Type", "application/problem+json")], json.dumps(NO_ROUTE).encode()
    with contextlib.redirect_stdout(town.logs):
        raw = front.app(made, None)
    headers = [(name, str(value)) for name, value in raw["headers"].items()]
    for name, values in (raw.get("multiValueHeaders") or {}).items():
        headers += [(name, value) for value in values]
    return int(raw["statusCode"]), headers, raw["body"].encode()


NO_ROUTE = {"type": "urn:gateway", "title": "Forbidden", "status": 403, "detail": "No such path"}


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    found = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    kind = environ.get("CONTENT_TYPE")
    return found | ({"content-type": kind} if kind else {})


def operations(town: Town) -> list[Any]:
    """Return every operation of the contract, as Schemathesis reads it."""
    schema = schemathesis.openapi.from_wsgi("/openapi.json", served(town))
    return [found.ok() for found in schema.get_all_operations()]


def try_out(town: Town, at: Target, operation: Any, examples: int) -> int:
    """Call one operation this often, each time as somebody, and hold every answer to it.

    Returns how many calls were taken: an operation that refuses everything was not tried.
    """
    taken = [0]
    made = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(made, st.sampled_from(CALLERS), st.data())
    def call(case: Any, who: str, data: st.DataObject) -> None:
        case.headers = {**(case.headers or {}), **by(town, who, PLAIN).headers}
        name = f"{operation.method.upper()} {operation.path}"
        usual = AIMED.get(name)
        if usual is not None and data.draw(st.booleans()):
            _aim(case, usual(town, at), data)
        began = time.process_time()
        response = case.call()
        assert time.process_time() - began < LONGEST_S
        taken[0] += response.status_code < 400
        case.validate_response(response, checks=HELD)

    call()
    return taken[0]


PLAIN = Event(kind="call", headers={})


def _known(town: Town, at: Target) -> Event:
    return Event(kind="call", path="/api/v1/known", query={"place": LIFT.code})


AIMED: Mapping[str, Callable[[Town, Target], Event]] = {**CALLS} | {
    "POST /api/v1/requests": lambda town, at: town.api("aimed", contact="rosa@example.com"),
    "GET /api/v1/known": _known,
}


def _aim(case: Any, usual: Event, data: st.DataObject) -> None:
    """Let a call reach what is there; its body would be taken but for one generated field."""
    wanted, pattern = usual.path.split("/"), case.path.split("/")
    case.path_parameters = {
        part[1:-1]: given for part, given in zip(pattern, wanted, strict=True) if part[0:1] == "{"
    }
    case.query = {**(case.query or {}), **usual.query}
    for name in ("idempotency-key", "if-match"):
        if name in usual.headers:
            case.headers[name] = usual.headers[name]
    if not usual.body:
        return
    body = json.loads(usual.body)
    if isinstance(case.body, dict) and case.body and isinstance(body, dict):
        name = data.draw(st.sampled_from(sorted(case.body)))
        body[name] = case.body[name]
    case.body = body
