"""
AWS in this process, by moto: quick to begin, single-threaded, its state looked at where it lies.
"""

import copy
from typing import Any

import boto3

from chalicelib.platform import settings

from .engine import QUEUES, Mail, Row, mail, plain


class InProcess:
    """moto: its state is looked at where it lies."""

    def client(self, service: str) -> Any:
        return boto3.client(service)

    def rows(self, name: str = "requests") -> list[Row]:
        stored = self._tables()[settings.table(name)]
        return [plain(item.to_json()["Attributes"]) for item in stored.all_items()]

    def take(self, queue: str) -> list[str]:
        messages = self._backend("sqs").queues[queue]._messages
        bodies = [str(message.body) for message in messages]
        messages.clear()
        return bodies

    def mails(self) -> list[Mail]:
        ses, sns = self._backend("ses"), self._backend("sns")
        mails = [mail(sent.destinations, sent.raw_data) for sent in ses.sent_messages]
        return mails + [(sent[0], sent[1]) for sent in sns.sms_messages.values()]

    def how_many_mails(self) -> int:
        """Return how many there are, which takes no reading of them."""
        return len(self._backend("ses").sent_messages) + len(self._backend("sns").sms_messages)

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
