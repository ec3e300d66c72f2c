"""Web push: read by the phone alone, signed by us, and sent to no service that we do not know."""

import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.channels import push
from chalicelib.channels.push import _bytes, _text
from chalicelib.kernel.errors import Unanswered, Undelivered
from chalicelib.platform.aws import secrets
from tests.support.receivers import AUTH, RECEIVER

NOON = 1_772_452_800_000
FCM = "https://fcm.googleapis.com/fcm/send/abc"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6"
    "TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulc"
    "y4a-fN"
)


def test_a_message_is_sealed_as_the_standard_says() -> None:
    own = ec.derive_private_key(int.from_bytes(_bytes(SENDER), "big"), ec.SECP256R1())
    said = b"When I grow up, I want to be a watermelon"

    sealed = push.encrypted(said, _bytes(RECEIVER), _bytes(AUTH), own=own, salt=_bytes(SALT))
    assert _text(sealed) == SEALED


class Service:
    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.status = 201
        self.silent = False

    def __call__(self, url: str, **more: Any):
        import requests

        self.asked.append({"url": url, **more})
        if self.silent:
            raise requests.ReadTimeout
        answer = requests.Response()
        answer.status_code = self.status
        return answer


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    import requests

    made = Service()
    monkeypatch.setattr(requests, "post", made)
    kept = secrets.Secrets(1, {1: b"x" * 32})
    monkeypatch.setattr(secrets, "read", lambda name: kept)
    return made


def send(endpoint: str = FCM) -> None:
    push.send(f"{endpoint} {RECEIVER} {AUTH}", "URGENT: gas, Lobby", "…", "https://x", now=NOON)


def test_it_is_signed_with_the_key_that_the_phone_was_given(service: Service) -> None:
    send()

    (asked,) = service.asked
    said = dict(part.split("=", 1) for part in asked["headers"]["Authorization"][6:].split(", "))
    assert said["k"] == push.public_key()
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(said["k"]))
    claims = jwt.decode(
        said["t"], point, algorithms=["ES256"], audience="https://fcm.googleapis.com",
        options={"verify_exp": False},
    )  # fmt: skip
    assert NOON / 1000 < claims["exp"] <= NOON / 1000 + 24 * 3_600
    assert b"URGENT" not in asked["data"]
    assert (asked["headers"]["Urgency"], asked["allow_redirects"]) == ("high", False)


@pytest.mark.parametrize(
    "endpoint",
    ["http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.example/x",
     "https://evil.example/fcm.googleapis.com", "https://169.254.169.254/x",
     "https://fcm.googleapis.com:8443/x", "https://a@fcm.googleapis.com/x",
     "https://evilpush.apple.com/x", "https://[::1", ""],
)  # fmt: skip
def test_no_other_service_is_called(endpoint: str, service: Service) -> None:
    assert not push.is_known(endpoint)
    with pytest.raises(Undelivered) as refused:
        send(endpoint)
    assert refused.value.permanent
    assert service.asked == []


@pytest.mark.parametrize(
    ("status", "final"), [(410, True), (404, True), (403, False), (500, False)]
)
def test_only_a_phone_that_forgot_us_is_given_up(
    service: Service, status: int, final: bool
) -> None:
    service.status = status
    with pytest.raises(Undelivered) as refused:
        send()
    assert refused.value.permanent is final


def test_a_service_that_says_nothing_may_have_taken_it(service: Service) -> None:
    service.silent = True
    with pytest.raises(Unanswered):
        send()


def test_what_the_phone_reads_is_what_where_and_a_link(service: Service, monkeypatch) -> None:
    told: list[bytes] = []
    monkeypatch.setattr(push, "encrypted", lambda said, *keys: told.append(said) or b"")
    send()

    assert json.loads(told[0]) == {"title": "URGENT: gas, Lobby", "body": "…", "link": "https://x"}


@pytest.mark.parametrize(
    "endpoint", ["https://fcm.googleapis.com/x", "https://fcm.googleapis.com/x y"]
)
def test_a_phone_that_an_earlier_release_took_with_keys_of_none_is_given_up(
    endpoint: str, service: Service
) -> None:
    off_the_curve = "BAEB" + "AQEB" * 20 + "AQE"
    with pytest.raises(Undelivered) as refused:
        push.send(f"{endpoint} {off_the_curve} {AUTH}", "URGENT", "…", "https://x", now=NOON)
    assert refused.value.permanent
