"""The files of copies: pieces behind each other are one gzip file, small or of many megabytes."""

import gzip
import random
from typing import Any

import boto3
import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform import settings
from chalicelib.platform.aws import copy_bucket


@pytest.fixture
def bucket(aws: None) -> Any:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket=settings.photos_bucket())
    return s3


@pytest.mark.parametrize("sizes", [(10,), (10, 20), (4 << 20, 3 << 20, 6 << 20, 10)])
def test_pieces_behind_each_other_are_one_file_of_all_they_hold(
    bucket: Any, sizes: tuple[int, ...]
) -> None:
    said = [random.Random(size).randbytes(size) for size in sizes]
    keys = [f"out/hv/one/{number}" for number in range(len(sizes))]
    for key, data in zip(keys, said, strict=True):
        copy_bucket.write(key, gzip.compress(data, mtime=0))

    size = copy_bucket.join(keys, "out/hv/one/whole.json.gz")

    found = bucket.get_object(Bucket=settings.photos_bucket(), Key="out/hv/one/whole.json.gz")
    whole = found["Body"].read()
    assert (gzip.decompress(whole), len(whole)) == (b"".join(said), size)


def test_a_file_is_not_made_while_a_piece_of_it_is_gone(bucket: Any) -> None:
    with pytest.raises(Unavailable):
        copy_bucket.join(["out/hv/one/0"], "out/hv/one/whole.json.gz")
