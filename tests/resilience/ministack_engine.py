"""
AWS in a server process, by MiniStack: asked over HTTP, it outlives a killed process of ours.
"""

import json
from typing import Any

import boto3

from chalicelib.platform import settings
from infra import mail, outbox

from .engine import QUEUES, TABLES, Mail, Row, plain


class Served:
    """MiniStack: a process of its own, asked over HTTP like AWS."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.db, self.sqs, self.s3 = (self.client(name) for name in ("dynamodb", "sqs", "s3"))
        self._seen: dict[str, int] = {}

    def client(self, service: str) -> Any:
        return boto3.client(service, endpoint_url=self.endpoint)

    def rows(self, name: str = "requests") -> list[Row]:
        return [plain(item) for item in self._items(settings.table(name))]

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
        sent = mail.sent(self.endpoint)
        return [(to, text) for _, to, _, text in sorted(sent)] + [
            (number, text) for _, number, _, text in outbox._texts(self.endpoint)
        ]


def key_of(item: Row) -> list[tuple[str, Any]]:
    return [(name, item[name]) for name in ("pk", "sk") if name in item]


def _key(item: Row) -> str:
    return json.dumps(key_of(item), sort_keys=True)
