"""What our clients send is what botocore would send: they only come to it with less work."""

import datetime
import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import botocore.auth
import botocore.session
import msgspec
import pytest
from botocore.awsrequest import AWSResponse

from chalicelib.platform import clients

KEYS = {"aws_access_key_id": "AKID", "aws_secret_access_key": "secret"}
ITEM = {
    "pk": {"S": "hv-1"},
    "words": {"S": "水浸 — it drips"},
    "n": {"N": "1"},
    "no": {"NULL": True},
}
ASKED: list[tuple[str, str, dict[str, Any]]] = [
    ("dynamodb", "PutItem", {"TableName": "t", "Item": ITEM}),
    (
        "dynamodb",
        "UpdateItem",
        {
            "TableName": "t",
            "Key": {"pk": {"S": "1"}},
            "UpdateExpression": "SET #0 = :0",
            "ExpressionAttributeNames": {"#0": "state"},
            "ExpressionAttributeValues": {":0": {"M": {"a": {"L": [{"BOOL": False}]}}}},
        },
    ),
    ("dynamodb", "Query", {"TableName": "t", "IndexName": "queue", "Limit": 3}),
    ("dynamodb", "BatchGetItem", {"RequestItems": {"t": {"Keys": [{"pk": {"S": "1"}}]}}}),
    (
        "dynamodb",
        "RestoreTableToPointInTime",
        {
            "SourceTableName": "live",
            "TargetTableName": "live-20260302",
            "RestoreDateTime": datetime.datetime(2026, 3, 2, 9, 55, tzinfo=datetime.UTC),
        },
    ),
    (
        "sqs",
        "SendMessage",
        {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "MessageBody": '{"v": 1}'},
    ),
    ("sqs", "GetQueueAttributes", {"QueueUrl": "http://host/1/q", "AttributeNames": ["All"]}),
]


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    at = datetime.datetime(2026, 3, 2, 23, 59, 58, tzinfo=datetime.UTC)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: at)
    # A new number at each call.
    monkeypatch.setattr(uuid, "uuid4", lambda: "one")
    forget()
    yield
    forget()


def forget() -> None:
    clients.client.cache_clear()
    clients._session.cache_clear()


class Sent(NamedTuple):
    method: str
    url: str
    headers: dict[str, Any]
    body: bytes


def sent(client: Any, service: str, operation: str, asked: dict[str, Any]) -> Sent:
    """Return what a client would send, as it is about to go."""
    kept: list[Any] = []

    def keep(request: Any, **_: Any) -> AWSResponse:
        kept.append(request)
        return AWSResponse(request.url, 200, {}, SimpleNamespace(stream=lambda **_: [b"{}"]))

    client.meta.events.register_first(f"before-send.{service}.{operation}", keep)
    client._make_api_call(operation, dict(asked))
    client.meta.events.unregister(f"before-send.{service}.{operation}", keep)
    (request,) = kept
    return Sent(request.method, request.url, dict(request.headers.items()), request.body)


@pytest.mark.parametrize(("token", "endpoint"), [("", ""), ("of a role", "http://127.0.0.1:4566")])
@pytest.mark.parametrize("service", ["dynamodb", "sqs"])
def test_a_call_says_what_botocore_says_and_is_signed_as_it_signs(
    service: str, token: str, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**KEYS, "aws_session_token": token}.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.setattr(clients.settings, "endpoint", lambda: endpoint or None)
    ours = clients.client(service, "eu-west-1")
    theirs = botocore.session.get_session().create_client(
        service, region_name="eu-west-1", endpoint_url=endpoint or None, config=ours.meta.config
    )
    serializer = theirs._serializer

    for asked in (each for each in ASKED if each[0] == service):
        theirs._serializer = serializer
        said = sent(theirs, *asked)
        # Theirs has blanks in it: of the same bytes the signature must be the same.
        theirs._serializer = ours._serializer
        again = sent(theirs, *asked)
        for request in (sent(ours, *asked), sent(ours, *asked)):
            assert request == again
            assert msgspec.json.decode(request.body) == msgspec.json.decode(said.body)


def test_another_day_and_another_key_are_signed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    found = set()
    for day, secret in ((2, "one"), (3, "one"), (3, "two")):
        at = datetime.datetime(2026, 3, day, tzinfo=datetime.UTC)
        monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda at=at: at)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
        monkeypatch.setattr(clients.settings, "endpoint", lambda: None)
        forget()
        request = sent(clients.client("sqs", "eu-west-1"), *ASKED[5])
        found.add(request.headers["Authorization"])
    assert len(found) == 3
