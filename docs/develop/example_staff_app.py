"""
A staff app of your own: it signs in, polls a queue, and claims what nobody has. `make run` prints
names and passwords.

    python3 docs/develop/example_staff_app.py http://localhost:8000 paco <password> hv.engineering
"""

import json
import sys
import time
import uuid
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class Steward:
    def __init__(self, address: str, token: str = "") -> None:
        self.address, self.token, self.cursor = address, token, ""

    def call(self, method: str, path: str, body: dict | None = None, **headers: str) -> dict:
        data = json.dumps(body).encode() if body else None
        headers |= {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        request = Request(self.address + path, data, headers, method=method)
        with urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.load(answer)

    def sign_in(self, username: str, password: str) -> None:
        given = {"username": username, "password": password}
        self.token = self.call("POST", "/staff/app/login", given)["id_token"]

    def poll(self, queue: str) -> tuple[list[dict], int]:
        """Return the tasks that changed since the last poll, and when to ask again (seconds)."""
        asked = {"cursor": self.cursor} if self.cursor else {"queue": queue}
        page = self.call("GET", f"/staff/v1/tasks?{urlencode(asked)}")
        self.cursor = page["cursor"]
        return page["tasks"], 0 if page["more"] else page["poll_after_s"]

    def claim(self, task: dict) -> bool:
        """Claim a task as it was read; False when somebody was quicker."""
        held = {"If-Match": f'"{task["version"]}"', "Idempotency-Key": uuid.uuid4().hex}
        try:
            self.call("POST", f"/staff/v1/tasks/{task['id']}/actions", {"action": "claim"}, **held)
        except HTTPError as refused:
            if refused.code not in (409, 412):
                raise
            return False
        return True


if __name__ == "__main__":
    address, username, password, queue = sys.argv[1:]
    steward = Steward(address)
    steward.sign_in(username, password)
    while True:
        tasks, wait_s = steward.poll(queue)
        for task in tasks:
            if task["state"] == "open" and steward.claim(task):
                print("mine:", task["title"], "·", task["place"])
        time.sleep(wait_s)
