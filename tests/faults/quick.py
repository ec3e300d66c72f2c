"""
A town for runs by the ten thousand: MiniStack's tables, inside this process.

Its server gives each call to a plain function; here botocore's own hook does, after the one
that spoils calls. No signature, no socket, no parsing: a call costs a tenth of what it does
on moto, and the conditions are read by the engine that the races are held on. Everything
but the tables is moto's, as in any town of this process.
"""

import copy
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

import botocore.handlers
from botocore.awsrequest import AWSResponse

from chalicelib import settings
from infra.emulator import PYTHON

from . import spoil
from .engine import TABLES, Row, plain
from .engines import in_process
from .moto_engine import InProcess

OPERATIONS = {
    "CreateTable": "_create_table",
    "PutItem": "_put_item",
    "GetItem": "_get_item",
    "DeleteItem": "_delete_item",
    "UpdateItem": "_update_item",
    "Query": "_query",
    "Scan": "_scan",
    "BatchGetItem": "_batch_get_item",
    "BatchWriteItem": "_batch_write_item",
}
"""What Steward may ask of a table, and who answers it in MiniStack."""


class Quick(InProcess):
    """A town whose indexes can stand still, too."""

    def __init__(self) -> None:
        self._frozen: dict[str, Any] = {}

    def rows(self, name: str = "requests") -> list[Row]:
        return [
            plain(item)
            for partition in self._table(settings.table(name))["items"].values()
            for item in partition.values()
        ]

    def keep(self) -> Any:
        items = {name: self._table(settings.table(name))["items"] for name in TABLES}
        return copy.deepcopy((items, self._objects()))

    def put_back(self, kept: Any) -> None:
        tables, objects = copy.deepcopy(kept)
        for name, items in tables.items():
            self._replace(settings.table(name), items)
        self.thaw()
        self._forget(objects)

    def freeze(self) -> None:
        """Let every index show from now on what it shows now."""
        self._frozen = {
            settings.table(name): copy.deepcopy(self._table(settings.table(name))["items"])
            for name in TABLES
        }

    def thaw(self) -> None:
        self._frozen = {}

    def answer(self, operation: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Do one call; return its status and what it says."""
        frozen = self._frozen.get(asked.get("TableName", "")) if "IndexName" in asked else None
        if frozen is None:
            return _asked(operation, asked)
        items = self._table(asked["TableName"])["items"]
        self._replace(asked["TableName"], frozen)
        try:
            return _asked(operation, asked)
        finally:
            self._replace(asked["TableName"], items)

    def _table(self, name: str) -> Any:
        return _ministack()._tables[name]

    def _replace(self, name: str, items: Any) -> None:
        self._table(name)["items"] = items
        _ministack()._items_replaced(self._table(name))


@contextmanager
def quick() -> Iterator[Quick]:
    """Run a quick town until the block ends."""
    spoil.install()
    _install()
    engine = Quick()
    _ASKED.append(engine)
    try:
        with in_process(engine):
            yield engine
    finally:
        _ASKED.remove(engine)
        for name in list(_ministack()._tables):
            del _ministack()._tables[name]


def _asked(operation: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    status, _, body = getattr(_ministack(), OPERATIONS[operation])(asked)
    return status, json.loads(body)


def _install() -> None:
    if _BEFORE not in botocore.handlers.BUILTIN_HANDLERS:
        botocore.handlers.BUILTIN_HANDLERS.append(_BEFORE)


def _before_call(model: Any, params: Any, **_: Any) -> Any:
    if not _ASKED or model.service_model.service_name != "dynamodb":
        return None
    status, said = _ASKED[-1].answer(model.name, json.loads(params["body"]))
    while spoil.is_sent_again():
        status, said = _ASKED[-1].answer(model.name, json.loads(params["body"]))
    if status >= 300:
        code = said["__type"].rpartition("#")[2]
        said["Error"] = {"Code": code, "Message": said.get("message", "")}
    said["ResponseMetadata"] = {"HTTPStatusCode": status, "HTTPHeaders": {}}
    return AWSResponse("https://aws.example", status, {}, None), said


def _ministack() -> ModuleType:
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


_ASKED: list[Quick] = []
_BEFORE = ("before-call", _before_call)
