"""What people and programs send to a town, as a browser, a phone or a client sends it."""

import json
from typing import Any
from urllib.parse import urlencode

from chalicelib.cases.tasks.model import Task
from chalicelib.estate.members import Member
from chalicelib.kernel import links
from chalicelib.platform.aws import secrets
from tests.support.builders import HOUR, LIFT, MINUTE, PACO, key
from tests.support.provider import ID_TOKEN, signed

from .events import Event

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class People:
    """Their verbs; each returns an event that may be given more than once."""

    now: int
    """By the clock of their town."""

    def form(self, n: int | str = 1, **fields: str) -> Event:
        """Return a resident's form as a browser sends it."""
        place = fields.pop("place", LIFT.code)
        made = {
            "key": key(n),
            "token": self.form_token(place, key(n)),
            "topic": "plumbing",
            "where": "here",
            "words": "CANARY-words: water drips.",
        }
        return self._post_form(f"/q/{place}", made | fields)

    def api(self, n: int | str = 1, **fields: Any) -> Event:
        """Return what a program submits."""
        body = {"place": LIFT.code, "topic": "plumbing", "words": "CANARY-words: it drips."}
        headers = {"content-type": JSON, "idempotency-key": key(n)}
        return Event(
            kind="call",
            method="POST",
            path="/api/v1/requests",
            body=json.dumps(body | fields),
            headers=headers,
        )

    def page(self, request_id: str, do: str, n: int | str = "page", **fields: str) -> Event:
        """Return what a resident sends from the page of a request."""
        address = f"/r/{self.link(request_id)}"
        if do == "confirm":
            fields["proof"] = self.proof(request_id, fields["address"])
        return self.posted(address, request_id, {"do": do, **fields}, n)

    def posted(self, address: str, subject: str, fields: dict[str, str], n: int | str) -> Event:
        """Return what somebody sends from a page of ours about a request or a task."""
        token = self.form_token(subject, key(n))
        return self._post_form(address, {"key": key(n), "token": token, **fields})

    def staff(
        self, task: Task, action: str, *, by: Member = PACO, n: int | str = "", **more: Any
    ) -> Event:
        """Return an action of staff on a task as their phone holds it."""
        headers = self.signed_in(by) | {
            "content-type": JSON,
            "idempotency-key": key(n or f"{action}-{by.id}-{task.version}"),
            "if-match": str(task.version),
        }
        return Event(
            kind="call",
            method="POST",
            path=f"/staff/v1/tasks/{task.id}/actions",
            body=json.dumps({"action": action, **more}),
            headers=headers,
        )

    def look(self, request_id: str) -> Event:
        """Return the call of a phone that remembers its request."""
        cookie = {"cookie": f"__Host-requests={self.link(request_id)}"}
        return Event(kind="call", method="GET", path=f"/r/{request_id}", headers=cookie)

    def staff_call(
        self, method: str, path: str, body: Any = None, by: Member = PACO, n: int | str = "staff"
    ) -> Event:
        """Return any other call of staff."""
        headers = self.signed_in(by) | {"content-type": JSON, "idempotency-key": key(n)}
        text = "" if body is None else json.dumps(body)
        return Event(kind="call", method=method, path=path, body=text, headers=headers)

    def link(self, request_id: str) -> str:
        found = secrets.read("link")
        return links.sign(
            request_id, link_version=1, secrets=found.by_version, current=found.current
        )

    def home_link(self, request_id: str, hash: str) -> str:
        found = secrets.read("link")
        return links.sign_home(
            request_id,
            hash,
            until=self.now + HOUR,
            secrets=found.by_version,
            current=found.current,
        )

    def proof(self, request_id: str, hash: str) -> str:
        found = secrets.read("link")
        return links.prove(request_id, hash, secret=found.by_version[found.current])

    def signed_in(self, member: Member) -> dict[str, str]:
        claims = ID_TOKEN | {"sub": member.id, "exp": self.now // 1000 + 3600}
        return {"authorization": f"Bearer {signed(claims)}"}

    def form_token(self, subject: str, form_key: str) -> str:
        """Return what a form of ours carries, filled in for a minute."""
        found = secrets.read("form")
        issued = self.now - MINUTE
        return links.form_token(subject, form_key, issued, found.by_version[found.current])

    def _post_form(self, path: str, fields: dict[str, str]) -> Event:
        headers = {"content-type": FORM}
        return Event(kind="call", method="POST", path=path, body=urlencode(fields), headers=headers)
