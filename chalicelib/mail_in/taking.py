"""A message of the receiving region, and the mail in the bucket that it names."""

from collections.abc import Mapping
from typing import Any

from chalicelib.platform import settings
from chalicelib.platform.aws import mail_bucket, parameters, photo_bucket
from chalicelib.platform.services import answers_of, enqueue, id_secret

from . import receive
from .desk import Desk
from .reading import MOST_BYTES, Envelope

SETUP = "AMAZON_SES_SETUP_NOTIFICATION"
"""The object that making a receipt rule leaves in the bucket."""


def take(body: Mapping[str, Any], *, now: int) -> str:
    """Take in the mail that a message names; return what came of it."""
    bucket, key = str(body["bucket"]), str(body["key"])
    if key.endswith(SETUP):
        return "nothing to do"
    raw = mail_bucket.read(bucket, key, region=str(body.get("region", "")), most_bytes=MOST_BYTES)
    if raw is None:
        return "nothing to do"
    return receive.take(raw, envelope_of(body), desk=desk(now=now), now=now)


def desk(*, now: int) -> Desk:
    """Return what taking a mail in needs."""
    return Desk(
        enqueue=enqueue(),
        secret=id_secret,
        tuning=lambda: parameters.tuning(now=now),
        answers_of=answers_of,
        develop=photo_bucket.hand_in,
        domain=settings.mail_in_domain(),
    )


def envelope_of(body: Mapping[str, Any]) -> Envelope:
    """Return what the server that took a mail says beside it."""
    return Envelope(
        key=str(body["key"]),
        recipients=[str(each) for each in body.get("recipients") or []],
        null_sender=bool(body.get("null_sender")),
        verdicts={str(k): str(v) for k, v in (body.get("verdicts") or {}).items()},
    )
