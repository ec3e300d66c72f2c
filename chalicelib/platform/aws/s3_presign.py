"""
Signing for S3 (Signature Version 4) what a browser then does by itself.

botocore's own signers, without a client of theirs: a client costs a page 100 ms to make.
They ask the clock themselves, so the request that they sign brings its time along.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import botocore.session
from botocore.auth import S3SigV4PostAuth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest

from chalicelib.platform import settings

SERVICE = "s3"


@cache
def credentials() -> Any:
    """Return this process's credentials; `get_frozen_credentials()` has them in force."""
    return botocore.session.get_session().get_credentials()


def post(
    conditions: list[Any], fields: Mapping[str, str], *, valid_ms: int, now: int
) -> dict[str, str]:
    """Return the fields of a form that S3 takes until `now + valid_ms`.

    S3 refuses a form with a field that no condition names: each of `fields` becomes one.
    """
    named = {condition[1] for condition in conditions if isinstance(condition, list)}
    until = _at(now) + timedelta(milliseconds=valid_ms)
    policy = {
        "expiration": f"{until:%Y-%m-%dT%H:%M:%SZ}",
        "conditions": [
            *conditions,
            *({name: value} for name, value in fields.items() if f"${name}" not in named),
        ],
    }
    request = AWSRequest("POST")
    request.context = _Dated(now)
    request.context["s3-presign-post-policy"] = policy
    S3SigV4PostAuth(_keys(), SERVICE, settings.region()).add_auth(request)
    return {**fields, **request.context["s3-presign-post-fields"]}


def get(address: str, answer: Mapping[str, str], *, valid_s: int, now: int) -> str:
    """Return an address that shows a private object for `valid_s` seconds from `now`.

    `answer` are the headers that S3 is to answer with, as in response-content-type.
    """
    request = AWSRequest("GET", address, params=dict(answer))
    request.context = _Dated(now)
    S3SigV4QueryAuth(_keys(), SERVICE, settings.region(), valid_s).add_auth(request)
    return str(request.url)


class _Dated(dict[str, Any]):
    """What botocore's signers know of a request; the time of it is ours and stays."""

    def __init__(self, now: int) -> None:
        super().__init__(timestamp=f"{_at(now):%Y%m%dT%H%M%SZ}")

    def __setitem__(self, name: str, value: Any) -> None:
        if name != "timestamp":
            super().__setitem__(name, value)


def _keys() -> Any:
    return credentials().get_frozen_credentials()


def _at(now: int) -> datetime:
    return datetime.fromtimestamp(now // 1000, UTC)
