"""
Where a town stands, as a test sees it: what it may know and our code may not.

Whole tables, the messages that wait, what people were sent. AWS is played in this process
(`moto_engine.py`) or by a server process (`ministack_engine.py`).
"""

from email import message_from_bytes
from email.policy import default as modern
from typing import Any, Protocol

from boto3.dynamodb.types import TypeDeserializer

QUEUES = ("effects", "notices", "sweep", "photos", "mail")
TABLES = ("requests", "estate", "households", "ledger")
SECRETS = ("id", "link", "form")
SENDER = "steward@acme.example"

Row = dict[str, Any]
Mail = tuple[str, str]
"""An address and what was written to it."""


class Engine(Protocol):
    """Tables, queues, secrets, a bucket and a mailbox, to be looked into and put back."""

    def client(self, service: str) -> Any:
        """Return a client that nobody watches."""

    def rows(self, name: str = "requests") -> list[Row]:
        """Return all that stands in a table."""

    def take(self, queue: str) -> list[str]:
        """Return the bodies of the messages that wait in a queue, and take them out."""

    def mails(self) -> list[Mail]:
        """Return what people were sent since the town was last put back."""

    def keep(self) -> Any:
        """Return all that is stored, to be put back later. No message must wait."""

    def put_back(self, kept: Any) -> None:
        """Put back what was kept, and lose every message."""


def plain(item: Row) -> Row:
    """Return an item as DynamoDB stores it in the types of Python."""
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


def mail(addresses: Any, raw: Any) -> Mail:
    """Return a message as it is read: to whom, and its plain text."""
    data = raw if isinstance(raw, bytes) else str(raw).encode()
    body = message_from_bytes(data, policy=modern).get_body(("plain",))
    return ",".join(addresses), body.get_content() if body else ""
