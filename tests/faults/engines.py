"""
Where a town stands: AWS played in this process (moto), or by a server process (MiniStack).

The first is quick to begin and single-threaded; the second outlives a killed process. Both
are asked here for what a test may know and our code may not: whole tables, the messages
that wait, what people were sent.
"""

import copy
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default as modern
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer

from chalicelib import clients, settings
from chalicelib.storage import table
from infra import outbox
from tests.conftest import table_definitions

from . import spoil

QUEUES = ("effects", "notices", "sweep", "photos")
TABLES = ("requests", "estate", "households", "ledger")
SECRETS = ("id", "link", "form")
SENDER = "steward@acme.example"

Row = dict[str, Any]
Mail = tuple[str, str]
"""An address and what was written to it."""


class Engine:
    """Tables from the template, queues, secrets, a bucket and a mailbox, all of them empty."""

    def build(self) -> None:
        db = self.client("dynamodb")
        for definition in table_definitions():
            db.create_table(**definition)
        for name in QUEUES:
            url = self.client("sqs").create_queue(QueueName=name)["QueueUrl"]
            os.environ[f"{name.upper()}_QUEUE"] = url
        for name in SECRETS:
            made = self.client("secretsmanager").create_secret(
                Name=name, SecretString=f"a secret of {name}, thirty-two bytes or more"
            )
            os.environ[f"{name.upper()}_SECRET"] = made["ARN"]
        self.client("s3").create_bucket(Bucket=settings.photos_bucket())
        self.client("ses").verify_email_identity(EmailAddress=SENDER)
        self.client("ssm").put_parameter(
            Name=f"{settings.parameters()}/mail_from", Value=SENDER, Type="String"
        )
        settings.queue.cache_clear()
        settings.secret.cache_clear()

    def client(self, service: str) -> Any:
        """Return a client that nobody watches."""
        return boto3.client(service)

    def rows(self, name: str = "requests") -> list[Row]:
        raise NotImplementedError

    def take(self, queue: str) -> list[str]:
        """Return the bodies of the messages that wait in a queue, and take them out."""
        raise NotImplementedError

    def mails(self) -> list[Mail]:
        """Return what people were sent since the town was last put back."""
        raise NotImplementedError

    def keep(self) -> Any:
        """Return all that is stored, to be put back later. No message must wait."""
        raise NotImplementedError

    def put_back(self, kept: Any) -> None:
        raise NotImplementedError


class InProcess(Engine):
    """moto: its state is looked at where it lies."""

    def rows(self, name: str = "requests") -> list[Row]:
        stored = self._tables()[settings.table(name)]
        return [_plain(item.to_json()["Attributes"]) for item in stored.all_items()]

    def take(self, queue: str) -> list[str]:
        messages = self._backend("sqs").queues[queue]._messages
        bodies = [str(message.body) for message in messages]
        messages.clear()
        return bodies

    def mails(self) -> list[Mail]:
        ses, sns = self._backend("ses"), self._backend("sns")
        mails = [_mail(sent.destinations, sent.raw_data) for sent in ses.sent_messages]
        return mails + [(sent[0], sent[1]) for sent in sns.sms_messages.values()]

    def keep(self) -> Any:
        return copy.deepcopy((self._tables(), self._objects()))

    def put_back(self, kept: Any) -> None:
        tables, objects = copy.deepcopy(kept)
        self._backend("dynamodb").tables = tables
        self._forget(objects)

    def _forget(self, objects: Any) -> None:
        """Put objects back, and leave no message waiting and no mail to be seen."""
        self._bucket().keys = objects
        for queue in QUEUES:
            self.take(queue)
        self._backend("ses").sent_messages.clear()
        self._backend("sns").sms_messages.clear()

    def _tables(self) -> Any:
        return self._backend("dynamodb").tables

    def _bucket(self) -> Any:
        from moto.s3.models import s3_backends

        return s3_backends["123456789012"]["aws"].buckets[settings.photos_bucket()]

    def _objects(self) -> Any:
        return self._bucket().keys

    def _backend(self, service: str) -> Any:
        from moto.backends import get_backend

        return get_backend(service)["123456789012"]["us-east-1"]


class Served(Engine):
    """MiniStack: a process of its own, asked over HTTP like AWS."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._seen: dict[str, int] = {}

    def client(self, service: str) -> Any:
        return boto3.client(service, endpoint_url=self.endpoint)

    def build(self) -> None:
        super().build()
        self.db, self.sqs, self.s3 = (self.client(name) for name in ("dynamodb", "sqs", "s3"))

    def rows(self, name: str = "requests") -> list[Row]:
        return [_plain(item) for item in self._items(settings.table(name))]

    def take(self, queue: str) -> list[str]:
        url, bodies = settings.queue(queue), []
        while True:
            found = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages")
            if not found:
                return bodies
            bodies += [message["Body"] for message in found]
            handles = [
                {"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]}
                for n, message in enumerate(found)
            ]
            self.sqs.delete_message_batch(QueueUrl=url, Entries=handles)

    def mails(self) -> list[Mail]:
        return self._mails()[self._seen.get("mails", 0) :]

    def keep(self) -> Any:
        names = [settings.table(name) for name in TABLES]
        return {name: self._items(name) for name in names}, self._objects()

    def put_back(self, kept: Any) -> None:
        tables, objects = kept
        for name, items in tables.items():
            self._write(name, items)
        for queue in QUEUES:
            self.take(queue)
        for key in self._objects().keys() - objects.keys():
            self.s3.delete_object(Bucket=settings.photos_bucket(), Key=key)
        for key, body in objects.items():
            self.s3.put_object(Bucket=settings.photos_bucket(), Key=key, Body=body)
        self._seen["mails"] = len(self._mails())

    def _items(self, name: str) -> list[Row]:
        pages = self.db.get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]

    def _write(self, name: str, items: list[Row]) -> None:
        wanted = {_key(item): item for item in items}
        there = {_key(item): item for item in self._items(name)}
        asked = [
            {"DeleteRequest": {"Key": dict(key_of(there[key]))}}
            for key in there.keys() - wanted.keys()
        ]
        asked += [
            {"PutRequest": {"Item": item}} for key, item in wanted.items() if there.get(key) != item
        ]
        for start in range(0, len(asked), 25):
            self.db.batch_write_item(RequestItems={name: asked[start : start + 25]})

    def _objects(self) -> dict[str, bytes]:
        bucket = settings.photos_bucket()
        listed = self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        return {
            each["Key"]: self.s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
            for each in listed
        }

    def _mails(self) -> list[Mail]:
        sent = outbox._mails(self.endpoint)
        return [(to, text) for _, to, _, text in sorted(sent)] + [
            (number, text) for _, number, _, text in outbox._texts(self.endpoint)
        ]


@contextmanager
def in_process(engine: InProcess | None = None) -> Iterator[InProcess]:
    """Run moto until the block ends."""
    from moto import mock_aws

    engine = engine or InProcess()
    with mock_aws(), _fresh_clients():
        engine.build()
        yield engine


@contextmanager
def served(endpoint: str) -> Iterator[Served]:
    """Use a running MiniStack until the block ends."""
    os.environ["AWS_ENDPOINT_URL"] = endpoint
    try:
        with _fresh_clients():
            engine = Served(endpoint)
            engine.build()
            yield engine
    finally:
        del os.environ["AWS_ENDPOINT_URL"]


@contextmanager
def _fresh_clients() -> Iterator[None]:
    spoil.install()
    forget_clients()
    try:
        yield
    finally:
        forget_clients()


def forget_clients() -> None:
    """Drop every client of this process: after a fork, and when the engine changes."""
    table.connection.cache_clear()
    clients.client.cache_clear()
    clients._session.cache_clear()


def key_of(item: Row) -> list[tuple[str, Any]]:
    return [(name, item[name]) for name in ("pk", "sk") if name in item]


def _key(item: Row) -> str:
    return json.dumps(key_of(item), sort_keys=True)


def _plain(item: Row) -> Row:
    read = TypeDeserializer().deserialize
    return {name: _number(read(value)) for name, value in item.items()}


def _number(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _number(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_number(entry) for entry in value]
    if value is None or isinstance(value, bool | str):
        return value
    return int(value) if value == int(value) else float(value)


def _mail(addresses: Any, raw: Any) -> Mail:
    data = raw if isinstance(raw, bytes) else str(raw).encode()
    body = message_from_bytes(data, policy=modern).get_body(("plain",))
    return ",".join(addresses), body.get_content() if body else ""
