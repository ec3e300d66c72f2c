"""Ways to reach a member of staff: testing them, saying what arrived, adding a phone."""

from msgspec import structs

from chalicelib.cases.contacts.model import dialled
from chalicelib.estate import store as estate
from chalicelib.estate.communities import country_of
from chalicelib.estate.members import Member
from chalicelib.estate.people import Staff
from chalicelib.kernel.errors import InvalidInput, Limited, Unanswered, Unavailable, Undelivered
from chalicelib.kernel.history import event_id
from chalicelib.kernel.notices import Notice
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.notifications.sending import once
from chalicelib.platform.effects import Tools, without
from chalicelib.platform.storage import ledger
from chalicelib.platform.transition import Enqueue, apply, apply_to, with_effects

from . import store as ways
from .model import (
    ARRIVED,
    LOST,
    MOST_PHONES,
    PUSH,
    REFUSED,
    SENT,
    TEST_EVERY_MS,
    UNKNOWN,
    Phone,
    Test,
    Way,
    has_address,
    mark_of,
)

FRESH_MS = 5 * MINUTE_MS
"""So long somebody waits for a test, and a channel that is busy is asked again."""
_SAID = {ledger.SENT: SENT, ledger.UNKNOWN: UNKNOWN, ledger.NEVER: REFUSED}


def of(staff: Staff) -> Way:
    """Return the ways of a person, begun when there are none."""
    found = ways.get(staff.login)
    if found is None:
        ways.insert(Way(login=staff.login, community=staff.memberships[0].community))
        found = ways.get(staff.login)
    if found is None:
        raise Unavailable("your ways could not be read; please try again")
    return found


def addresses(login: str, *, now: int) -> dict[str, Member]:
    """Return the addresses of a login by their mark, each once, however many places share it."""
    found = [m for m in estate.memberships(login, now=now) if not m.disabled and has_address(m)]
    return {mark_of(member.channel, member.address): member for member in found}


def ask_test(staff: Staff, *, now: int, enqueue: Enqueue) -> Way:
    """Begin a test of every way of a person, and return them.

    Raises InvalidInput where there is none, Limited within a minute of the last test.
    """

    def begun(way: Way) -> Way | None:
        known = [*addresses(staff.login, now=now), *way.phones]
        if not known:
            raise InvalidInput(
                way="We have no contact details for you. Ask your manager to add them."
            )
        last = max((test.at for test in way.tests.values()), default=0)
        if last == now:
            # This very call wrote it, and the answer of the table was lost.
            return None
        if now - last < TEST_EVERY_MS:
            raise Limited((TEST_EVERY_MS - (now - last)) // 1000 + 1)
        tests = {mark: Test(at=now) for mark in known}
        return with_effects(way, ["test"], now=now, version=way.version + 1, tests=tests)

    return apply(lambda: of(staff), begun, enqueue=enqueue).item


def send_test(way: Way, name: str, *, now: int, tools: Tools) -> None:
    """Send the test over every way, write down what each said, and mark the effect as done.

    Once each, and what is refused for now once more within FRESH_MS: a test that is tried again
    in the night would tell nothing.
    """
    fresh = now - max((test.at for test in way.tests.values()), default=0) < FRESH_MS
    said = {
        mark: _sent(notice, now=now, tools=tools, again=fresh)
        for mark, notice in _notices(way, name, now=now, tools=tools).items()
    }

    def told(found: Way) -> Way | None:
        if name not in found.pending:
            return None
        tests = {
            mark: structs.replace(test, outcome=said.get(mark, test.outcome))
            for mark, test in found.tests.items()
        }
        return without(structs.replace(found, tests=tests), name, now=now)

    apply_to(way, told)


def say(staff: Staff, mark: str, *, arrived: bool, now: int) -> Way:
    """Write down whether a test arrived, as the person says. Raises InvalidInput for no test."""

    def told(way: Way) -> Way:
        if mark not in way.tests:
            raise InvalidInput(mark="There was no test of this way.")
        test = structs.replace(way.tests[mark], outcome=ARRIVED if arrived else LOST)
        return structs.replace(way, tests={**way.tests, mark: test})

    return apply(lambda: of(staff), told).item


def add_phone(staff: Staff, phone: Phone) -> Way:
    """Let a phone take notices; the same one again takes its newer keys."""
    mark = mark_of(PUSH, phone.endpoint)

    def added(way: Way) -> Way:
        kept = {name: each for name, each in way.phones.items() if name != mark}
        newest = sorted(kept, key=lambda name: kept[name].at)[-(MOST_PHONES - 1) :]
        phones = {name: kept[name] for name in newest} | {mark: phone}
        return structs.replace(way, phones=phones)

    return apply(lambda: of(staff), added).item


def forget_phone(login: str, mark: str) -> None:
    """Send nothing more to a phone: its owner switched it off, or its browser forgot us."""

    def gone(way: Way) -> Way | None:
        if mark not in way.phones:
            return None
        phones = {name: each for name, each in way.phones.items() if name != mark}
        return structs.replace(way, phones=phones)

    apply_to(ways.get(login), gone)


def _sent(notice: Notice, *, now: int, tools: Tools, again: bool) -> str:
    try:
        return _SAID[once(notice.event, lambda: tools.deliver(notice), now=now)]
    except Unanswered:
        return UNKNOWN
    except Undelivered as error:
        if again and not error.permanent:
            raise
        return REFUSED


def _notices(way: Way, name: str, *, now: int, tools: Tools) -> dict[str, Notice]:
    own = addresses(way.login, now=now)
    lang = next((member.language for member in own.values()), "en")
    found = {
        mark: (
            m.channel,
            dialled(m.channel, m.address, country_of(m.community, now=now)),
            m.language,
        )
        for mark, m in own.items()
    }
    found |= {mark: (PUSH, encoded(phone), lang) for mark, phone in way.phones.items()}
    return {
        mark: Notice(
            event=event_id(f"way#{way.login}", f"{name}#{mark}"),
            channel=channel,
            address=address,
            lang=language,
            template="test",
            values={"link": tools.app("me")},
        )
        for mark, (channel, address, language) in found.items()
    }


def encoded(phone: Phone) -> str:
    """Return a phone as the address of a notice: endpoint and keys, with spaces between."""
    return f"{phone.endpoint} {phone.p256dh} {phone.auth}"
