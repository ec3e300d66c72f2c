"""The words of the staff app and the board: in every language, none missing, none idle."""

import re

from chalicelib.cases.requests.submit_on_behalf import CHANNELS
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks.transitions import EFFECTS
from chalicelib.estate.topics import PRIORITIES
from chalicelib.feedback.model import KINDS
from chalicelib.improvements import model as measures
from chalicelib.lessons import model as lessons
from chalicelib.reports.trends import SPANS
from chalicelib.wiring.static_apps import STATIC

ROW = re.compile(r'^  (\w+): \[\s*"(.*)",\s*"(.*)",\s*"(.*)",?\s*\],$', re.M)
SAID = re.compile(r'say\("(\w+)"\)')
CODES = re.compile(r'"(\w+)"')
COMPUTED = {
    *EFFECTS, "note", *life.STATES, *PRIORITIES, *CHANNELS,
    *(f"past_{action}" for _, action in life.LIFE), "past_put", "past_nudge",
    *(f"tab_{name}" for name in ("queue", "mine", "file", "find", "me")),
    *(f"heard_{kind}" for kind in KINDS),
    *(f"measure_{state}" for state in measures.STATES),
    *(f"role_{role}" for role in ("staff", "lead", "manager", "admin")),
    "past_send_link", "past_withdraw_link", "send_link", "withdraw_link",
    *(f"board_{name}" for name in ("lessons", "person", "trends", "people", "places")),
    *(f"days_{days}" for days in SPANS),
    *(f"lesson_{text}_text" for text in lessons.TEXTS),
    *(f"lesson_{word}" for pair in lessons.LIFE for word in pair),
    *(f"lesson_{state}" for state in lessons.LIFE.values()),
    "outage_planned", "outage_running", "outage_ended", "outage_withdrawn",
    "outage_start", "outage_end", "outage_withdraw",
    "photo_before", "photo_after", "free", "everybody", "question", "to_department", "to_whom",
}  # fmt: skip
"""What is said by a code that was computed."""


def words() -> dict[str, tuple[str, ...]]:
    found = {}
    for folder in ("shared", "manage"):
        path = STATIC / folder / "words.js"
        if path.exists():
            found |= {row[0]: row[1:] for row in ROW.findall(path.read_text())}
    return found


def scripts() -> str:
    return "".join(path.read_text() for path in STATIC.glob("*/*.js"))


def test_every_row_was_read() -> None:
    table = (STATIC / "shared" / "words.js").read_text()
    assert len(re.findall(r"^  \w+: \[", table, re.M)) == len(ROW.findall(table))


def test_every_word_is_said_in_three_languages() -> None:
    for code, said in words().items():
        assert all(text.strip() for text in said), code
        assert not re.search("[一-鿿]", said[0]), code
        assert all(re.search("[一-鿿]", text) for text in said[1:]), code


def test_everything_that_is_said_has_words() -> None:
    assert (set(SAID.findall(scripts())) | COMPUTED) - words().keys() == set()


def test_no_word_is_kept_that_nobody_says() -> None:
    said = set(CODES.findall(scripts())) | COMPUTED | set(re.findall(r"(\w+):", scripts()))
    assert words().keys() - said == set()


def test_the_pictures_are_those_of_the_residents() -> None:
    pictures = (STATIC.parent / "templates" / "icons.html").read_text()
    theirs = set(re.findall(r"^'(\w+)': '([^']*)'", pictures, re.M))
    ours = re.findall(
        r'^  (\w+):\s+"([^"]*)",$', (STATIC / "shared" / "icons.js").read_text(), re.M
    )
    assert set(ours) == theirs
