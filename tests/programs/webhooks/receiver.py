"""The address of another program: it reads what it is sent by the library of the standard."""

from datetime import datetime
from types import SimpleNamespace

import standardwebhooks.webhooks as standard
from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.kernel.called import Called
from chalicelib.programs.webhooks import actions, store
from chalicelib.programs.webhooks.model import TYPES, Hook, secret_of, shown
from tests.support.builders import MARA, MONDAY_TEN, SECRET, World, staff

URL = "https://erp.example/hooks/steward"
GOOD, BAD, SLOW = Called(200, took_ms=12), Called(503, took_ms=9), Called(why="timeout")


class Receiver:
    """Takes what is posted, and answers what it was told to; what it answered stands beside."""

    def __init__(self, world: World, monkeypatch) -> None:
        self.world, self.now = world, MONDAY_TEN
        self.got: list[tuple[dict, dict, Called]] = []
        self.answers: list[Called] = []
        self.usual = GOOD
        self.secrets: list[str] = []
        world.tools = structs.replace(world.tools, post=self.post)
        clock = SimpleNamespace(
            now=lambda tz: datetime.fromtimestamp(self.now / 1000, tz),
            fromtimestamp=datetime.fromtimestamp,
        )
        monkeypatch.setattr(standard, "datetime", clock)

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Called:
        said = [standard.Webhook(each).verify(body, headers) for each in self.secrets]
        answer = self.answers.pop(0) if self.answers else self.usual
        self.got.append((headers, said[0], answer))
        return answer

    def types(self) -> list[str]:
        return [said["type"] for _, said, _ in self.got]

    def sweep(self, now: int) -> None:
        self.now = now
        self.world.sweep(now)


def made(receiver: Receiver, types=None, **more) -> Hook:
    """Let Mara make a webhook, which the receiver then knows the secret of."""
    hook = actions.make(
        staff(MARA), "hv", URL, list(types or TYPES),
        **{"words": False, "now": MONDAY_TEN, **more},
    )  # fmt: skip
    estate.forget()
    receiver.secrets = [secret(hook)]
    return hook


def secret(hook: Hook) -> str:
    return shown(secret_of(hook.id, hook.generation, secret=SECRET))


def log(hook: Hook):
    return store.latest(hook.id, 50)
