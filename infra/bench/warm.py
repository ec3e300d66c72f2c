"""
The programs that are measured while a process is warm: a submit, a claim and a finish.

Each runs the whole handler, and beside it in turns what stock botocore needs for the very same
calls: the same items, expressions and messages, byte for byte what the handler sent once.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache
from typing import Any

import stub

TURNS, TIMES = 15, 30
Work = Callable[[int], None]
Sent = list[tuple[str, str, dict[str, Any]]]

WORDS = "Water drips from the ceiling of the stairs, number {number}, since yesterday."


def submit_of_steward() -> dict[str, list[float]]:
    """A submit in the residents' door; by themselves the rules for danger, which are in it, and
    those for topics, which are asked where nobody chose one."""
    from app import app

    def submit(number: int) -> None:
        body = json.dumps({"place": stub.PLACE, "words": WORDS.format(number=number)} | TOPIC)
        answer = app(stub.event("POST", "/api/v1/requests", body, **_headers(number)), None)
        assert answer["statusCode"] == 201, answer

    from chalicelib.cases.danger.emergency import is_emergency
    from chalicelib.cases.topics.guess import suggested
    from chalicelib.estate.topics import base

    return _in_turns(
        submit,
        rules=lambda number: is_emergency(WORDS.format(number=number)),
        topics=lambda number: suggested(WORDS.format(number=number), base()),
    )


TOPIC = {"topic": "leak"}


def claim_of_steward() -> dict[str, list[float]]:
    """A claim in the staff door, its token verified."""
    return _in_turns(_action("claim"))


def done_of_steward() -> dict[str, list[float]]:
    """A finish, with words for the resident."""
    return _in_turns(_action("done", resolution="The seal was worn, and is new."))


def _action(name: str, **said: str) -> Work:
    token = _token()
    from app import app

    path = "/staff/v1/tasks/{id}/actions"

    def act(number: int) -> None:
        headers = _headers(number) | {"authorization": f"Bearer {token}", "if-match": '"3"'}
        event = stub.event("POST", path, json.dumps({"action": name, **said}), **headers)
        event["pathParameters"] = {"id": stub.TASK}
        answer = app(event, None)
        assert answer["statusCode"] == 200, answer

    return act


def _headers(number: int) -> dict[str, str]:
    key = f"bench-{number}".ljust(22, "0")
    return {
        "content-type": "application/json",
        "accept-language": "en",
        "idempotency-key": key,
    }


def _token() -> str:
    """Return a token that the door believes: its provider's keys are made here."""
    import jwt
    from cryptography.hazmat.primitives.asymmetric import rsa

    from chalicelib.platform.aws import identity, jwks

    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key()))
    told = json.dumps({"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}).encode()
    keys = jwks.KeySet("", lambda url: told)
    identity.key_set = cache(lambda url: keys)
    claims = {"iss": os.environ["OIDC_ISSUER"], "sub": "paco", "aud": os.environ["OIDC_AUDIENCE"]}
    lives = {"exp": int(time.time()) + 3_600}
    return str(jwt.encode({**claims, **lives}, private, "RS256", {"kid": "1"}))


def _in_turns(ours: Work, **beside: Callable[[int], Any]) -> dict[str, list[float]]:
    """Return the mean CPU seconds of each, turn by turn; what comes first is left out."""
    ours(0)
    works = {"ours": ours, "bare": _bare(_sent_by(ours)), **beside}
    times: dict[str, list[float]] = {name: [] for name in works}
    number = TIMES
    for turn in range(TURNS + 1):
        for name, work in works.items():
            began = time.process_time()
            for each in range(number, number + TIMES):
                work(each)
            took = (time.process_time() - began) / TIMES
            number += TIMES
            if turn:
                times[name].append(took)
    return times


def _sent_by(work: Work) -> Sent:
    """Return what one call sends: service, operation, and what it asks."""
    kept: Sent = []
    send = stub.Canned.send

    def keep(self: Any, request: Any) -> Any:
        service, _, operation = request.headers["X-Amz-Target"].decode().partition(".")
        kept.append((service.partition("_")[0], operation, json.loads(request.body)))
        return send(self, request)

    stub.Canned.send = keep
    work(1)
    stub.Canned.send = send
    return kept


def _bare(sent: Sent) -> Work:
    """Return a handler of stock botocore that does nothing but these calls."""
    import botocore.session

    session = botocore.session.get_session()
    clients = {
        "DynamoDB": session.create_client("dynamodb", region_name="us-east-1"),
        "AmazonSQS": session.create_client("sqs", region_name="us-east-1"),
    }
    from botocore import xform_name

    calls = [(getattr(clients[name], xform_name(what)), asked) for name, what, asked in sent]

    def once(number: int) -> None:
        event = stub.event("POST", "/", json.dumps({"place": stub.PLACE, "words": WORDS}))
        assert event["body"]
        for call, asked in calls:
            call(**asked)

    return once


def main(name: str) -> None:
    # First, for it finds the libraries of a zip.
    import chalicelib  # noqa: F401, I001  # isort: skip
    import botocore.httpsession

    botocore.httpsession.URLLib3Session = stub.Canned
    import botocore.endpoint

    botocore.endpoint.URLLib3Session = stub.Canned
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        taken = globals()[name]()
    print(json.dumps(taken))


if __name__ == "__main__":
    main(sys.argv[1])
