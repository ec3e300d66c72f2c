"""What residents and staff do over HTTP, and how long each call took."""

import json
import re
import threading
import time
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

import urllib3

TRIES = 30
LONGEST_WAIT_S = 20
FIELD = re.compile(r'<input type="hidden" name="(key|token)" value="([^"]*)"')


def action_key(task_id: str, action: str) -> str:
    """Return the key of an action: whoever does it again does the same."""
    return f"{action}-{task_id[-40:].replace('.', '-')}".ljust(22, "0")


class Refusal(RuntimeError):
    """An answer that no second try makes better."""


class Door:
    """The front of a running system. Safe for many threads."""

    def __init__(self, base_url: str) -> None:
        self.base = base_url
        self.took: dict[str, list[float]] = defaultdict(list)
        """What was done to how long each call took, in seconds."""
        self.asked_to_wait = 0
        self.tried_again = 0
        self._pool = urllib3.PoolManager(maxsize=16, timeout=30, retries=False)
        self._tokens: dict[str, str] = {}
        self._signing_in = threading.Lock()

    def submit(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Submit a request as a program; again with the same key until there is an answer."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return self._json("submit", "POST", "/api/v1/requests", body, headers)

    def status(self, request_id: str, token: str) -> str:
        """Return how a request stands, as its resident sees it."""
        headers = {"Authorization": f"Bearer {token}"}
        found = self._json("status", "GET", f"/api/v1/requests/{request_id}", None, headers)
        return str(found["status"])

    def confirm(self, token: str) -> None:
        """Open the status page as a browser without cookies, and answer that it is fixed."""
        page = self._ask("status page", "GET", f"/r/{token}?c=1", b"", {})
        hidden = dict(FIELD.findall(page.data.decode()))
        fields = {"do": "feedback", "fixed": "yes", "rating": "4", **hidden}
        self._ask(
            "confirm", "POST", f"/r/{token}", urlencode(fields).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip

    def poll(self, username: str, password: str, cursor: str) -> dict[str, Any]:
        """Return what changed in all of this person's queues since the cursor."""
        path = f"/staff/v1/tasks?cursor={cursor}" if cursor else "/staff/v1/tasks"
        return self._json("poll", "GET", path, None, self._signed(username, password))

    def act(
        self, username: str, password: str, task: dict[str, Any], action: str, **said: Any
    ) -> dict[str, Any]:
        """Do one action on a task; return the task as it stands then."""
        headers = self._signed(username, password) | {
            "Content-Type": "application/json",
            "Idempotency-Key": action_key(task["id"], action),
            "If-Match": f'"{task["version"]}"',
        }
        path = f"/staff/v1/tasks/{task['id']}/actions"
        done = self._json(action, "POST", path, {"action": action, **said}, headers)
        return dict(done["task"])

    def _signed(self, username: str, password: str) -> dict[str, str]:
        with self._signing_in:
            if username not in self._tokens:
                said = {"username": username, "password": password}
                headers = {"Content-Type": "application/json"}
                found = self._json("sign in", "POST", "/staff/app/login", said, headers)
                self._tokens[username] = found["id_token"]
        return {"Authorization": f"Bearer {self._tokens[username]}"}

    def _json(
        self,
        what: str,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        headers: dict[str, str],
    ) -> dict[str, Any]:
        sent = json.dumps(body).encode() if body is not None else b""
        return dict(json.loads(self._ask(what, method, path, sent, headers).data))

    def _ask(
        self, what: str, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> urllib3.BaseHTTPResponse:
        for tried in range(TRIES):
            begun = time.monotonic()
            try:
                answer = self._pool.request(
                    method, self.base + path, body=body or None, headers=headers, redirect=False
                )
            except urllib3.exceptions.HTTPError:
                self.tried_again += 1
                time.sleep(min(LONGEST_WAIT_S, 0.2 * 2**tried))
                continue
            self.took[what].append(time.monotonic() - begun)
            if answer.status < 400:
                return answer
            if answer.status != 429 and answer.status < 500:
                raise Refusal(f"{method} {path}: {answer.status} {answer.data[:300]!r}")
            self.asked_to_wait += answer.status == 429
            self.tried_again += answer.status >= 500
            time.sleep(min(LONGEST_WAIT_S, float(answer.headers.get("Retry-After", 1))))
        raise Refusal(f"{method} {path}: no answer after {TRIES} tries")
