"""Mail by SMTP: to a server that speaks it, with what it answers taken seriously."""

import json
import socketserver
import threading
from collections.abc import Iterator
from smtplib import SMTP

import pytest

from chalicelib.channels import deliver as channels
from chalicelib.channels import smtp
from chalicelib.kernel.errors import Unanswered, Undelivered
from chalicelib.kernel.notices import Notice
from chalicelib.platform import settings
from chalicelib.platform.aws import parameter_table, parameters, secrets
from tests.support import quick_moto

NOON = 1_772_452_800_000


class Server(socketserver.ThreadingTCPServer):
    """A mail server that notes what it is told; `says` is its answer to a recipient."""

    daemon_threads = True
    says = "250 ok"
    hangs_up = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.heard: list[str] = []


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 hello")
        while line := self.rfile.readline().decode().strip():
            self.server.heard.append(line)
            word = line[:4].upper()
            if word == "EHLO":
                self.say("250-mail\r\n250 AUTH PLAIN")
            elif word == "RCPT":
                self.say(self.server.says)
            elif word == "DATA":
                self.say("354 go on")
                while (text := self.rfile.readline().decode()) != ".\r\n":
                    self.server.heard.append(text.strip())
                if self.server.hangs_up:
                    return
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("235 ok" if word == "AUTH" else "250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    said = {"username": "steward", "password": "secret"}
    vault = quick_moto.client("secretsmanager")
    made = vault.create_secret(Name="smtp", SecretString=json.dumps(said))
    monkeypatch.setenv("SMTP_SECRET", made["ARN"])
    settings.secret.cache_clear()
    secrets.forget()
    with Server() as server:
        port = server.server_address[1]
        reached = {port: lambda host, port: SMTP(host, port, timeout=30)}
        monkeypatch.setattr(smtp, "CONNECT", reached)
        monkeypatch.setitem(parameters._kept, "smtp_host", "127.0.0.1")
        monkeypatch.setitem(parameters._kept, "smtp_port", str(port))
        monkeypatch.setitem(parameters._kept, "mail_by", "smtp")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
    settings.secret.cache_clear()


def tell() -> None:
    notice = Notice(
        event="e", channel="email", address="rosa@example.com", lang="en", template="in_hand",
        values={"reference": "7KQ2M9X", "topic": "leak", "link": "https://hv.example/r/x"},
        names={"place": {"en": "Lift 2"}},
    )  # fmt: skip
    channels.deliver(notice, sender="Steward <steward@acme.example>", now=NOON)


def test_a_notice_goes_out_with_its_link_after_signing_in(server: Server) -> None:
    tell()

    heard = "\n".join(server.heard)
    assert "AUTH PLAIN" in heard
    assert "rcpt TO:<rosa@example.com>" in heard
    for header in ("Reply-To: ", "Date: ", "Message-ID: <", "Auto-Submitted: auto-generated"):
        assert f"\n{header}" in heard
    assert "https://hv.example/r/x" in heard


@pytest.mark.parametrize(
    ("answer", "final"),
    [
        ("550 no such mailbox", True),
        ("550 5.1.1 no such mailbox", True),
        ("550 5.7.1 relaying denied", False),
        ("553 5.1.8 sender is not known", False),
        ("554 we do not like you", False),
        ("451 later", False),
    ],
)
def test_only_what_a_second_try_cannot_mend_is_final(
    server: Server, answer: str, final: bool
) -> None:
    server.says = answer

    with pytest.raises(Undelivered) as refused:
        tell()
    assert refused.value.permanent is final


def test_a_server_that_is_not_there_is_tried_again(server: Server, monkeypatch) -> None:
    def nobody(host: str, port: int):
        raise ConnectionRefusedError

    monkeypatch.setattr(smtp, "CONNECT", {server.server_address[1]: nobody})
    with pytest.raises(Undelivered) as refused:
        tell()
    assert not refused.value.permanent


def test_a_server_that_falls_silent_after_the_words_may_have_taken_them(server: Server) -> None:
    server.hangs_up = True

    with pytest.raises(Unanswered):
        tell()


def test_nothing_is_sent_without_tls() -> None:
    allowed = parameter_table.PARAMETERS["smtp_port"].pattern.split("|")
    assert {int(port) for port in allowed} == smtp.CONNECT.keys()
