"""
What a door's first answer needs, made while its process starts.

Lambda bills the start of a process like any other time, and gives it a whole processor; of
what is left for the first call a small function has a third. So nothing here waits for the
first who asks: clients, templates, words. Nothing is sent, and no secret is read.
"""

import logging

from chalicelib.platform.clients import rehearse

log = logging.getLogger(__name__)

CALLS = (
    ("dynamodb", "GetItem", {"TableName": "none", "Key": {"pk": {"S": "none"}}}),
    ("secretsmanager", "GetSecretValue", {"SecretId": "none"}),
    ("ssm", "GetParametersByPath", {"Path": "/none"}),
    ("sqs", "SendMessage", {"QueueUrl": "https://none", "MessageBody": "none"}),
)
"""One call of each service that a first answer asks."""


def for_first_answer(door: str) -> None:
    """Make what the first answer of a door needs; without a door nothing: tests and the build."""
    if not door:
        return
    try:
        _prepare(door)
    except Exception:
        # Whatever it was, the call that needs it meets it again, and can say so to somebody.
        log.warning("not made ready", exc_info=True)


def _prepare(door: str) -> None:
    for service, operation, asked in CALLS:
        rehearse(service, operation, **asked)
    if door == "residents":
        from chalicelib.cases.requests.store import REQUESTS
        from chalicelib.web import render

        render.prepare()
        _ = REQUESTS.row
