"""Every client trusts by one context, which refuses what botocore's own would refuse."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import SSLError

from chalicelib.platform import clients, settings
from chalicelib.wiring import ready
from infra.bench.server import REGION, serve


@pytest.fixture
def aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Lead AWS's names to a server on the loopback; yield the file of roots that trusts it."""
    monkeypatch.setattr(settings, "endpoint", lambda: None)
    monkeypatch.setattr(settings, "region", lambda: REGION)
    monkeypatch.setattr(settings, "mail_region", lambda: REGION)
    with serve(tmp_path) as at:
        there = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(at["STUB_PORT"])))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [there])
        _forget()
        yield Path(at["AWS_CA_BUNDLE"])
    _forget()


def _forget() -> None:
    for made in (clients.client, clients._session, clients._context):
        made.cache_clear()


def _asked(service: str = "secretsmanager") -> str:
    return clients.client(service).get_secret_value(SecretId="form")["SecretString"]


def test_a_server_of_an_unknown_root_is_refused(aws: Path) -> None:
    with pytest.raises(SSLError):
        _asked()


def test_a_root_of_the_bundle_is_trusted_for_its_names_and_for_no_other(
    aws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(aws))

    assert _asked()
    with pytest.raises(SSLError):
        clients.client("ses").get_send_quota()


def test_nothing_is_sent_while_a_door_is_made_ready(
    aws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("something was sent"))

    ready._prepare("residents")

    assert clients.client.cache_info().currsize == 4
