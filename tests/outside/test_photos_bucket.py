"""The photo bucket: what a form allows, what an address shows, and how both are signed."""

import base64
import json
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.auth import S3SigV4PostAuth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from chalicelib import settings
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.photos import MOST_BYTES
from chalicelib.outside import buckets, signatures
from tests.builders import MONDAY_TEN
from tests.support import quick_moto

KEY = "incoming/hv-0123456789abcdefghjkmnpqrs/1.0123456789"
CLEAN = "clean/hv-0123456789abcdefghjkmnpqrs/0123456789-abcdef01.jpg"
OURS = Credentials("AKIA7", "a secret key", "a+token/of=a role")


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of a role, with a token, as in Lambda."""
    monkeypatch.setattr(signatures, "credentials", lambda: OURS)


@pytest.fixture
def bucket(aws: None) -> str:
    name = settings.photos_bucket()
    quick_moto.client("s3").create_bucket(Bucket=name)
    return name


def policy_of(form: buckets.Form) -> dict:
    return json.loads(base64.b64decode(form.fields["policy"]))


def condition(policy: dict, name: str) -> object:
    return next(
        (c if isinstance(c, list) else c[name])
        for c in policy["conditions"]
        if (isinstance(c, list) and name in c) or (isinstance(c, dict) and name in c)
    )


def ms(stamp: str) -> int:
    return int(datetime.strptime(f"{stamp}+0000", "%Y%m%dT%H%M%SZ%z").timestamp() * 1000)


def test_a_form_is_good_for_one_key_one_hour_and_twenty_megabytes() -> None:
    form = buckets.form(KEY, now=MONDAY_TEN, then="https://hv.example/r/x?saved=photo")
    policy = policy_of(form)

    assert condition(policy, "key") == KEY
    assert condition(policy, "bucket") == settings.photos_bucket()
    assert condition(policy, "content-length-range") == ["content-length-range", 1, MOST_BYTES]
    assert condition(policy, "$Content-Type") == ["starts-with", "$Content-Type", "image/"]
    assert condition(policy, "success_action_redirect") == "https://hv.example/r/x?saved=photo"
    assert policy["expiration"] == "2026-03-02T03:00:00Z"


def test_every_field_of_a_form_is_named_by_a_condition() -> None:
    form = buckets.form(KEY, now=MONDAY_TEN)
    named = set()
    for each in policy_of(form)["conditions"]:
        named |= {str(part).lstrip("$") for part in each}

    assert form.fields.keys() - {"policy", "x-amz-signature"} <= named


def test_a_form_is_signed_as_botocore_signs_it() -> None:
    theirs = AWSRequest("POST", "https://x.example/")
    theirs.context["s3-presign-post-policy"] = {"expiration": "", "conditions": []}
    S3SigV4PostAuth(OURS, "s3", settings.region()).add_auth(theirs)
    told = theirs.context["s3-presign-post-fields"]
    now = ms(told["x-amz-date"])
    policy = json.loads(base64.b64decode(told["policy"]))

    ours = buckets.form(KEY, now=now).fields

    signing = {"x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token"}
    assert {name: ours[name] for name in signing} == {name: told[name] for name in signing}
    assert {next(iter(c)) for c in policy["conditions"]} == signing
    at = signatures._at(now)
    assert signatures._sign(OURS.secret_key, at, told["policy"]) == told["x-amz-signature"]
    assert signatures._sign(OURS.secret_key, at, ours["policy"]) == ours["x-amz-signature"]


def test_an_address_is_signed_as_botocore_signs_it() -> None:
    base = f"{buckets._base()}{CLEAN}"
    answer = {"response-content-disposition": 'inline; filename="a b+c.jpg"'}
    theirs = AWSRequest("GET", base, params=dict(answer))
    S3SigV4QueryAuth(OURS, "s3", settings.region(), 900).add_auth(theirs)
    told = parse_qs(urlsplit(theirs.url).query)

    ours = signatures.get(base, answer, valid_s=900, now=ms(told["X-Amz-Date"][0]))

    assert parse_qs(urlsplit(ours).query) == told


def test_an_address_is_good_for_ten_to_fifteen_minutes_and_stays_the_same_for_five() -> None:
    first = buckets.address(CLEAN, now=MONDAY_TEN)
    later = buckets.address(CLEAN, now=MONDAY_TEN + 299_000)
    last = buckets.address(CLEAN, now=MONDAY_TEN + 300_000)
    asked = parse_qs(urlsplit(first).query)

    assert first == later != last
    assert asked["X-Amz-Expires"] == ["900"]
    assert asked["response-content-type"] == ["image/jpeg"]
    assert asked["response-content-disposition"] == ["inline"]


@pytest.mark.parametrize(
    ("region", "endpoint", "origin"),
    [
        ("eu-west-1", "", "https://steward-test-photos.s3.eu-west-1.amazonaws.com"),
        ("cn-north-1", "", "https://steward-test-photos.s3.cn-north-1.amazonaws.com.cn"),
        ("us-east-1", "http://127.0.0.1:4566/", "http://127.0.0.1:4566"),
    ],
)
def test_pages_may_load_from_the_bucket_and_nothing_else(
    region: str, endpoint: str, origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_REGION", region)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)

    assert buckets.origin() == origin
    assert buckets.address(CLEAN, now=MONDAY_TEN).startswith(f"{origin}/")
    assert buckets.form(KEY, now=MONDAY_TEN).url.startswith(f"{origin}/")


def test_what_was_written_is_read_and_what_was_deleted_is_gone(bucket: str) -> None:
    buckets.write(KEY, b"jpeg")
    found = buckets.read(KEY)
    buckets.delete(KEY)
    buckets.delete(KEY)

    assert found is not None
    assert found.data == b"jpeg"
    assert buckets.read(KEY) is None


def test_a_file_that_is_too_large_is_not_taken_into_memory(bucket: str) -> None:
    quick_moto.client("s3").put_object(Bucket=bucket, Key=KEY, Body=bytes(MOST_BYTES + 1))

    found = buckets.read(KEY)

    assert found is not None
    assert found.data is None


def test_a_clean_photo_says_what_it_is(bucket: str) -> None:
    buckets.write(CLEAN, b"jpeg")

    said = quick_moto.client("s3").head_object(Bucket=bucket, Key=CLEAN)

    assert said["ContentType"] == "image/jpeg"
    assert said["ContentDisposition"] == "inline"
    assert said["CacheControl"].startswith("private")


def test_a_bucket_that_does_not_answer_is_tried_again_later(aws: None) -> None:
    with pytest.raises(Unavailable):
        buckets.read(KEY)
