"""What DynamoDB answers is handed on as it is; what it refuses is read as botocore reads it."""

import json
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from chalicelib.platform import clients

ITEM = {"pk": {"S": "a"}, "n": {"N": "1.50"}, "m": {"M": {"x": {"L": [{"NULL": True}]}}}}


class _Body:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self, **_: Any) -> Any:
        yield self.content


@pytest.fixture
def answering():
    """Let the client be answered with this status and JSON, over the wire."""
    client = clients.client("dynamodb")
    hooks = []

    def answer(status: int, body: dict[str, Any]) -> Any:
        def hook(request: Any, **_: Any) -> AWSResponse:
            headers = {"x-amzn-requestid": "r1"}
            return AWSResponse(request.url, status, headers, _Body(json.dumps(body).encode()))

        client.meta.events.register_first("before-send.dynamodb", hook)
        hooks.append(hook)
        return client

    yield answer
    for hook in hooks:
        client.meta.events.unregister("before-send.dynamodb", hook)


def test_items_come_as_they_stand_on_the_wire(answering) -> None:
    client = answering(200, {"Items": [ITEM], "Count": 1, "ScannedCount": 1})

    found = client._make_api_call("Query", {"TableName": "another"})

    assert found["Items"] == [ITEM]
    assert found["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_refusal_names_its_code(answering) -> None:
    said = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}
    client = answering(400, said)

    with pytest.raises(ClientError) as refused:
        client._make_api_call("PutItem", {"TableName": "another", "Item": ITEM})

    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
