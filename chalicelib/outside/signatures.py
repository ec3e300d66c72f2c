"""
Signing for S3 (Signature Version 4) what a browser then does by itself.

Made here and not by a botocore client, which costs a page 100 ms to make and asks the
clock itself. `tests/outside/test_photos_bucket.py` holds both against each other.
"""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from .. import settings

ALGORITHM = "AWS4-HMAC-SHA256"


@cache
def credentials() -> Any:
    """Return this process's credentials; `get_frozen_credentials()` has them in force."""
    import botocore.session

    return botocore.session.get_session().get_credentials()


def post(
    conditions: list[Any], fields: Mapping[str, str], *, valid_ms: int, now: int
) -> dict[str, str]:
    """Return the fields of a form that S3 takes until `now + valid_ms`.

    S3 refuses a form with a field that no condition names: each of `fields` becomes one.
    """
    keys = credentials().get_frozen_credentials()
    at = _at(now)
    signing = {
        "x-amz-algorithm": ALGORITHM,
        "x-amz-credential": f"{keys.access_key}/{_scope(at)}",
        "x-amz-date": f"{at:%Y%m%dT%H%M%SZ}",
    }
    if keys.token:
        signing["x-amz-security-token"] = keys.token
    told = {**fields, **signing}
    until = at + timedelta(milliseconds=valid_ms)
    named = {condition[1] for condition in conditions if isinstance(condition, list)}
    policy = {
        "expiration": f"{until:%Y-%m-%dT%H:%M:%SZ}",
        "conditions": [
            *conditions,
            *({name: value} for name, value in told.items() if f"${name}" not in named),
        ],
    }
    encoded = base64.b64encode(json.dumps(policy).encode()).decode()
    signature = _sign(keys.secret_key, at, encoded)
    return {**told, "policy": encoded, "x-amz-signature": signature}


def get(address: str, answer: Mapping[str, str], *, valid_s: int, now: int) -> str:
    """Return an address that shows a private object for `valid_s` seconds from `now`.

    `answer` are the headers that S3 is to answer with, as in response-content-type.
    """
    keys = credentials().get_frozen_credentials()
    at = _at(now)
    asked = {
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{keys.access_key}/{_scope(at)}",
        "X-Amz-Date": f"{at:%Y%m%dT%H%M%SZ}",
        "X-Amz-Expires": str(valid_s),
        "X-Amz-SignedHeaders": "host",
        **({"X-Amz-Security-Token": keys.token} if keys.token else {}),
        **answer,
    }
    query = "&".join(f"{_quoted(k)}={_quoted(v)}" for k, v in sorted(asked.items()))
    parts = urlsplit(address)
    canonical = f"GET\n{parts.path}\n{query}\nhost:{parts.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
    digest = sha256(canonical.encode()).hexdigest()
    said = f"{ALGORITHM}\n{asked['X-Amz-Date']}\n{_scope(at)}\n{digest}"
    return f"{address}?{query}&X-Amz-Signature={_sign(keys.secret_key, at, said)}"


def _at(now: int) -> datetime:
    return datetime.fromtimestamp(now // 1000, UTC)


def _scope(at: datetime) -> str:
    return f"{at:%Y%m%d}/{settings.region()}/s3/aws4_request"


def _sign(secret: str, at: datetime, said: str) -> str:
    key = f"AWS4{secret}".encode()
    for part in (f"{at:%Y%m%d}", settings.region(), "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, said.encode(), "sha256").hex()


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
