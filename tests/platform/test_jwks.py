"""A provider's keys: asked for seldom, changed at once, believed for a while when it is down."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.aws import jwks
from chalicelib.platform.aws.jwks import KeySet, KeysUnavailable
from tests.support.provider import (
    ID_TOKEN,
    MINUTE,
    NOW,
    Provider,
    public,
    refused,
    signed,
    verified,
    without,
)


def test_keys_are_asked_for_once_while_they_are_fresh():
    provider = Provider("one")
    keys = KeySet("", provider)

    for second in range(0, 600, 10):
        verified(signed(ID_TOKEN), keys, NOW + second * 1000)

    assert provider.asked == 1


def test_a_new_key_is_found_as_soon_as_a_token_names_it():
    provider = Provider("one")
    keys = KeySet("", provider)
    verified(signed(ID_TOKEN), keys)
    provider.names = ("two",)

    assert verified(signed(ID_TOKEN, "two"), keys, NOW + MINUTE).subject == "paco-1"
    assert refused(signed(ID_TOKEN), keys, NOW + MINUTE) == "unknown_key"


def test_a_withdrawn_key_is_not_believed_after_ten_minutes():
    provider = Provider("one", "two")
    keys = KeySet("", provider)
    verified(signed(ID_TOKEN, "two"), keys)
    provider.names = ("one",)

    assert refused(signed(ID_TOKEN, "two"), keys, NOW + jwks.KEYS_FRESH_MS) == "unknown_key"


def test_tokens_with_made_up_keys_ask_the_provider_once_a_minute_at_most():
    provider = Provider("one")
    keys = KeySet("", provider)
    verified(signed(ID_TOKEN), keys)

    for second in range(120):
        assert refused(signed(ID_TOKEN, "two"), keys, NOW + second * 1000) == "unknown_key"

    assert provider.asked == 2


def test_a_provider_that_is_down_stops_nobody_whose_key_we_know():
    provider = Provider("one")
    keys = KeySet("", provider)
    verified(signed(ID_TOKEN), keys)
    provider.down = True
    later = NOW + 20 * MINUTE

    assert verified(signed(ID_TOKEN), keys, later).subject == "paco-1"
    assert refused(signed(ID_TOKEN, "two"), keys, later + MINUTE) == "unknown_key"


def test_a_provider_that_is_down_for_a_day_is_believed_no_longer():
    provider = Provider("one")
    keys = KeySet("", provider)
    verified(signed(ID_TOKEN), keys)
    provider.down = True

    with pytest.raises(Unavailable):
        verified(signed(ID_TOKEN), keys, NOW + jwks.KEYS_STALE_MS + 1)


def test_a_provider_that_never_answered_is_our_trouble_and_not_the_callers():
    provider = Provider("one")
    provider.down = True
    keys = KeySet("", provider)
    for second in range(5):
        with pytest.raises(Unavailable):
            verified(signed(ID_TOKEN), keys, NOW + second * 1000)
    provider.down = False

    assert provider.asked == 1
    assert verified(signed(ID_TOKEN), keys, NOW + 5_000).subject == "paco-1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"keys":[]}',
        b'{"keys":7}',
        b'{"keys":["x"]}',
        b"[" * 9_000,
        b"\xff",
        b'{"keys": [{"kty": "oct", "kid": "one", "k": "c2VjcmV0"}]}',
        b'{"keys": [{"kty": "RSA", "kid": "one", "n": 1, "e": null}]}',
    ],
)
def test_an_answer_that_is_no_key_set_leaves_the_keys_as_they_were(body):
    answers = [Provider("one")(""), body]
    keys = KeySet("", lambda url: answers.pop(0))
    verified(signed(ID_TOKEN), keys)

    assert verified(signed(ID_TOKEN), keys, NOW + jwks.KEYS_FRESH_MS).subject == "paco-1"
    assert answers == []


def test_keys_that_we_cannot_use_do_not_hide_those_that_we_can():
    entries = [
        "x",
        {"kty": "OKP", "kid": "odd", "crv": "none"},
        public("two", kid=["two"]),
        public("two", use="enc"),
        public("two", alg="RS512"),
        without(public("two"), "kid"),
        public("one"),
    ]
    keys = KeySet("", lambda url: json.dumps({"keys": entries}).encode())

    assert verified(signed(ID_TOKEN), keys).subject == "paco-1"
    assert refused(signed(ID_TOKEN, "two"), keys) == "unknown_key"


@contextmanager
def a_server(status, body, **headers):
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.handle_request, daemon=True)
        server.timeout = 10
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/pool/.well-known/jwks.json"
        thread.join(10)


def test_keys_are_read_from_where_the_provider_publishes_them():
    with a_server(200, Provider("one")("")) as url:
        assert verified(signed(ID_TOKEN), KeySet(url)).subject == "paco-1"


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (500, b"", {}),
        (302, b"", {"Location": "http://127.0.0.1:1/"}),
        (200, b"x" * (jwks.LONGEST_KEY_SET + 1), {}),
    ],
)
def test_an_answer_that_is_an_error_a_redirect_or_too_long_is_none(status, body, headers):
    with a_server(status, body, **headers) as url, pytest.raises(KeysUnavailable):
        jwks.fetch(url)


def test_nobody_at_the_address_is_no_answer():
    with pytest.raises(KeysUnavailable):
        jwks.fetch("http://127.0.0.1:1/keys")


@pytest.mark.parametrize(
    "url", ["http://login.example/keys", "file:///etc/passwd", "ftp://localhost.example/keys", ""]
)
def test_keys_come_over_https_or_from_this_machine(url):
    with pytest.raises(KeysUnavailable, match="HTTPS"):
        jwks.fetch(url)


def test_every_token_of_a_process_is_checked_with_the_same_keys():
    url = "https://login.example/keys"

    assert jwks.key_set(url) is jwks.key_set(url)
