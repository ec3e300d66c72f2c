"""
The app as processes that serve HTTP, one call at a time each, as warm functions do.

    python -m tests.scale.serving serve <port> <processes>
    python -m tests.scale.serving work <processes>

Tables are where STEWARD_TABLES_AT says (DynamoDB Local), everything else at AWS_ENDPOINT_URL
(MiniStack): the one has Amazon's own table engine, the other has queues. Each process that
serves or works is forked from a first one that does neither, and ends with it.
"""

import os
import signal
import socket
import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from infra.emulator import die_with_parent

BATCH = 10


def keep_tables_apart() -> None:
    """Make the client of tables ask their own server; before the app binds its maker."""
    from chalicelib.platform import clients, settings

    usual = clients.client.__wrapped__

    @cache
    def client(service: str) -> Any:
        if service != "dynamodb":
            return usual(service)
        everything, tables = os.environ["AWS_ENDPOINT_URL"], os.environ["STEWARD_TABLES_AT"]
        os.environ["AWS_ENDPOINT_URL"] = tables
        try:
            return usual(service)
        finally:
            os.environ["AWS_ENDPOINT_URL"] = everything

    clients.client = client
    assert settings.endpoint()


class Served(BaseHTTPRequestHandler):
    """One call of API Gateway."""

    door: Any

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        source = headers.pop("x-source", "203.0.113.7")
        told = self.door(method, self.path, body=body or None, headers=headers, source=source)
        text = told.text if isinstance(told.text, bytes) else told.text.encode()
        self.send_response(told.status)
        for name in ("content-type", "retry-after"):
            if name in told.headers:
                self.send_header(name, told.headers[name])
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        """Say nothing: the app writes its own lines."""


class Listening(HTTPServer):
    """A server on a socket that its brothers listen on, too: a free one takes the next call."""

    def __init__(self, listening: socket.socket) -> None:
        super().__init__(("127.0.0.1", 0), Served, bind_and_activate=False)
        self.socket.close()
        self.socket = listening


def serve(listening: socket.socket) -> None:
    """Answer calls, one at a time, for ever."""
    import app
    from tests.support.door import Door

    Served.door = Door(app.app)
    Listening(listening).serve_forever(poll_interval=60)


def work() -> None:
    """Take messages off the queues and finish what they ask for, for ever."""
    from chalicelib.platform import settings
    from chalicelib.platform.clients import client
    from chalicelib.wiring import workers

    handlers = {"effects": workers.work, "notices": workers.deliver}
    while True:
        for name, handler in handlers.items():
            url = settings.queue(name)
            found = client("sqs").receive_message(
                QueueUrl=url, MaxNumberOfMessages=BATCH, WaitTimeSeconds=0
            )
            messages = {each["MessageId"]: each for each in found.get("Messages", [])}
            records = [
                {"messageId": number, "body": each["Body"], "attributes": {}}
                for number, each in messages.items()
            ]
            failed = handler({"Records": records}, None)["batchItemFailures"] if records else []
            for number in messages.keys() - {each["itemIdentifier"] for each in failed}:
                handle = messages[number]["ReceiptHandle"]
                client("sqs").delete_message(QueueUrl=url, ReceiptHandle=handle)


def forked(what: Any, processes: int) -> None:
    """Run `what` in so many processes; say their numbers, and wait."""
    children = []
    for _ in range(processes):
        pid = os.fork()
        if pid == 0:
            die_with_parent()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            # The app's lines would fill the pipe on which the numbers are told.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            what()
        children.append(pid)
    print(*children, flush=True)
    signal.pause()


def main() -> None:
    keep_tables_apart()
    if sys.argv[1] == "work":
        forked(work, int(sys.argv[2]))
        return
    listening = socket.create_server(("127.0.0.1", int(sys.argv[2])), backlog=128)
    forked(lambda: serve(listening), int(sys.argv[3]))


if __name__ == "__main__":
    main()
