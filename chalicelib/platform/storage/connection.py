"""The one connection to the tables, and what their refusals mean."""

from collections.abc import Callable
from functools import cache
from typing import Any

from botocore.exceptions import BotoCoreError
from pynamodb.connection.base import Connection
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform import settings
from chalicelib.platform.clients import client


class ConditionFailed(Exception):
    """The condition of a write did not hold; nothing was written."""


class Refused(RuntimeError):
    """The table does not take this call, now or later: a right or an expression is wrong."""


class _Connection(Connection):
    """PynamoDB's connection on this process's one client."""

    @property
    def client(self) -> Any:
        return client("dynamodb")


@cache
def connection() -> Connection:
    """Return the one connection of this process: one for each model costs 50 ms and 10 MB."""
    return _Connection(region=settings.region(), host=settings.endpoint())


def asking(call: Callable[[], Any]) -> Any:
    """Do one call; a failed condition is ConditionFailed, no answer in time Unavailable."""
    try:
        return call()
    except PynamoDBException as error:
        if isinstance(error, Model.DoesNotExist):
            raise
        # Before its code is asked for: a timeout has a response, which is None.
        silent = isinstance(error.cause, BotoCoreError)
        code = None if silent else error.cause_response_code
        if code == "ConditionalCheckFailedException":
            raise ConditionFailed from error
        if silent or code in _PASSING:
            raise Unavailable(f"the table did not answer: {code or error}") from error
        raise Refused(f"the table refused the call: {code or type(error).__name__}") from error
    except BotoCoreError as error:
        raise Unavailable(f"the table did not answer: {error}") from error


_PASSING = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "InternalServerError",
        "TransactionConflictException",
        "ServiceUnavailable",
        "LimitExceededException",
    }
)
