"""Calling an address that a stranger chose: only everybody's addresses, once, and not for long."""

import socket
import threading
from contextlib import contextmanager

import pytest

from chalicelib.channels import webhooks
from chalicelib.channels.webhooks import call, is_callable

BODY = b'{"type":"webhook.test"}'


def test_only_https_on_its_own_port_without_a_user_is_called() -> None:
    assert is_callable("https://erp.example/hooks?x=1")
    for url in (
        "http://erp.example/", "https://erp.example:8443/", "https://me:pw@erp.example/",
        "https://erp.example\\@127.0.0.1/", "https://erp .example/", "https://erp\t.example/",
        "https://localhost/", "ftp://erp.example/", "https:///x", "https://erp.example/#x",
        "http://127.0.0.1:8000/", "https://例.example/", "https://erp.example:x/",
        f"https://erp.example/{'a' * 500}",
    ):  # fmt: skip
        assert not is_callable(url), url


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "169.254.170.2",
        "100.64.0.1", "224.0.0.1", "0.0.0.0", "255.255.255.255", "198.18.0.1", "240.0.0.1",
    ],
)  # fmt: skip
def test_a_name_with_one_address_of_ours_is_not_connected_to(monkeypatch, address) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving("93.184.216.34", address))
    monkeypatch.setattr(socket, "create_connection", _never)
    assert call("https://erp.example/", BODY, {}).why == "address"


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "127.0.0.1", "[::1].", "[::ffff:127.0.0.1]"])
def test_other_spellings_of_our_own_address_are_not_connected_to(monkeypatch, host) -> None:
    monkeypatch.setattr(socket, "create_connection", _never)
    assert call(f"https://{host}/", BODY, {}).why == "address"


def test_what_was_judged_is_what_is_connected_to_and_looked_up_once(monkeypatch) -> None:
    asked, connected = [], []
    found = resolving("93.184.216.34")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: asked.append(a) or found())

    def connect(where, *more):
        connected.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert call("https://erp.example/", BODY, {}).why == "connect"
    assert connected == [("93.184.216.34", 443)]
    assert [each[2] for each in asked] == [socket.AF_INET]


@pytest.mark.parametrize(
    ("said", "status", "why"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
        (b"HTTP/1.1 302 Found\r\nLocation: /in\r\nContent-Length: 0\r\n\r\n", 302, ""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 200_000, 200, ""),
        (b"nonsense\r\n\r\n", 0, "broken"),
        (b"", 0, "broken"),
    ],
    ids=["good", "redirect", "long", "nonsense", "hangs up"],
)  # fmt: skip
def test_an_answer_is_a_status_and_no_more(monkeypatch, said, status, why) -> None:
    with answering(said) as (port, got):
        made = local(monkeypatch, port)
    assert (made.status, made.why) == (status, why)
    assert got[0].endswith(BODY) and b"webhook-id: msg_1" in got[0]


def test_who_drips_is_cut_off_and_who_asks_to_wait_is_heard(monkeypatch) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr(webhooks, "LONGEST_S", 0.2)
        with answering(b"HTTP/1.1 200 OK\r\nX: ", hold=True) as (port, _):
            assert local(monkeypatch, port).why == "timeout"
    busy = b"HTTP/1.1 429 Busy\r\nRetry-After: 90\r\nContent-Length: 0\r\n\r\n"
    with answering(busy) as (port, _):
        assert local(monkeypatch, port).wait_s == 90


def local(monkeypatch, port):
    """Call this machine, as only a run on one machine may."""
    monkeypatch.setattr(webhooks.settings, "endpoint", lambda: "http://127.0.0.1:4566")
    return call(f"http://127.0.0.1:{port}/in", BODY, {"webhook-id": "msg_1"})


def resolving(*addresses):
    def found(*asked, **named):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]

    return found


def _never(*asked, **named):
    raise AssertionError("connected")


@contextmanager
def answering(said: bytes, *, hold: bool = False):
    """A receiver that says these bytes once, and hangs up unless it holds."""
    got, over = [], threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = server.accept()
        heard = b""
        while BODY not in heard:
            heard += line.recv(65_536)
        got.append(heard)
        try:
            line.sendall(said)
        except OSError:
            pass  # it read enough, and left
        if hold:
            over.wait(5)
        line.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1], got
    finally:
        over.set()
        thread.join()
        server.close()
