"""Beginning a town: an engine with tables from the template, and clients that are watched."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.platform import clients, settings
from chalicelib.platform.storage import connection
from infra import mail
from tests.support.tables import table_definitions

from . import spoil
from .engine import QUEUES, SECRETS, SENDER, Engine
from .ministack_engine import Served
from .moto_engine import InProcess


@contextmanager
def in_process(engine: InProcess | None = None) -> Iterator[InProcess]:
    """Run moto until the block ends."""
    from moto import mock_aws

    engine = engine or InProcess()
    with mock_aws(), _fresh_clients():
        _build(engine)
        yield engine


@contextmanager
def served(endpoint: str) -> Iterator[Served]:
    """Use a running MiniStack until the block ends."""
    os.environ["AWS_ENDPOINT_URL"] = endpoint
    try:
        with _fresh_clients():
            engine = Served(endpoint)
            _build(engine)
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
    connection.connection.cache_clear()
    clients.client.cache_clear()
    clients._session.cache_clear()


def _build(engine: Engine) -> None:
    """Make everything that the template makes, all of it empty."""
    db = engine.client("dynamodb")
    for definition in table_definitions():
        db.create_table(**definition)
    for name in QUEUES:
        url = engine.client("sqs").create_queue(QueueName=name)["QueueUrl"]
        os.environ[f"{name.upper()}_QUEUE"] = url
    for name in SECRETS:
        made = engine.client("secretsmanager").create_secret(
            Name=name, SecretString=f"a secret of {name}, thirty-two bytes or more"
        )
        os.environ[f"{name.upper()}_SECRET"] = made["ARN"]
    engine.client("s3").create_bucket(Bucket=settings.photos_bucket())
    mail.verify(engine.client("ses"), SENDER)
    engine.client("ssm").put_parameter(
        Name=f"{settings.parameters()}/mail_from", Value=SENDER, Type="String"
    )
    settings.queue.cache_clear()
    settings.secret.cache_clear()
