"""Secrets are read once, rotate without ending what was signed, and are refused when weak."""

import json

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from chalicelib.kernel import links
from chalicelib.kernel.errors import Unavailable
from chalicelib.platform import clients, settings
from chalicelib.platform.aws import secrets
from chalicelib.platform.aws.secrets import BadSecret, Secrets

OLD, NEW = "o" * 64, "n" * 64
NOW = 1_772_625_600_000
MINUTE = 60_000
A_REQUEST = "hv-" + "0" * 26


@pytest.fixture
def store(monkeypatch):
    """Secrets Manager, with what this process kept of it forgotten before and after."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("LINK_SECRET", "steward/test/link")
    _forget()
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="us-east-1")
    _forget()


def _forget():
    secrets.forget()
    settings.secret.cache_clear()
    clients.client.cache_clear()


def create(store, value):
    store.create_secret(Name="steward/test/link", SecretString=value)


def rotate(store, value):
    store.put_secret_value(SecretId="steward/test/link", SecretString=value)


def versioned(version, value):
    return json.dumps({"version": version, "value": value})


def test_a_plain_string_is_the_first_version(store):
    create(store, OLD)

    assert secrets.read("link") == Secrets(1, {1: OLD.encode()})


@pytest.mark.parametrize("value", ["{" + OLD, "{}" + OLD, '{"' + OLD + '"}'])
def test_a_generated_secret_that_begins_like_an_object_is_a_plain_string(store, value):
    create(store, value)

    assert secrets.read("link") == Secrets(1, {1: value.encode()})


def test_a_rotation_keeps_the_version_before(store):
    create(store, OLD)
    rotate(store, versioned(2, NEW))

    assert secrets.read("link") == Secrets(2, {1: OLD.encode(), 2: NEW.encode()})


def test_a_link_signed_before_the_rotation_opens_after_it(store):
    create(store, OLD)
    held = secrets.read("link")
    link = links.sign(A_REQUEST, link_version=1, secrets=held.by_version, current=held.current)
    rotate(store, versioned(2, NEW))
    secrets.forget()

    rotated = secrets.read("link")

    assert links.verify(link, secrets=rotated.by_version).request_id == A_REQUEST


def test_a_new_value_of_the_same_version_replaces_the_old_one(store):
    create(store, versioned(2, OLD))
    rotate(store, versioned(2, NEW))

    assert secrets.read("link") == Secrets(2, {2: NEW.encode()})


def test_the_rotation_after_ends_the_version_before_the_last(store):
    create(store, versioned(1, OLD))
    rotate(store, versioned(2, NEW))
    rotate(store, versioned(3, OLD))

    assert secrets.read("link").by_version.keys() == {2, 3}


def test_a_second_version_without_a_first_is_good_alone(store):
    create(store, versioned(2, NEW))

    assert secrets.read("link") == Secrets(2, {2: NEW.encode()})


def test_a_previous_version_that_is_unusable_does_not_spoil_the_current_one(store):
    create(store, "short")
    rotate(store, versioned(2, NEW))

    assert secrets.read("link") == Secrets(2, {2: NEW.encode()})


def test_a_secret_is_read_once_by_each_process(store):
    create(store, OLD)
    before = secrets.read("link")
    store.delete_secret(SecretId="steward/test/link", ForceDeleteWithoutRecovery=True)

    assert secrets.read("link") is before


def test_a_process_that_meets_a_newer_version_looks_again_once_a_minute(store):
    create(store, OLD)
    secrets.read("link")
    rotate(store, versioned(2, NEW))

    assert secrets.reread("link", now=NOW).current == 2
    rotate(store, versioned(3, OLD))
    assert secrets.reread("link", now=NOW + MINUTE - 1).current == 2
    assert secrets.reread("link", now=NOW + MINUTE).current == 3
    assert secrets.read("link").current == 3


@pytest.mark.parametrize(
    "value",
    [
        "short",
        '{"version": 1}',
        "{broken",
        versioned(1, "short"),
        versioned(0, OLD),
        versioned("1", OLD),
        '{"version": 2, "valu": "' + OLD + '"}',
        '{"value": "' + OLD + '"}',
    ],
)
def test_a_secret_that_could_be_guessed_or_read_in_two_ways_is_refused_unsaid(store, value):
    create(store, value)

    with pytest.raises(BadSecret) as error:
        secrets.read("link")

    assert value not in str(error.value)


def test_a_store_that_is_busy_is_tried_again_later(store):
    create(store, OLD)
    with Stubber(clients.client("secretsmanager")) as busy:
        busy.add_client_error("get_secret_value", "InternalServiceError")
        with pytest.raises(Unavailable):
            secrets.read("link")

    assert secrets.read("link").current == 1


def test_a_store_that_is_busy_at_the_second_look_ends_no_link(store):
    create(store, OLD)
    before = secrets.read("link")
    with Stubber(clients.client("secretsmanager")) as busy:
        busy.add_client_error("get_secret_value", "ThrottlingException")

        assert secrets.reread("link", now=NOW) == before


def test_a_secret_that_is_not_there_is_a_fault_of_the_deployment(store):
    with pytest.raises(RuntimeError, match="steward/test/link"):
        secrets.read("link")
