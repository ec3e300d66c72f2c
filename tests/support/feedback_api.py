"""The verbs of feedback and measures at the staff's doors, and one story with both."""

from chalicelib.cases.requests import addresses
from chalicelib.channels.deliver import words
from tests.support import clock
from tests.support.builders import CLEO, GRACE, LENA, LIFT, MARA, SECRET, World, key
from tests.support.door import token_of

WORDS = {
    "community": "hv",
    "kind": "suggestion",
    "topic": "dirty",
    "building": "tower1",
    "words": "A mat at the door would keep the lobby clean.",
    "how": "round",
}


def log(door, by=CLEO, n="1", **changes):
    headers = {"idempotency-key": key(n), **token_of(by)}
    return door.post_json("/staff/v1/opinions", WORDS | changes, headers)


NEW = {
    "community": "hv",
    "title": "A mat at the door",
    "topic": "dirty",
    "building": "tower1",
    "said": {"en": "The lobby is dirty when it rains."},
}


DAY = 24 * 3_600_000


def propose(door, by=MARA, n="m", **changes):
    headers = {"idempotency-key": key(n), **token_of(by)}
    return door.post_json("/staff/v1/measures", NEW | changes, headers)


def act(door, measure, action, by=MARA, n="", **more):
    headers = {
        "idempotency-key": key(n or f"{action}{measure['version']}"),
        "if-match": f'"{measure["version"]}"',
        **token_of(by),
    }
    path = f"/staff/v1/measures/{measure['id']}/actions"
    return door.post_json(path, {"action": action, **more}, headers)


def read(door, path, by=MARA, **query):
    asked = {name: [value] for name, value in {"community": "hv", **query}.items()}
    return door.get(path, headers=token_of(by), query=asked)


def in_a_week():
    return clock.now() + 7 * DAY


SAID = {"en": "The lobby is slippery when it rains.", "zh-Hant": "下雨時大堂很滑。"}


DID = {"en": "A mat of six metres lies at the door.", "zh-Hant": "門口鋪了六米長的地墊。"}


BUILDING = LIFT.building


class Story:
    """What happens in the background of a door: the sweep comes by, and mail arrives."""

    def __init__(self, door):
        self.door = door
        self.world = World()

    def now(self):
        return clock.now()

    def settle(self, later=0):
        """Let everything that is owed be done, as if so much later."""
        for turn in range(1, 5):
            self.world.sweep(self.now() + later + turn * GRACE)

    def resident_complains(self, address="rosa@example.com"):
        """Let a resident send in a complaint and confirm an address; return its id."""
        asked = {"place": LIFT.code, "words": "I slipped in the lobby.", "topic": "dirty"}
        made = self.door.post_json(
            "/api/v1/requests",
            asked | {"kind": "complaint", "lang": "zh-Hant"},
            {"idempotency-key": key("rosa")},
        ).json["id"]
        self.world.enqueue(made, "request", "1#route")
        self.world.drain(self.now())
        contact = addresses.leave_contact(
            made, address, secret=SECRET, now=self.now(), enqueue=self.world.enqueue
        )
        addresses.confirm_contact(made, contact.hash, now=self.now())
        self.world.drain(self.now())
        self.world.sent.clear()
        return made

    def heard(self, *names):
        for name in names:
            log(self.door, name, topic="dirty", building=BUILDING, kind="complaint",
                words="The lobby floor is slippery, I slipped.")  # fmt: skip

    def measure_done(self):
        """Take the suggested group through its whole life; return the published measure."""
        (group,) = read(self.door, "/staff/v1/opinions/groups", LENA).json["groups"]
        measure = propose(
            self.door,
            building=BUILDING,
            said=SAID,
            opinions=[each["id"] for each in group["opinions"]],
        ).json
        for action, by, more in (
            ("accept", MARA, {"owner": "cleo", "due_on": in_a_week()}),
            ("start", CLEO, {}),
            ("done", CLEO, {"did": DID}),
            ("publish", MARA, {}),
        ):
            answer = act(self.door, measure, action, by, **more)
            assert answer.status == 200, answer.text
            measure = answer.json["measure"]
        self.settle()
        return measure

    def told(self):
        """Return what residents got: address, subject and text."""
        residents = [n for n in self.world.sent if n.template.startswith("measure_")]
        return [(notice.address, *words(notice)) for notice in residents]
