"""
MiniStack's tables inside this process: the engine that the emulator runs on, without a socket.

Its server gives each call to a plain function; here botocore's own hook does. A call costs a
fifth of what it does over HTTP. For one thread.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

import botocore.handlers
from botocore.awsrequest import AWSResponse

from infra.emulator import PYTHON

OPERATIONS = {
    "BatchGetItem": "_batch_get_item",
    "BatchWriteItem": "_batch_write_item",
    "CreateTable": "_create_table",
    "DeleteItem": "_delete_item",
    "GetItem": "_get_item",
    "ListTables": "_list_tables",
    "PutItem": "_put_item",
    "Query": "_query",
    "Scan": "_scan",
    "UpdateItem": "_update_item",
}
"""What Steward may ask of a table, and who answers it."""

Answer = tuple[int, dict[str, Any]]
"""A status, and what is said with it."""


def ministack() -> ModuleType:
    """Return MiniStack's module of DynamoDB, from the environment of its own.

    That is only looked into after ours: it pins another botocore.
    """
    name = "ministack.services.dynamodb"
    if name not in sys.modules:
        before = sys.path[:]
        sys.path += [str(path) for path in PYTHON.parents[1].glob("lib/python3*/site-packages")]
        try:
            import_module(name)
        finally:
            sys.path[:] = before
    return sys.modules[name]


def ask(operation: str, asked: dict[str, Any]) -> Answer:
    """Do one call."""
    status, _, body = getattr(ministack(), OPERATIONS[operation])(asked)
    return status, json.loads(body)


def answered(status: int, said: dict[str, Any]) -> tuple[AWSResponse, dict[str, Any]]:
    """Return an answer as botocore's hook before a call gives it."""
    if status >= 300:
        code = said["__type"].rpartition("#")[2]
        said["Error"] = {"Code": code, "Message": said.get("message", "")}
    said["ResponseMetadata"] = {"HTTPStatusCode": status, "HTTPHeaders": {}}
    return AWSResponse("https://aws.example", status, {}, None), said


@contextmanager
def tables() -> Iterator[None]:
    """Let every client that is made in the block find its tables in this process."""

    def before_call(model: Any, params: Any, **_: Any) -> Any:
        if model.service_model.service_name != "dynamodb":
            return None
        return answered(*ask(model.name, json.loads(params["body"])))

    hook = ("before-call", before_call)
    botocore.handlers.BUILTIN_HANDLERS.append(hook)
    try:
        yield
    finally:
        botocore.handlers.BUILTIN_HANDLERS.remove(hook)
