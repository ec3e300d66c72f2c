"""
Files that leave: under `out/` of the photo bucket copies, and the pieces of every file; under
`changes/` daily files, in the company's own bucket where it named one.

The photo bucket's lifecycle deletes the former after a week, the latter after two.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform import settings

from . import s3_presign
from .photo_bucket import asking, base

FETCHED_S = 5 * 60
"""An address of a file is good for so long: it opens everything, to whoever has it."""
LEAST_PART = 5 * 1024 * 1024
"""S3 takes no smaller part of a file (bytes), but for the last."""
GZIP = "application/gzip"
CHANGES = "changes/"
"""What stands in the bucket of daily files begins so."""


def write(key: str, data: bytes) -> None:
    """Put one object, whatever stood there."""
    asking(lambda s3: s3.put_object(Bucket=_bucket(key), Key=key, Body=data, ContentType=GZIP))


def join(pieces: Iterable[str], key: str) -> int:
    """Put the pieces behind each other as one object, some megabytes at a time; return its size.

    Gzip members behind each other are one gzip file. Raises Unavailable when a piece is gone.
    """
    chunks = _chunks(pieces)
    first = next(chunks, b"")
    second = next(chunks, None)
    if second is None:
        write(key, first)
        return len(first)
    return int(asking(lambda s3: _in_parts(s3, key, (first, second), chunks)))


def address(key: str, name: str, *, now: int) -> str:
    """Return where an object is downloaded under a name for the next five minutes."""
    answer = {
        "response-content-type": GZIP,
        "response-content-disposition": f'attachment; filename="{name}"',
    }
    return s3_presign.get(f"{base(_bucket(key))}{key}", answer, valid_s=FETCHED_S, now=now)


def _bucket(key: str) -> str:
    return settings.changes_bucket() if key.startswith(CHANGES) else settings.photos_bucket()


def _chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        held += _read(piece)
        if len(held) >= LEAST_PART:
            yield held
            held = b""
    if held:
        yield held


def _read(key: str) -> bytes:
    def call(s3: Any) -> bytes:
        with s3.get_object(Bucket=_bucket(key), Key=key)["Body"] as body:
            data: bytes = body.read()
        return data

    found: bytes | None = asking(call)
    if found is None:
        raise Unavailable("a piece of this copy is gone")
    return found


def _in_parts(s3: Any, key: str, begun: Iterable[bytes], rest: Iterator[bytes]) -> int:
    where = {"Bucket": _bucket(key), "Key": key}
    upload = s3.create_multipart_upload(**where, ContentType=GZIP)["UploadId"]
    parts: list[dict[str, Any]] = []
    size = 0
    for chunk in (each for chunks in (begun, rest) for each in chunks):
        number = len(parts) + 1
        put = s3.upload_part(**where, UploadId=upload, PartNumber=number, Body=chunk)
        parts.append({"ETag": put["ETag"], "PartNumber": number})
        size += len(chunk)
    s3.complete_multipart_upload(**where, UploadId=upload, MultipartUpload={"Parts": parts})
    return size
