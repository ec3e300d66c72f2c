"""
Residents and staff of the demo's estate while processes die, and their own list of what they
were told. Whoever gets no answer asks again with the same key, as phones and programs do.
"""

import random
import re
import threading
import time
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from msgspec import Struct, field

from chalicelib.kernel.ids import parse_task_id
from infra import mail
from infra.replay.door import TRIES, Door, Refusal, action_key
from infra.running import Running
from infra.seed import PASSWORD

HOME = "home.example"
"""Where residents have their mail: each a mailbox of their own."""
HANDS = 3
FIRST_WITH_MAIL, WITH_MAIL_EVERY = 12, 25
"""Who leaves an address: of one neighbourhood only so many are asked to confirm in an hour."""
SHARE_AGAIN, SHARE_LEFT = 0.2, 0.3
"""How many send again what was answered; how many tasks nobody takes."""
DANGER_EVERY = 40
LINK = re.compile(r"https?://\S+confirm=\S+")


class Known(Struct):
    """What people were told, in a list of their own: nothing of it is read from a table."""

    ids: dict[str, str] = field(default_factory=dict)
    """Key of what was sent to the id that was told."""
    doubled: list[str] = field(default_factory=list)
    """Keys for which two ids were told."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Address to the request for which it was left."""
    dangers: dict[str, str] = field(default_factory=dict)
    """Request that tells of a danger to its reference."""
    acted: dict[tuple[str, str], str] = field(default_factory=dict)
    """Task and action to its key."""
    confirmed: dict[str, float] = field(default_factory=dict)
    """Address to when its "yes" was answered."""
    finished: dict[str, float] = field(default_factory=dict)
    """Request to when somebody began to say "done" to its only task."""
    again: int = 0
    troubles: list[str] = field(default_factory=list)


class NoAnswer(Refusal):
    """Whoever was asked died each time."""


class People:
    """Who sends, works and confirms until there is nothing more to send."""

    def __init__(self, running: Running, seed: int, goes_on: Callable[[int], bool]) -> None:
        self.running, self.door, self.known = running, Door(running.base_url), Known()
        self._seed, self._goes_on = seed, goes_on
        self._lock, self._number, self._sent = threading.Lock(), 0, 0
        self._over, self._cursor = threading.Event(), ""
        self._pool = urllib3.PoolManager(maxsize=8, timeout=40, retries=False)
        places = running.seeded["places"]
        self._places = [each["code"] for each in places if each["community"] == "hv"]
        self._managers = [
            each["username"]
            for each in running.seeded["logins"]
            if each["community"] == "hv" and each["role"] == "manager"
        ]

    def live(self) -> None:
        """Go on until enough was sent; what is under way then is finished."""
        staff = [threading.Thread(target=self._guarded, args=(self._work,))]
        staff.append(threading.Thread(target=self._guarded, args=(self._confirm,)))
        residents = [
            threading.Thread(target=self._guarded, args=(self._report,)) for _ in range(HANDS)
        ]
        for each in staff + residents:
            each.start()
        for each in residents:
            each.join()
        self._over.set()
        for each in staff:
            each.join()

    def _guarded(self, does: Callable[[], None]) -> None:
        try:
            does()
        except Exception as error:  # noqa: BLE001  told at the end, where it counts as broken
            self.known.troubles.append(f"{does.__name__}: {error!r}")

    # Residents.

    def _report(self) -> None:
        while True:
            with self._lock:
                if not self._goes_on(self._sent):
                    return
                self._sent += 1
                number = self._sent
            self._one_report(number, random.Random(f"{self._seed} {number}"))

    def _one_report(self, number: int, chance: random.Random) -> None:
        key = f"kills-{self._seed}-{number:06}-000000000"[:30]
        danger = number % DANGER_EVERY == 0
        words = "There is smoke in the corridor." if danger else "Water drips from the pipe."
        body = {"place": chance.choice(self._places), "words": f"{words} Number {number}."}
        if danger:
            # Each somewhere else: of a flood of one danger the later ones are told as a number.
            body["spot"] = f"corridor {number}"
        else:
            body["topic"] = "plumbing"
        if number <= FIRST_WITH_MAIL or number % WITH_MAIL_EVERY == 0:
            body["contact"] = f"r{number}@{HOME}"
        made = [self.door.submit(body, key)]
        if chance.random() < SHARE_AGAIN:
            made.append(self.door.submit(body, key))
            self.known.again += 1
        self.known.ids[key] = made[0]["id"]
        if len({each["id"] for each in made}) > 1:
            self.known.doubled.append(key)
        if "contact" in body:
            self.known.addresses[body["contact"]] = made[0]["id"]
        if danger:
            self.known.dangers[made[0]["id"]] = made[0]["reference"]

    # Staff.

    def _work(self) -> None:
        """Take tasks as they come, begin them, finish them."""
        (manager, *_), seen = self._managers, set[str]()
        while not self._over.is_set():
            found = self._polled(manager)
            new = [task for task in found if task["id"] not in seen and task["state"] == "open"]
            for task in new:
                seen.add(task["id"])
                if random.Random(f"{self._seed} {task['id']}").random() > SHARE_LEFT:
                    self._finish(manager, task)
                if self._over.is_set():
                    break
            self._over.wait(0.3)

    def _polled(self, manager: str) -> list[dict[str, Any]]:
        """Return what changed since the last time, as the staff app asks for it."""
        page = self.door.poll(manager, PASSWORD, self._cursor)
        self._cursor = page["cursor"]
        return list(page["tasks"])

    def _finish(self, manager: str, task: dict[str, Any]) -> None:
        for action, said in (
            ("claim", {}),
            ("start", {}),
            ("done", {"resolution": "A new seal.", "clean": True}),
        ):
            began = time.time()
            try:
                task = self.door.act(manager, PASSWORD, task, action, **said)
            except Refusal as refusal:
                self.known.troubles.append(f"{action} {task['id']}: {refusal}")
                return
            self.known.acted[task["id"], action] = action_key(task["id"], action)
            if action == "done":
                self.known.finished[parse_task_id(task["id"]).request] = began

    # Whose address it is.

    def _confirm(self) -> None:
        """Say yes to each third mail that asks whether it came to the right person."""
        seen = set[str]()
        while not self._over.is_set():
            for _, to, _, text in mail.sent(self.running.endpoint):
                link = LINK.search(text)
                if not to.endswith(HOME) or link is None or to in seen:
                    continue
                if int(to[1:].partition("@")[0]) % 3:
                    try:
                        said = self._say_yes(link[0])
                    except NoAnswer:
                        continue  # They tap it again later.
                    if said:
                        self.known.confirmed[to] = time.time()
                seen.add(to)
                if self._over.is_set():
                    return
            self._over.wait(0.5)

    def _say_yes(self, link: str) -> bool:
        """Open the page of the mail and press its button; say whether that was answered."""
        parts = urlsplit(link)
        # As a browser that keeps no cookies.
        opened = self._ask("GET", f"{parts.path}?c=1&{parts.query}", "")
        form = re.search(r'<form[^>]*action="([^"]+)"[^>]*>(.*?value="confirm".*?)</form>',
                         opened, re.DOTALL)  # fmt: skip
        if form is None:
            return False
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[2]))
        return "saved=" in self._ask("POST", unescape(form[1]), urlencode(fields))

    def _ask(self, method: str, path: str, body: str) -> str:
        """Send until there is an answer; return the page, or where it sends the browser."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        for _ in range(TRIES):
            try:
                answer = self._pool.request(
                    method, f"{self.running.base_url}{path}", body=body or None,
                    headers=headers, redirect=False,
                )  # fmt: skip
            except urllib3.exceptions.HTTPError:
                continue
            if answer.status < 400:
                return answer.headers.get("Location") or answer.data.decode()
            if answer.status < 500 and answer.status != 429:
                raise Refusal(f"{method} {path}: {answer.status}")
            time.sleep(1)
        raise NoAnswer(f"{method} {path}: no answer")
