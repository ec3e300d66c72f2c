"""The photo bucket: forms that send to it, addresses that show from it, and its objects."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from chalicelib.cases.photos.model import UPLOAD_MS, File, folders
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.kernel.tuning import MOST_BYTES
from chalicelib.platform import settings
from chalicelib.platform.clients import client

from . import s3_presign

SHOWN_S = 15 * 60
STEADY_MS = 5 * MINUTE_MS
"""An address stays the same for so long, or a phone would load each photo at every look."""

JPEG = "image/jpeg"


class Form(Struct, frozen=True):
    """Where a browser sends one photo, and the fields it sends with it, before the file."""

    url: str
    fields: dict[str, str]


def origin() -> str:
    """Return the origin of the bucket, which pages may load from and send to."""
    return _endpoint() or f"https://{_host(settings.photos_bucket())}"


def form(key: str, *, now: int, then: str = "", most_bytes: int = MOST_BYTES) -> Form:
    """Return a form that sends one image to `key` within the hour, and nothing else.

    `then` is where S3 sends the browser afterwards; without it S3 answers 201.
    """
    # The type is a label that nobody believes: a form without a script cannot change it.
    fields = {"key": key, "Content-Type": JPEG}
    fields |= {"success_action_redirect": then} if then else {"success_action_status": "201"}
    conditions: list[Any] = [
        {"bucket": settings.photos_bucket()},
        ["content-length-range", 1, most_bytes],
        ["starts-with", "$Content-Type", "image/"],
    ]
    return Form(base(), s3_presign.post(conditions, fields, valid_ms=UPLOAD_MS, now=now))


def address(key: str, *, now: int) -> str:
    """Return where a clean photo is shown for the next 10 to 15 minutes.

    The bucket cannot be told to answer with nosniff, so it is told the type, and to show
    nothing but what we encoded ourselves.
    """
    answer = {"response-content-type": JPEG, "response-content-disposition": "inline"}
    steady = now - now % STEADY_MS
    return s3_presign.get(f"{base()}{key}", answer, valid_s=SHOWN_S, now=steady)


def read(key: str) -> File | None:
    """Return the object at `key`, or None when it is gone."""

    def call(s3: Any) -> File:
        found = s3.get_object(Bucket=settings.photos_bucket(), Key=key)
        with found["Body"] as body:
            # One more than may be: a length is what somebody says, not what comes.
            data = body.read(MOST_BYTES + 1)
        return File(found["ETag"], data if len(data) <= MOST_BYTES else None)

    found: File | None = asking(call)
    return found


def write(key: str, jpeg: bytes) -> None:
    """Put a clean photo, with the type and the manner in which it is shown."""
    asking(
        lambda s3: s3.put_object(
            Bucket=settings.photos_bucket(),
            Key=key,
            Body=jpeg,
            ContentType=JPEG,
            ContentDisposition="inline",
            CacheControl=f"private, max-age={SHOWN_S}",
        )
    )


def hand_in(key: str, data: bytes) -> None:
    """Put what came by mail where an upload form would, for the photo worker."""
    asking(
        lambda s3: s3.put_object(
            Bucket=settings.photos_bucket(), Key=key, Body=data, ContentType=JPEG
        )
    )


def delete(key: str) -> None:
    """Delete an object in every version; gone already is fine."""
    _delete_all(key)


def erase(request_id: str) -> int:
    """Delete every object of a request, sent or clean, in every version; return how many there
    were."""
    return sum(_delete_all(folder) for folder in folders(request_id))


def _delete_all(prefix: str) -> int:
    """Delete every version of one key, or of a folder; return how many there were.

    What somebody deleted by hand left a mark above its versions: the bucket takes that away itself.
    """
    bucket = settings.photos_bucket()

    def call(s3: Any) -> int:
        pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
        versions = (each for page in pages for each in page.get("Versions", []))
        found = [each for each in versions if each["Key"] == prefix or prefix.endswith("/")]
        for each in found:
            s3.delete_object(Bucket=bucket, Key=each["Key"], VersionId=each["VersionId"])
        return len(found)

    found: int | None = asking(call)
    return found or 0


def asking(call: Callable[[Any], Any]) -> Any:
    """Do one call; an object that is not there is None, no answer is Unavailable."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return call(client("s3"))
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in ("NoSuchKey", "404"):
            return None
        raise Unavailable(f"the photo bucket did not answer: {code}") from error
    except BotoCoreError as error:
        raise Unavailable(f"the photo bucket did not answer: {error}") from error


def base(bucket: str = "") -> str:
    """Return a bucket's address with a slash at its end; the photo bucket's without a name."""
    endpoint, bucket = _endpoint(), bucket or settings.photos_bucket()
    return f"{endpoint}/{bucket}/" if endpoint else f"https://{_host(bucket)}/"


def _endpoint() -> str:
    return (settings.endpoint() or "").rstrip("/")


def _host(bucket: str) -> str:
    region = settings.region()
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"{bucket}.s3.{region}.{suffix}"
