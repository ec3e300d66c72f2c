"""Mail in: what becomes of a mail, by whom it is, what it answers and what it says."""

from typing import Any

import pytest
from msgspec import structs

from chalicelib.cases.contacts import model as contacts
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.visits import model as visits
from chalicelib.cases.visits import resident
from chalicelib.channels import calendars
from chalicelib.kernel import answering
from chalicelib.kernel.tuning import USUAL
from chalicelib.mail_in import calendar_reply, filing, receive
from chalicelib.mail_in import store as letters
from chalicelib.mail_in.desk import Desk
from chalicelib.mail_in.model import KEPT_MS, UNPROVEN, Letter
from chalicelib.mail_in.reading import Envelope, read
from chalicelib.mail_in.unproven import MOST_A_DAY
from chalicelib.platform.effects import with_due_at
from tests.support.builders import (
    DAY,
    HOUR,
    MARA,
    MONDAY_TEN,
    PACO,
    SECRET,
    World,
    key,
    member,
    staff,
)
from tests.support.killing import Killed
from tests.support.requests import verified

from .corpus import jpeg
from .programs import DOMAIN, EN, NOTICE

ROSA = "rosa@home.example"
MONA = member("mona", "manager")
KEYS = {1: b"k" * 32}
PASSED = {"spf": "PASS", "dkim": "PASS", "dmarc": "PASS"}


class Post:
    """The mail service: hands mails to what takes them in, and keeps what the photo worker gets."""

    def __init__(self, world: World) -> None:
        self.world, self.photos, self.number = world, dict[str, bytes](), 0

    def desk(self) -> Desk:
        return Desk(
            enqueue=self.world.enqueue,
            secret=lambda: SECRET,
            tuning=lambda: USUAL,
            answers_of=lambda local: answering.verified(local, secrets=KEYS),
            develop=self.photos.__setitem__,
            domain=DOMAIN,
        )

    def __call__(
        self, words: str, *, to: str, sender: str = ROSA, passed: bool = True,
        now: int = MONDAY_TEN, number: str = "", head: str = "", null_sender: bool = False,
        photo: bytes = b"",
    ) -> str:  # fmt: skip
        self.number += 1
        head += f"Message-ID: <{number or self.number}@home.example>\r\n"
        raw = f"From: Rosa <{sender}>\r\nTo: {to}\r\nSubject: The lift\r\n{head}".encode()
        if photo:
            raw += (
                b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n' + words.encode()
            )
            raw += b"\r\n--b\r\nContent-Type: image/jpeg; name=a.jpg\r\n"
            raw += b"Content-Transfer-Encoding: 8bit\r\n\r\n" + photo + b"\r\n--b--\r\n"
        elif "boundary" in head:
            raw += b"\r\n" + words.encode()
        else:
            raw += b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + words.encode()
        verdicts = PASSED if passed else {"spf": "FAIL", "dkim": "FAIL", "dmarc": "FAIL"}
        envelope = Envelope(f"key-{self.number}", [to], null_sender, verdicts)
        outcome = receive.take(raw, envelope, desk=self.desk(), now=now)
        self.world.drain(now)
        return outcome


@pytest.fixture
def post(world: World) -> Post:
    return Post(world)


@pytest.fixture
def asked(world: World) -> str:
    """A request whose team waits for Rosa, who has an address that answered; its id."""
    task = world.routed()[0]
    verified(world, task.request, ROSA)
    world.act(task.id, "claim", task.version)
    world.drain(MONDAY_TEN)
    world.act(task.id, "ask", task.version + 1, reason="Which lift?")
    world.drain(MONDAY_TEN)
    return task.request


def address_of(request_id: str, address: str = ROSA) -> str:
    hash = contacts.hashed("hv", address, secret=SECRET)
    return f"{answering.signed(request_id, hash, secrets=KEYS, current=1)}@{DOMAIN}"


def reply(words: str) -> str:
    quoted = "\n".join(f"> {line}" for line in NOTICE[EN].split("\n"))
    return f"{words}\n\nOn 2 Mar 2026, at 10:00, Steward wrote:\n\n{quoted}\n"


def stands(request_id: str) -> Aggregate:
    found = requests.aggregate(request_id)
    assert found is not None
    return found


def aside() -> list[Letter]:
    return letters.of_community("hv")


def the_request(world: World) -> Aggregate:
    """Return the one request that stands in the first item of what was queued and done."""
    found = [row for row in requests.REQUESTS.row.scan() if row.sk == "request"]
    assert len(found) == 1
    return stands(found[0].pk)


def test_a_reply_lands_in_the_conversation_and_sets_going_what_waits(
    post: Post, asked: str
) -> None:
    assert post(reply("The left one."), to=address_of(asked)) == "noted"
    found = stands(asked)
    note = next(each for each in found.notes)
    assert (note.text, note.mailed, note.by) == ("The left one.", "proven", "resident")
    assert "On 2 Mar 2026" in note.whole and "waiting" not in {t.state for t in found.tasks}
    assert aside() == []


def test_the_same_message_is_one_note_and_other_words_under_its_id_are_another(
    post: Post, asked: str
) -> None:
    for _ in range(2):
        post(reply("The left one."), to=address_of(asked), number="same")
    assert len(stands(asked).notes) == 1
    post(reply("No, the right one."), to=address_of(asked), number="same")
    assert len(stands(asked).notes) == 2


@pytest.mark.parametrize("how", [{"passed": False}, {"sender": "thief@elsewhere.example"}])
def test_a_reply_that_proves_nothing_is_a_note_that_says_so_and_moves_nothing(
    post: Post, asked: str, how: dict[str, Any]
) -> None:
    before = stands(asked)
    assert post(reply("Never mind."), to=address_of(asked), **how) == "noted, not proven"
    after = stands(asked)
    assert [note.mailed for note in after.notes] == ["claimed"]
    assert (after.request, after.tasks) == (before.request, before.tasks)


EVIL = "x@evil.example"
CHECKED = "Authentication-Results: amazonses.com; spf=pass; "


def test_only_a_few_mails_a_day_that_prove_nothing_become_notes_of_a_request(
    post: Post, asked: str
) -> None:
    """Anybody who knows a reply address could else fill its request in a minute."""
    to, later = address_of(asked), MONDAY_TEN + 24 * HOUR
    unproven = [
        post(reply(f"Word {number}."), to=to, passed=False) for number in range(MOST_A_DAY + 2)
    ]
    again = post(reply("Word 0."), to=to, passed=False, number="1")
    danger = post(reply("There is smoke in the corridor."), to=to, passed=False)
    proven = post(reply("The left one."), to=to)

    assert unproven == ["noted, not proven"] * MOST_A_DAY + [UNPROVEN] * 2
    assert again == danger == "noted, not proven"
    assert proven == "noted"
    assert post(reply("One more."), to=to, passed=False, now=later) == "noted, not proven"
    assert [each.why for each in aside()] == [UNPROVEN] * 2
    assert len(stands(asked).notes) == MOST_A_DAY + 3


@pytest.mark.parametrize(
    "head",
    [
        f'From: "<{ROSA}>" <{EVIL}>',
        f"From: =?utf-8?q?=3Crosa=40home=2Eexample=3E?= <{EVIL}>",
        f"From: (<{ROSA}>) <{EVIL}>",
        f"From: <{ROSA}>, <{EVIL}>",
        f"From: {ROSA}\r\nFrom: {EVIL}",
        f"{CHECKED}dmarc=pass header.from=evil.example;\r\nFrom: {ROSA}",
    ],
)
def test_a_check_that_passed_for_one_sender_proves_no_other(head: str) -> None:
    mail = read(f"{head}\r\n\r\nHi".encode(), Envelope("key", verdicts=PASSED))
    assert mail.sender == EVIL or not mail.is_proven


@pytest.mark.parametrize(
    ("found", "proven"),
    [
        ("dmarc=pass header.from=home.example;", True),
        ("dkim=pass header.d=home.example; dmarc=none;", True),
        ('envelope-from="a; dkim=pass header.i=@home.example"@evil.example; dkim=pass '
         "header.i=@evil.example; dmarc=none;", False),
    ],
)  # fmt: skip
def test_a_verdict_is_what_the_server_found_and_not_what_a_sender_wrote_into_it(
    found: str, proven: bool
) -> None:
    mail = read(f"{CHECKED}{found}\r\nFrom: Rosa <{ROSA}>\r\n\r\nHi".encode(), Envelope("key"))
    assert mail.is_proven == proven


def test_a_danger_in_a_reply_is_a_danger_whoever_wrote_it(post: Post, asked: str) -> None:
    post(reply("There is smoke and fire in the lift!"), to=address_of(asked), passed=False)
    assert stands(asked).request.priority == "urgent"


def test_words_after_the_end_are_kept_and_a_manager_hears_of_them(
    world: World, post: Post, asked: str
) -> None:
    post(reply("The left one."), to=address_of(asked))
    for task in stands(asked).tasks:
        world.act(task.id, "done", task.version, by=PACO, resolution="Changed the rope.")
        world.drain(MONDAY_TEN)
    post(reply("It is still loud."), to=address_of(asked))
    found = stands(asked)
    assert found.request.state == "resolved" and len(found.notes) == 2
    assert [(each.why, each.request) for each in aside()] == [("over", asked)]


def test_an_answer_to_who_it_came_from_finds_its_request_by_the_message_it_refers_to(
    post: Post, asked: str
) -> None:
    local = address_of(asked).partition("@")[0]
    head = f"References: <{'0' * 32}.{local}@steward.example>\r\n"
    assert post(reply("Left."), to=f"no-reply@{DOMAIN}", head=head) == "noted"


def test_a_forged_address_finds_nothing(post: Post, asked: str) -> None:
    local, _, domain = address_of(asked).partition("@")
    forged = f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{domain}"
    assert post("Hello", to=forged) == receive.NOBODYS
    assert stands(asked).notes == [] and aside() == []


def test_a_reply_after_an_erasure_is_set_aside(world: World, post: Post, asked: str) -> None:
    from chalicelib.privacy import erase

    where = address_of(asked)
    erase.erase(asked, now=MONDAY_TEN, enqueue=world.enqueue)
    world.drain(MONDAY_TEN)
    assert post(reply("Hello?"), to=where) == "gone"
    assert [(each.why, each.request) for each in aside()] == [("gone", "")]


def test_a_mail_to_the_community_is_a_request_and_its_sender_gets_the_link(
    world: World, post: Post
) -> None:
    assert post("The tap in the Lobby drips.", to=f"hv@{DOMAIN}") == "filed"
    found = the_request(world)
    request = found.request
    assert (request.channel, request.topic, request.lang) == ("mail", "plumbing", "en")
    assert request.words == "The lift\n\nThe tap in the Lobby drips." and found.tasks
    # Words of a mail are shown to no neighbour: nobody joins it.
    assert request.place_name["en"] == "Lobby" and request.place_kind == "private"
    assert not request.joinable
    (contact,) = found.contacts
    assert (contact.address, contact.state) == (ROSA, contacts.VERIFIED)
    assert [(each.template, each.address) for each in world.sent] == [("received", ROSA)]
    assert world.sent[0].values["link"].endswith(request.id)


def test_a_sender_that_proves_nothing_is_only_asked(world: World, post: Post) -> None:
    post("The tap drips.", to=f"hv@{DOMAIN}", passed=False)
    (contact,) = the_request(world).contacts
    assert contact.state == contacts.UNVERIFIED
    assert [each.template for each in world.sent] == ["confirm_contact"]


def test_one_sender_has_one_answer_an_hour(world: World, post: Post) -> None:
    post("The tap drips.", to=f"hv@{DOMAIN}", number="a")
    post("The tap drips.", to=f"hv@{DOMAIN}", number="a")
    post("The bell is broken.", to=f"hv@{DOMAIN}")
    assert len(world.sent) == 1
    post("The door squeaks.", to=f"hv@{DOMAIN}", now=MONDAY_TEN + HOUR)
    assert len(world.sent) == 2


def test_a_danger_in_a_first_mail_is_urgent(world: World, post: Post) -> None:
    post("It smells of gas in the lobby.", to=f"hv@{DOMAIN}", passed=False)
    assert the_request(world).request.priority == "urgent"


AUTOMATIC: dict[str, dict[str, Any]] = {
    "ours": {"head": "X-Steward: notice\r\n"},
    "report": {"null_sender": True},
    "robot": {"head": "Auto-Submitted: auto-replied\r\n"},
    "robot 2": {"head": "X-Auto-Response-Suppress: All\r\n"},
    "robot 3": {"sender": "MAILER-DAEMON@home.example"},
    "bulk": {"head": "List-Id: <news.home.example>\r\n"},
    "bulk 2": {"head": "Precedence: bulk\r\n"},
}  # fmt: skip


@pytest.mark.parametrize("name", AUTOMATIC)
@pytest.mark.parametrize("first", [True, False])
def test_what_no_person_wrote_is_set_aside_and_never_answered(
    world: World, post: Post, asked: str, name: str, first: bool
) -> None:
    world.sent.clear()
    to = f"hv@{DOMAIN}" if first else address_of(asked)
    why = name.partition(" ")[0]
    assert post("I am away until Monday.", to=to, **AUTOMATIC[name]) == why
    assert [each.why for each in aside()] == [why] and world.sent == []
    assert stands(asked).notes == []


def test_an_alarm_that_a_machine_sends_is_a_danger_and_is_not_answered(
    world: World, post: Post
) -> None:
    head = "Auto-Submitted: auto-generated\r\n"
    post("FIRE ALARM: smoke in the lobby, people are trapped", to=f"hv@{DOMAIN}", head=head)
    found = the_request(world)
    assert found.request.priority == "urgent" and found.contacts == []
    assert ROSA not in {notice.address for notice in world.sent}


def test_two_robots_end(world: World, post: Post) -> None:
    """A robot that does not say it is one, answers each of our mails at once."""
    told = "Thank you for your message."
    post(told, to=f"hv@{DOMAIN}")
    first = the_request(world).request.id
    for turn in range(30):
        sent, world.sent[:] = list(world.sent), []
        for notice in sent:
            post(f"{told} {turn}", to=address_of(first, notice.address))
    assert turn == 29 and world.sent == []
    assert len(stands(first).notes) == 1


def test_photos_go_the_way_of_every_photo_and_come_once(post: Post, asked: str) -> None:
    picture = jpeg()
    for _ in range(2):
        post(reply("Look."), to=address_of(asked), photo=picture, number="same")
    ((key, data),) = post.photos.items()
    assert key.startswith(f"incoming/{asked}/1.") and data.startswith(picture)


def test_a_photo_without_words_is_a_note(post: Post, asked: str) -> None:
    post("", to=address_of(asked), photo=jpeg())
    assert [note.text for note in stands(asked).notes] == ["(a photo, without words)"]


def test_what_is_too_long_for_a_request_goes_on_in_a_note(world: World, post: Post) -> None:
    post("The tap drips. " * 250, to=f"hv@{DOMAIN}")
    found = the_request(world)
    assert len(found.request.words) <= 2_000 and found.request.words.endswith("…")
    assert len(found.notes[0].whole) > 3_000


def test_a_flood_of_one_sender_is_set_aside(post: Post) -> None:
    outcomes = [post(f"Broken thing number {n}.", to=f"hv@{DOMAIN}") for n in range(25)]
    assert outcomes.count("limit") >= 1 and {each.why for each in aside()} == {"limit"}


def test_a_mail_to_nobody_we_know_is_nobodys(post: Post) -> None:
    assert post("Hello", to=f"zz9@{DOMAIN}") == receive.NOBODYS
    assert post("Hello", to="hv@elsewhere.example") == receive.NOBODYS


def test_what_is_set_aside_goes_after_thirty_days_and_there_are_never_too_many(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post("", to=f"hv@{DOMAIN}", head="X-Auto-Response-Suppress: All\r\n")
    assert world.sweep(MONDAY_TEN + KEPT_MS) and aside() == []
    like = Letter(id="", community="hv", at=MONDAY_TEN, why="robot")
    monkeypatch.setattr(letters, "MOST", 3)
    for n in range(3):
        each = structs.replace(like, id=f"hv-letter-{n}")
        letters.LETTERS.insert(with_due_at(each, now=MONDAY_TEN))
    assert post("Away", to=f"hv@{DOMAIN}", null_sender=True) == "too many set aside"


@pytest.mark.parametrize("words", ["The bell is broken.", "There is smoke in the corridor!"])
def test_a_letter_that_a_manager_who_died_had_filed_is_one_request_whoever_goes_on(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """In their own name the next one's words were others under its key: refused, or a danger
    twice."""
    letter = Letter(id="hv-letter-one", community="hv", at=MONDAY_TEN, why="spam", text=words)
    letters.LETTERS.insert(with_due_at(letter, now=MONDAY_TEN))

    def die(_letter: Letter) -> None:
        raise Killed

    with monkeypatch.context() as dying, pytest.raises(Killed):
        dying.setattr(letters.LETTERS, "delete", die)
        filing.file(staff(MARA), letter.id, desk=post.desk(), now=MONDAY_TEN)
    assert len(aside()) == 1

    filing.file(staff(MONA), letter.id, desk=post.desk(), now=MONDAY_TEN)

    assert aside() == []
    assert the_request(world).request.filed_by == "mara"


def test_an_address_is_never_longer_than_mail_allows() -> None:
    longest = f"{'a' * 10}-{'0' * 26}"
    local = answering.signed(longest, "f" * 32, secrets={999: b"k"}, current=999)
    assert len(local) <= 64 and local == local.lower()
    assert answering.verified(local.upper(), secrets={999: b"k"}) is not None


@pytest.fixture
def visited(world: World) -> Task:
    """A job whose visit Rosa agreed to, of two times on offer."""
    task = world.routed()[0]
    verified(world, task.request, ROSA)
    windows = [[MONDAY_TEN + n * DAY, MONDAY_TEN + n * DAY + HOUR] for n in (1, 2)]
    world.act(task.id, "claim", task.version)
    world.act(task.id, "offer_times", task.version + 1, windows=windows)
    return picked(world, task.id, windows[0][0])


def picked(world: World, task_id: str, begin: int) -> Task:
    task = tasks.get(task_id)
    made = resident.pick(
        task.request, task.id, begin, seen=task.visit_changes, key=key(f"pick{begin}"),
        now=MONDAY_TEN, enqueue=world.enqueue,
    )  # fmt: skip
    world.drain(MONDAY_TEN)
    return made


def calendar_says(post: Post, task: Task, said: str, words: str = "", **more: Any) -> str:
    """Let Rosa's calendar answer the invitation that she has."""
    file = calendars.written(
        visits.entry(task), method="REPLY", summary="Visit", place="", about="", link="",
        organizer=("Harbour View", "care@acme.example"), attendee=ROSA,
    ).replace(b"NEEDS-ACTION", said.encode())  # fmt: skip
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="c"\r\n'
    body = (
        f"--c\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n--c\r\n"
        "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
        f"{file.decode()}\r\n--c--\r\n"
    )
    return post(body, head=head, to=address_of(task.request), **more)


def test_a_calendar_that_declines_frees_the_visit_and_asks_for_another_time(
    post: Post, visited: Task
) -> None:
    robot = {"said": "DECLINED", "number": "1"}
    assert calendar_says(post, visited, **robot) == "the visit is off"
    task = tasks.get(visited.id)
    assert (task.state, task.visit_off) == ("claimed", True)
    assert visits.open_windows(task, now=MONDAY_TEN), "the other times stay on offer"
    assert stands(visited.request).notes == []

    again = picked(post.world, visited.id, task.windows[1][0])
    assert calendar_says(post, visited, **robot) == "the visit is off", "the same mail once more"
    assert tasks.get(visited.id).visit_at == again.visit_at, "frees nothing of later"


def test_where_no_other_time_is_on_offer_a_declined_visit_asks_for_some(
    post: Post, visited: Task
) -> None:
    post.world.act(visited.id, "visit", visited.version, until=MONDAY_TEN + 3 * DAY)
    calendar_says(post, tasks.get(visited.id), "DECLINED", "I am away that day.")
    task = tasks.get(visited.id)
    assert (task.visit_off, task.visit_wanted) == (True, True)
    assert [note.text for note in stands(visited.request).notes] == ["I am away that day."]


@pytest.mark.parametrize(("said", "noted"), [("ACCEPTED", "accepted"), ("TENTATIVE", "may not")])
def test_a_calendar_that_accepts_is_a_note_and_answers_no_question(
    post: Post, visited: Task, said: str, noted: str
) -> None:
    head = {"number": "7"}
    for _ in range(2):
        assert calendar_says(post, visited, said, **head) == "noted"
    (note,) = stands(visited.request).notes
    assert noted in note.text and tasks.get(visited.id).visit_at == visited.visit_at


@pytest.mark.parametrize(
    "more", [{"passed": False}, {"sender": "eve@evil.example"}], ids=["unproven", "a stranger"]
)
def test_a_calendar_that_proves_nothing_frees_nothing(post: Post, visited: Task, more) -> None:
    calendar_says(post, visited, "DECLINED", **more)
    assert tasks.get(visited.id).visit_at == visited.visit_at
    assert not tasks.get(visited.id).visit_off


def test_an_answer_about_an_earlier_time_frees_nothing(post: Post, visited: Task) -> None:
    moved = picked(post.world, visited.id, visited.windows[1][0])
    calendar_says(post, visited, "DECLINED")
    assert (tasks.get(visited.id).visit_at, tasks.get(visited.id).visit_off) == (
        moved.visit_at, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "file",
    [b"", b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR", b"METHOD:REPLY", b"\xff" * 90],
)
def test_a_damaged_calendar_answers_nothing(file: bytes) -> None:
    assert calendar_reply.read(file) is None
