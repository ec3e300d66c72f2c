"""The doors: the Chalice app called in this process, with real tokens and queues in memory."""

import base64
import json
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from chalicelib.estate.members import Member
from chalicelib.kernel import links
from chalicelib.platform import settings
from chalicelib.platform.aws import identity, secrets
from chalicelib.platform.aws.jwks import KeySet
from chalicelib.platform.http import openapi, problems
from chalicelib.platform.http.route import Route
from chalicelib.wiring import doors
from infra import mail
from tests.support import clock, quick_moto, quick_tables
from tests.support.builders import move_in
from tests.support.provider import CLIENT, ID_TOKEN, ISSUER, Provider, signed

JSON = "application/json"


ROUTES = doors.routes()


FORM = "application/x-www-form-urlencoded"


class Answer:
    """One answer: its status, headers and body."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.status = int(raw["statusCode"])
        self.headers = {name.lower(): value for name, value in raw["headers"].items()}
        for name, values in (raw.get("multiValueHeaders") or {}).items():
            self.headers[name.lower()] = values
        body = raw["body"]
        self.text = base64.b64decode(body).decode() if raw.get("isBase64Encoded") else body

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@cache
def _decoder(route: Route) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(openapi.answer_of(route))


def _check(route: Route, answer: Answer) -> None:
    if route.kind == "page":
        return
    refused = {problems.STATUS[kind][0] for kind in openapi.errors_of(route)} | {415}
    assert answer.status in {*route.status, *refused}, route.name
    if answer.status >= 400:
        return
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind == JSON and not route.files:
        _decoder(route).decode(answer.text)
    elif answer.text:
        assert kind in route.files, route.name


class Door:
    """Calls the app as API Gateway does: by route, with the event it would make.

    What the API answers has a status that its route declares, and its shape when all is well.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(
        self,
        method: str,
        path: str,
        *,
        route: str = "",
        body: str | bytes | None = None,
        headers: dict[str, str] | None = None,
        query: dict[str, list[str]] | None = None,
        stage: str = "",
        source: str = "203.0.113.7",
    ) -> Answer:
        pattern, params = self._match(method, path, route)
        encoded = isinstance(body, bytes)
        event = {
            "requestContext": {
                "httpMethod": method,
                "resourcePath": pattern,
                "path": f"{stage}{path}",
                "stage": stage.strip("/"),
                "requestId": "call-1",
                "identity": {"sourceIp": source},
            },
            "pathParameters": params,
            "multiValueQueryStringParameters": query,
            "headers": headers or {},
            "stageVariables": None,
            "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
            "isBase64Encoded": encoded,
        }
        answer = Answer(self.app(event, None))
        _check(ROUTES[f"{'GET' if method == 'HEAD' else method} {pattern}"], answer)
        return answer

    def get(self, path: str, **more: Any) -> Answer:
        return self("GET", path, **more)

    def post_json(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return self("POST", path, body=text, headers={"content-type": JSON, **(headers or {})})

    def post_form(self, path: str, fields: dict[str, str], headers: Any = None) -> Answer:
        sent = {"content-type": FORM, **(headers or {})}
        return self("POST", path, body=urlencode(fields), headers=sent)

    def _match(self, method: str, path: str, route: str) -> tuple[str, dict[str, str]]:
        wanted = path.split("/")
        for pattern, methods in self.app.routes.items():
            parts = pattern.split("/")
            if method not in methods or len(parts) != len(wanted) or (route and route != pattern):
                continue
            pairs = list(zip(parts, wanted, strict=True))
            if all(part.startswith("{") or part == given for part, given in pairs):
                return pattern, {p[1:-1]: g for p, g in pairs if p.startswith("{")}
        raise AssertionError(f"no route for {method} {path}")


def token_of(member: Member) -> dict[str, str]:
    """Return the header that shows a member of staff to be signed in now."""
    claims = ID_TOKEN | {"sub": member.id, "exp": clock.now() / 1000 + 3600}
    return {"authorization": f"Bearer {signed(claims)}"}


@pytest.fixture
def door(tables: None, on_time: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """The app, its queues and its secrets, with both communities moved in.

    Its forms are filled in at once, as no person could; see tests/security/test_robots.py.
    """
    quick_tables.once(move_in)
    monkeypatch.setattr(links, "MIN_FILL_MS", 0)
    monkeypatch.setattr(identity, "key_set", lambda url: KeySet(url, Provider("one")))
    monkeypatch.setenv("OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("OIDC_JWKS_URL", "https://login.example/keys")
    monkeypatch.setenv("OIDC_AUDIENCE", CLIENT)
    quick_moto.sender(mail.DEFAULT_SENDER)
    for name in ("effects", "notices", "sweep"):
        monkeypatch.setenv(f"{name.upper()}_QUEUE", quick_moto.queue(name))
    for name in ("id", "link", "form"):
        text = f"a secret of {name}, thirty-two bytes or more"
        monkeypatch.setenv(f"{name.upper()}_SECRET", quick_moto.secret(name, text))
    secrets.forget()
    settings.queue.cache_clear()
    settings.secret.cache_clear()
    import app as front

    yield Door(front.app)
    secrets.forget()
