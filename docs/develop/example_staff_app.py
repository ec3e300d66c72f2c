"""
A staff app of your own: it signs in, polls a queue, and claims what nobody has.

    python3 docs/develop/example_staff_app.py http://localhost:8000 paco <password> hv.engineering

`make run` prints names and passwords. Where the company has an identity provider, put a token of
it into `token` instead of signing in.
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Steward:
    """The staff API, as one person calls it."""

    def __init__(self, address: str, token: str = "") -> None:
        self.address, self.token, self.cursor = address, token, ""

    def call(self, method: str, path: str, body: object = None, **headers: str) -> dict:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, method=method)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            request.add_header(name.replace("_", "-"), value)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.load(answer)

    def sign_in(self, username: str, password: str) -> None:
        given = {"username": username, "password": password}
        self.token = self.call("POST", "/staff/app/login", given)["id_token"]

    def poll(self, queue: str) -> tuple[list[dict], int]:
        """Return the tasks that changed since the last poll, and when to ask again (seconds)."""
        asked = {"cursor": self.cursor} if self.cursor else {"queue": queue}
        page = self.call("GET", f"/staff/v1/tasks?{urllib.parse.urlencode(asked)}")
        self.cursor = page["cursor"]
        return page["tasks"], 0 if page["more"] else page["poll_after_s"]

    def claim(self, task: dict) -> bool:
        """Claim a task as it was read; False when somebody was quicker."""
        sent = {"If_Match": f'"{task["version"]}"', "Idempotency_Key": uuid.uuid4().hex}
        try:
            self.call("POST", f"/staff/v1/tasks/{task['id']}/actions", {"action": "claim"}, **sent)
        except urllib.error.HTTPError as refused:
            if refused.code in (409, 412):
                return False
            raise
        return True


def main(address: str, username: str, password: str, queue: str) -> None:
    steward = Steward(address)
    steward.sign_in(username, password)
    while True:
        tasks, wait_s = steward.poll(queue)
        for task in tasks:
            if task["state"] == "open" and steward.claim(task):
                print("mine:", task["title"], "·", task["place"])
        time.sleep(wait_s)


if __name__ == "__main__":
    main(*sys.argv[1:])
