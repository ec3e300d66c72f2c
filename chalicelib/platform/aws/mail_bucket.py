"""The bucket that mail comes into, in a region that takes mail."""

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform import settings
from chalicelib.platform.clients import client


class Foreign(ValueError):
    """A message names a bucket that is not ours."""


def read(bucket: str, key: str, *, region: str, most_bytes: int) -> bytes | None:
    """Return a mail as it came, one byte more than `most_bytes` of a larger one; None when it
    is gone. Raises Foreign, Unavailable."""
    from botocore.exceptions import BotoCoreError, ClientError

    ours = settings.mail_in_bucket()
    if not ours or not bucket.startswith(ours):
        raise Foreign("this is no bucket of ours")
    try:
        found = client("s3", region).get_object(Bucket=bucket, Key=key)
        with found["Body"] as body:
            return bytes(body.read(most_bytes + 1))
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in ("NoSuchKey", "404"):
            return None
        raise Unavailable(f"the mail bucket did not answer: {code}") from error
    except BotoCoreError as error:
        raise Unavailable(f"the mail bucket did not answer: {error}") from error
