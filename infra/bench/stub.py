"""
AWS as the measured programs see it: canned answers at once, so that only their own CPU is left.

For fresh processes a server on the loopback answers with this (`server.py`); `Canned` replaces
botocore's HTTP session within a process that has it loaded. Imported by what is measured:
it imports next to nothing itself.
"""

import base64
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

PLACE = "BENCH000000001"
REQUEST = f"hv-{7:026d}"
TASK = f"{REQUEST}.1.engineering"
OFFICE = [[540, 780], [840, 1080]]


def _row(**values: Any) -> dict[str, Any]:
    return {name: _typed(value) for name, value in values.items()}


def _typed(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, dict):
        return {"M": {key: _typed(each) for key, each in value.items()}}
    return {"L": [_typed(each) for each in value]}


_CALENDAR = {"zone": "UTC", "week": [OFFICE] * 7, "exceptions": {}, "region": ""}
_ITEMS = {
    f"place#{PLACE}": _row(
        pk=f"place#{PLACE}", sk="place", code=PLACE, community="hv", name={"en": "Lift 2"},
        building="tower1", floor="G", kind="shared", household="", version=1, replaced_by="",
    ),
    "community#hv": _row(
        pk="community#hv", sk="community", code="hv", company="acme",
        name={"en": "Harbour View"}, languages=["en"], phone="1", emergency_phone="999",
        colour="#1f5f5b", calendar=_CALENDAR, departments=["engineering", "customer_service"],
        redirects={}, topics={}, ladder={}, show_names="role",
    ),
}  # fmt: skip


_MEMBER = _row(
    pk="login#https://login.example/pool#paco", sk="member#hv", login="https://login.example/pool#paco",
    id="paco", name="Paco Ho", company="acme", community="hv", role="staff",
    departments=["engineering"], on_duty=True,
)  # fmt: skip
_AT = 1_772_420_400_000
_TASK = _row(
    pk=REQUEST, sk="task#1.engineering", id=TASK, request=REQUEST, community="hv",
    department="engineering", cause="1", round=1, topic="leak", kind="repair", mode="grab",
    priority="normal", reference="7KQ2M9X", summary="Water drips from the ceiling of the stairs.",
    place=PLACE, place_name={"en": "Lift 2"}, building="tower1", state="claimed", holder="paco",
    holder_name="Paco Ho", created_at=_AT, changed_at=_AT, start_at=_AT, accept=240, done=1440,
    version=4, writes=4, pending={"4#tell": _AT}, due_at=_AT, accepted_at=_AT,
    steps={
        str(n): {"action": action, "by": "paco", "at": _AT, "key": f"k{n}".ljust(22, "0")}
        for n, action in enumerate(("put", "claim", "start", "pause"), 1)
    },
)  # fmt: skip


def said(target: str, body: bytes) -> dict[str, Any]:
    """Return what the service answers to one call, by the operation in its X-Amz-Target."""
    operation = target.rpartition(".")[2]
    if operation == "GetItem":
        key = json.loads(body)["Key"]["pk"]["S"]
        return {"Item": _ITEMS[key]} if key in _ITEMS else {}
    if operation == "UpdateItem":
        of_task = b'"requests"' in body
        return {"Attributes": _TASK if of_task else {"n_d": {"N": "1"}}}
    if operation == "Query" and b'"login#' in body:
        return {"Items": [_MEMBER], "Count": 1, "ScannedCount": 1}
    if operation == "GetSecretValue":
        return {"SecretString": "s" * 40, "Name": "secret", "ARN": "arn"}
    if operation == "GetParametersByPath":
        return {"Parameters": []}
    if operation == "SendMessage":
        digest = "d41d8cd98f00b204e9800998ecf8427e"
        return {"MessageId": "1", "MD5OfMessageBody": digest}
    return {"Items": [], "Count": 0, "ScannedCount": 0}


class Canned:
    """Stands where botocore has its HTTP session: no socket, no wait, nobody to trust."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take whatever botocore's own session takes."""
        self._manager = SimpleNamespace(connection_pool_kw={})

    def send(self, request: Any) -> Any:
        from botocore.awsrequest import AWSResponse

        target = request.headers.get("X-Amz-Target", "")
        target = target.decode() if isinstance(target, bytes) else target
        answer = json.dumps(said(target, request.body)).encode()
        headers = {"content-type": "application/x-amz-json-1.0"}
        return AWSResponse(request.url, 200, headers, _Raw(answer))

    def close(self) -> None:
        """There is nothing to close."""


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[bytes]:
        yield self._body


def event(method: str, resource: str, body: str = "", **headers: str) -> dict[str, Any]:
    """Return what API Gateway hands to a function for one call at the bench's label."""
    path = resource.replace("{place}", PLACE)
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"place": PLACE} if "{place}" in resource else None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/v1{path}",
            "stage": "v1",
            "requestId": "bench",
            "identity": {"sourceIp": "192.0.2.7"},
        },
        "body": base64.b64encode(body.encode()).decode(),
        "isBase64Encoded": True,
    }
