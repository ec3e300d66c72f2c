"""
moto, without what it does for nobody: half of its time where it plays the tables.

It looks up ten possible types for each stored value it answers with, though they have AWS's
own shape already. And a test that only needs a queue or a secret to be there asks for it here,
not over a client and a call of its own.
"""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

import boto3
from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.core.serialize import BaseJSONSerializer as Serializer
from moto.secretsmanager.models import secretsmanager_backends
from moto.ses.models import ses_backends
from moto.sqs.models import sqs_backends

REGION = "us-east-1"


@cache
def install() -> None:
    """Let moto answer with its stored values as they are."""
    slow = Serializer._serialize_type_structure

    def quick(self: Any, serialized: Any, value: Any, shape: Any, name: str) -> None:
        if shape.name == "AttributeValue" and isinstance(value, dict):
            serialized[name] = value
        else:
            slow(self, serialized, value, shape, name)

    Serializer._serialize_type_structure = quick


@cache
def client(service: str) -> Any:
    """Return a client for a test's own calls; making one takes longer than most tests do."""
    return boto3.client(service)


def queue(name: str) -> str:
    """Put an empty queue there; return its address."""
    made = sqs_backends[ACCOUNT][REGION].create_queue(name)
    return made.url(urlsplit(f"https://sqs.{REGION}.amazonaws.com"))


def sender(address: str) -> None:
    """Let mail be sent from an address."""
    ses_backends[ACCOUNT][REGION].verify_email_identity(address)


def secret(name: str, text: str) -> str:
    """Put a secret there; return its id."""
    kept = secretsmanager_backends[ACCOUNT][REGION]
    kept._add_secret(name, secret_string=text)
    return str(kept.secrets[name].arn)
