"""The photo bucket: what a form allows, what an address shows, and how both are signed."""

import base64
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import botocore.auth
import botocore.session
import pytest
from botocore.config import Config
from botocore.credentials import Credentials

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.tuning import MOST_BYTES
from chalicelib.platform import settings
from chalicelib.platform.aws import photo_bucket, s3_presign
from tests.support import quick_moto
from tests.support.builders import MONDAY_TEN

KEY = "incoming/hv-0123456789abcdefghjkmnpqrs/1.0123456789"
CLEAN = "clean/hv-0123456789abcdefghjkmnpqrs/0123456789-abcdef01.jpg"
OURS = Credentials("AKIA7", "a secret key", "a+token/of=a role")
FORM_SIGNED = "273713d3f111cbf955e3ed095526d23b5a3bb225bf26a7771d1e055a1ab8885e"
ADDRESS_SIGNED = "258d997377a8ee72939e97c160b24fb620ec24b1eeacbbb2b59e632676784a71"


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of a role, with a token, as in Lambda."""
    monkeypatch.setattr(s3_presign, "credentials", lambda: OURS)


@pytest.fixture
def bucket(aws: None) -> str:
    name = settings.photos_bucket()
    quick_moto.client("s3").create_bucket(Bucket=name)
    return name


def policy_of(form: photo_bucket.Form) -> dict:
    return json.loads(base64.b64decode(form.fields["policy"]))


def condition(policy: dict, name: str) -> object:
    return next(
        (c if isinstance(c, list) else c[name])
        for c in policy["conditions"]
        if (isinstance(c, list) and name in c) or (isinstance(c, dict) and name in c)
    )


def test_a_form_is_good_for_one_key_one_hour_and_twenty_megabytes() -> None:
    form = photo_bucket.form(KEY, now=MONDAY_TEN, then="https://hv.example/r/x?saved=photo")
    policy = policy_of(form)

    assert condition(policy, "key") == KEY
    assert condition(policy, "bucket") == settings.photos_bucket()
    assert condition(policy, "content-length-range") == ["content-length-range", 1, MOST_BYTES]
    assert condition(policy, "$Content-Type") == ["starts-with", "$Content-Type", "image/"]
    assert condition(policy, "success_action_redirect") == "https://hv.example/r/x?saved=photo"
    assert policy["expiration"] == "2026-03-02T03:00:00Z"


def test_every_field_of_a_form_is_named_by_a_condition() -> None:
    form = photo_bucket.form(KEY, now=MONDAY_TEN)
    named = set()
    for each in policy_of(form)["conditions"]:
        named |= {str(part).lstrip("$") for part in each}

    assert form.fields.keys() - {"policy", "x-amz-signature"} <= named


def test_a_form_is_signed_as_aws_describes_it() -> None:
    fields = photo_bucket.form(KEY, now=MONDAY_TEN).fields
    day, scope = "20260302", f"20260302/{settings.region()}/s3/aws4_request"
    key = f"AWS4{OURS.secret_key}".encode()
    for part in (day, settings.region(), "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")

    assert fields["x-amz-credential"] == f"AKIA7/{scope}"
    assert fields["x-amz-date"] == "20260302T020000Z"
    assert fields["x-amz-security-token"] == OURS.token
    signature = hmac.digest(key, fields["policy"].encode(), "sha256").hex()
    assert fields["x-amz-signature"] == signature


def test_an_address_is_the_one_that_a_client_of_botocore_makes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = botocore.session.Session()
    session._credentials = OURS
    s3 = session.create_client("s3", settings.region(), config=Config(signature_version="s3v4"))
    at = datetime.fromtimestamp(MONDAY_TEN // 1000, UTC)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: at)
    asked = {"ResponseContentDisposition": 'inline; filename="a b+c.jpg"'}
    where = {"Bucket": settings.photos_bucket(), "Key": CLEAN}
    theirs = urlsplit(s3.generate_presigned_url("get_object", where | asked, 900))

    answer = {"response-content-disposition": asked["ResponseContentDisposition"]}
    base = f"{theirs.scheme}://{theirs.netloc}{theirs.path}"
    ours = s3_presign.get(base, answer, valid_s=900, now=MONDAY_TEN)

    assert parse_qs(urlsplit(ours).query) == parse_qs(theirs.query)


def test_signatures_are_those_of_the_release_before() -> None:
    """Recorded from the signing by hand that botocore's replaced."""
    form = photo_bucket.form(KEY, now=MONDAY_TEN, then="https://hv.example/r/x?saved=photo")
    asked = parse_qs(urlsplit(photo_bucket.address(CLEAN, now=MONDAY_TEN)).query)

    assert form.fields["x-amz-signature"] == FORM_SIGNED
    assert asked["X-Amz-Signature"] == [ADDRESS_SIGNED]


def test_an_address_is_good_for_ten_to_fifteen_minutes_and_stays_the_same_for_five() -> None:
    first = photo_bucket.address(CLEAN, now=MONDAY_TEN)
    later = photo_bucket.address(CLEAN, now=MONDAY_TEN + 299_000)
    last = photo_bucket.address(CLEAN, now=MONDAY_TEN + 300_000)
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

    assert photo_bucket.origin() == origin
    assert photo_bucket.address(CLEAN, now=MONDAY_TEN).startswith(f"{origin}/")
    assert photo_bucket.form(KEY, now=MONDAY_TEN).url.startswith(f"{origin}/")


def test_what_was_written_is_read_and_what_was_deleted_is_gone(bucket: str) -> None:
    photo_bucket.write(KEY, b"jpeg")
    found = photo_bucket.read(KEY)
    photo_bucket.delete(KEY)
    photo_bucket.delete(KEY)

    assert found is not None
    assert found.data == b"jpeg"
    assert photo_bucket.read(KEY) is None


@pytest.mark.parametrize("one_by_one", [True, False])
def test_what_is_erased_is_gone_in_every_version_and_its_neighbour_stays(
    bucket: str, one_by_one: bool
) -> None:
    s3, folder = quick_moto.client("s3"), KEY.rpartition("/")[0]
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    request = folder.rpartition("/")[2]
    for key, data in (
        (KEY, b"old"),
        (KEY, b"new"),
        (CLEAN, b"clean"),
        (f"{folder}z/1.x", b"other"),
    ):
        photo_bucket.write(key, data)
    s3.delete_object(Bucket=bucket, Key=CLEAN)

    if one_by_one:
        photo_bucket.delete(KEY)
        photo_bucket.delete(CLEAN)
    else:
        assert photo_bucket.erase(request) == 3
    left = s3.list_object_versions(Bucket=bucket)["Versions"]
    assert [each["Key"] for each in left] == [f"{folder}z/1.x"]
    assert photo_bucket.erase(request) == 0


def test_a_file_that_is_too_large_is_not_taken_into_memory(bucket: str) -> None:
    quick_moto.client("s3").put_object(Bucket=bucket, Key=KEY, Body=bytes(MOST_BYTES + 1))

    found = photo_bucket.read(KEY)

    assert found is not None
    assert found.data is None


def test_a_clean_photo_says_what_it_is(bucket: str) -> None:
    photo_bucket.write(CLEAN, b"jpeg")

    said = quick_moto.client("s3").head_object(Bucket=bucket, Key=CLEAN)

    assert said["ContentType"] == "image/jpeg"
    assert said["ContentDisposition"] == "inline"
    assert said["CacheControl"].startswith("private")


def test_a_bucket_that_does_not_answer_is_tried_again_later(aws: None) -> None:
    with pytest.raises(Unavailable):
        photo_bucket.read(KEY)
