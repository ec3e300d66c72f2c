"""
The programs that are measured, each in a fresh process: `python programs.py NAME`.

Each prints the CPU seconds it took as its last line. What belongs to Steward runs from the
unpacked zip with no other package in reach, as in Lambda.
"""

import json
import os
import re
import resource
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

import stub


def form_of_steward() -> None:
    """The first GET of the form, from nothing."""
    from app import app

    _get(app)


def unready_of_steward() -> dict[str, float]:
    """The same where nothing is made ready, and each client reads the roots for itself."""
    from chalicelib.platform import clients
    from chalicelib.wiring import ready

    ready.for_first_answer = lambda door: None
    clients._share_context = lambda made: None
    return phases_of_steward()


def phases_of_steward() -> dict[str, float]:
    """CPU seconds of the start, then of the first form, then of the first thing sent."""
    from app import app

    began = _used()
    _get(app)
    got = _used()
    _post(app, 1)
    return {"start": began, "get": got - began, "post": _used() - got}


def restored_of_steward() -> float:
    """The first GET of a copy of a process that is ready, as SnapStart makes them: a fork.

    Of two copies each must answer, and none may give the key that the other gives.
    """
    from app import app

    (first, took), (second, _) = _copy(app), _copy(app)
    assert first != second, "two copies give one key"
    return took


def _copy(app: Any) -> tuple[str, float]:
    """Let a copy of this process answer; return the key of its form, and its CPU seconds."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        began = time.process_time()
        key = _key(_get(app))
        took = time.process_time() - began
        os.write(writing, json.dumps([key, took]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        key, took = json.load(told)
    os.waitpid(child, 0)
    return key, took


def _key(page: str) -> str:
    found = re.search(r'name="?key"?[^>]*value="?([^" >]+)', page)
    assert found, page
    return found[1]


def _get(app: Any) -> str:
    answer = app(stub.event("GET", "/q/{place}"), None)
    assert answer["statusCode"] == 200, answer
    return str(answer["body"])


def _post(app: Any, number: int) -> None:
    body = json.dumps({"place": stub.PLACE, "words": "Water drips.", "topic": "leak"})
    key = {"idempotency-key": f"bench-{number}".ljust(22, "0")}
    headers = {"content-type": "application/json", "accept-language": "en", **key}
    answer = app(stub.event("POST", "/api/v1/requests", body, **headers), None)
    assert answer["statusCode"] == 201, answer


def client_of_botocore() -> None:
    """Importing stock botocore and making one DynamoDB client."""
    import botocore.session

    botocore.session.get_session().create_client("dynamodb", region_name="us-east-1")


def form_of_fastapi() -> None:
    """The same page by FastAPI, Mangum and boto3: two reads, a secret, a small template."""
    import boto3
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse
    from jinja2 import Environment
    from mangum import Mangum

    app = FastAPI()
    page = Environment(autoescape=True).from_string(
        "<!doctype html><title>{{ name }}</title><form method=post>"
        "<input name=key value='{{ key }}'><textarea name=words></textarea><button>Send</button>"
    )
    table, secrets = boto3.client("dynamodb"), boto3.client("secretsmanager")

    def form(place: str) -> str:
        key = {"pk": {"S": f"place#{place}"}, "sk": {"S": "place"}}
        found = table.get_item(TableName="estate", Key=key)["Item"]
        key = {"pk": {"S": f"community#{found['community']['S']}"}, "sk": {"S": "community"}}
        community = table.get_item(TableName="estate", Key=key)["Item"]
        secret = secrets.get_secret_value(SecretId="form")["SecretString"]
        return page.render(name=community["name"]["M"]["en"]["S"], key=secret[:22])

    app.get("/q/{place}", response_class=HTMLResponse)(form)

    answer = Mangum(app, lifespan="off")(stub.event("GET", "/q/{place}"), _Context())
    assert answer["statusCode"] == 200, answer


def _whole(run: Callable[[], None]) -> float:
    """Return the CPU seconds of this process up to now, its start included."""
    run()
    return _used()


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _led() -> None:
    """Lead every name to the stand-in of AWS."""
    port = int(os.environ["STUB_PORT"])

    def found(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    socket.getaddrinfo = found


class _Context:
    """What Lambda hands to a handler beside the event, as far as Mangum looks."""

    aws_request_id = "bench"


COLD: dict[str, Callable[[], None]] = {
    "form_of_steward": form_of_steward,
    "client_of_botocore": client_of_botocore,
    "form_of_fastapi": form_of_fastapi,
}
PHASES: dict[str, Callable[[], dict[str, float]]] = {
    "phases_of_steward": phases_of_steward,
    "unready_of_steward": unready_of_steward,
}


COPIES: dict[str, Callable[[], float]] = {"restored_of_steward": restored_of_steward}


def main(name: str) -> Any:
    if "STUB_PORT" in os.environ:
        _led()
    if name in PHASES or name in COPIES:
        print(json.dumps((PHASES | COPIES)[name]()))
        return
    print(json.dumps(_whole(COLD[name])))


if __name__ == "__main__":
    main(sys.argv[1])
