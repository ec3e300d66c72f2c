"""A request that was routed, its page on the resident's phone, and its one task."""

from chalicelib.cases.requests import staff_notes
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.platform.services import status_link
from tests.support import clock
from tests.support.builders import PACO, World, key, staff
from tests.support.door import Door
from tests.support.pages import key_and_token, opened, sent


class Case:
    """A request that was routed, its page on the resident's phone, and its one task."""

    def __init__(self, door: Door, **changes: str) -> None:
        answer, _ = sent(door, **changes)
        self.door, self.world, self.now = door, World(), clock.now()
        self.where, self.cookie, _ = opened(door, answer)
        self.request_id = self.where.removeprefix("/r/")
        self.world.enqueue(self.request_id, "request", "1#route")
        self.world.drain(self.now)

    @property
    def task(self) -> Task:
        return tasks.of_request(self.request_id)[-1]

    def act(self, action: str, **more: object) -> None:
        self.world.act(self.task.id, action, self.task.version, now=self.now, **more)
        self.world.drain(self.now)

    def say(self, text: str, n: str = "say", by=PACO) -> None:
        staff_notes.say(
            self.task.id, text, key=key(n), staff=staff(by), now=self.now,
            enqueue=self.world.enqueue,
        )  # fmt: skip
        self.world.drain(self.now)

    def page(self, lang: str = "en") -> str:
        return self.door.get(self.where, headers=self.cookie, query={"lang": [lang]}).text

    def does(self, do: str, **fields: str) -> None:
        said = {**key_and_token(self.page()), "do": do, **fields}
        assert self.door.post_form(self.where, said, self.cookie).status == 303
        for what in ("tell", "route"):
            for number in requests.get(self.request_id).steps:
                self.world.enqueue(self.request_id, "request", f"{number}#{what}")
        for note in requests.aggregate(self.request_id).notes:
            for name in note.pending:
                self.world.enqueue(self.request_id, f"note#{note.key}", name)
        self.world.drain(self.now)

    def api(self) -> dict:
        token = status_link(self.request_id, 1)
        headers = {"authorization": f"Bearer {token}"}
        return self.door.get(f"/api/v1/requests/{self.request_id}", headers=headers).json
