"""What people write is text wherever it is read: no markup, formula, header or turned line."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from chalicelib.kernel.text import clean
from chalicelib.reports.board_api import COLUMNS, as_csv
from chalicelib.wiring import doors
from tests.resilience.town import MONDAY_TEN, Town, request_id

from . import poisoned
from .asking import CALLS, Target, by


@pytest.fixture(scope="module")
def aimed(town: Town, empty: Any) -> tuple[Target, Any, int]:
    town.begin(empty, MONDAY_TEN)
    at = poisoned.build(town)
    return at, town.engine.keep(), town.now


WORDLESS = {
    "GET /staff/v1/webhooks/{id}/deliveries", "GET /staff/v1/imports/{number}",
    "GET /staff/v1/copies/{id}/file", "GET /staff/v1/daily", "GET /staff/v1/daily/{id}/file",
}  # fmt: skip
"""What has ids, states and times alone."""
READ = sorted(route for route in CALLS.keys() - WORDLESS if route.startswith("GET /staff"))


@pytest.mark.parametrize("route", READ)
def test_poison_is_text_in_what_staff_read(town: Town, aimed: Any, route: str) -> None:
    at, kept, now = aimed
    town.begin(kept, now)
    found = []
    for who in ("paco", "lena", "mara"):
        reply = town.give(by(town, who, CALLS[route](town, at)))
        if reply.status == 200:
            found.append(reply)
            assert poisoned.wrong_with(reply) == []

    assert found, route


def test_poison_is_text_on_every_page_for_people(town: Town, aimed: Any) -> None:
    at, kept, now = aimed
    town.begin(kept, now)
    for name, event in poisoned.pages(town, at).items():
        reply = town.give(event)
        assert reply.status == 200, (name, reply.text[:300])
        assert (name, poisoned.wrong_with(reply)) == (name, [])


def test_poison_is_text_in_the_form_that_gives_words_back(town: Town, aimed: Any) -> None:
    _, kept, now = aimed
    town.begin(kept, now)
    for fields in ({"contact": "no address"}, {"token": "1.x"}, {"topic": poisoned.MARKUP}):
        text = poisoned.MARKUP
        said = {"words": text, "spot": text, "where": "other", "seen": text} | fields
        reply = town.give(town.form("back", **said))
        assert reply.status == 422
        assert poisoned.wrong_with(reply) == []


ARABIC = "الماء 7KQ-2M9X يتسرب"
"""Right to left of its own, with a reference in it: nothing to take out, and to be held apart."""


def test_words_from_right_to_left_keep_to_their_own_box(fresh: Town) -> None:
    fresh.do(fresh.form("rosa", words=ARABIC))
    request = request_id("rosa")
    fresh.do(fresh.page(request, "note", "note", text=ARABIC))

    for path in (f"/r/{request}", f"/r/{request}/data"):
        page = fresh.give(structs.replace(fresh.look(request), path=path)).text
        assert ARABIC in page
        for before in page.split(ARABIC)[:-1]:
            assert 'dir="auto"' in before[before.rindex("<") :], before[-80:]


def test_poison_is_text_in_every_message(town: Town, empty: Any) -> None:
    town.begin(empty, MONDAY_TEN)
    poisoned.build(town)
    town.settle_down(until=town.now + 3 * poisoned.DAY)

    sent = list(poisoned.letters(town))
    assert len(sent) > 5
    for addresses, headers, text in sent:
        assert len(set(addresses)) == 1
        assert set(headers) <= {
            "From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
            "Reply-To", "Date", "Message-ID", "Auto-Submitted",
            "X-Auto-Response-Suppress", "X-Steward",
        }  # fmt: skip
        assert "\n" not in text.split("\n")[0]
        assert poisoned.turning(text) == set()
        links = [word for word in text.split() if word.startswith("http")]
        assert all(link.startswith("http://localhost:8000/") for link in links), links


def test_poison_is_in_no_line_of_the_log(town: Town, empty: Any) -> None:
    town.begin(empty, MONDAY_TEN)
    poisoned.build(town)

    lines = town.logs.getvalue().splitlines()
    assert len(lines) > 20
    assert all(line.startswith("{") and line.endswith("}") for line in lines)
    assert not any(poisoned.TAG in line or "evil" in line for line in lines)


def test_every_route_that_is_read_is_looked_at() -> None:
    pages = {
        "GET /q/{place}", "GET /r/{link}", "GET /r/{link}/data", "GET /r/{link}/visit",
        "GET /home/{link}", "GET /mine",
        "GET /c/{community}", "GET /c/{community}/poster", "GET /t/{link}",
    }  # fmt: skip
    told = {
        "GET /api/v1/requests/{id}", "GET /api/v1/known", "GET /api/v1/programs/me",
        "GET /api/v1/programs/requests", "GET /api/v1/programs/requests/{id}",
        "GET /api/v1/programs/export/daily", "GET /api/v1/programs/export/daily/{id}/file",
        "GET /api/v1/programs/export/copies", "GET /api/v1/programs/export/copies/{id}/file",
        "GET /open311/v2/{name}", "GET /open311/v2/services/{name}",
        "GET /open311/v2/requests/{name}",
    }  # fmt: skip
    ours = {
        "GET /Q/{place}", "GET /privacy", "GET /assets/{name}", "GET /staff/app",
        "GET /staff/static/{name}", "GET /manage/static/{name}",
        "GET /manage/static/settings/{name}", "GET /staff/app/config",
        "GET /staff/shared/{name}", "GET /manage/shared/{name}",
        "GET /staff/sw.js", "GET /manage/board", "GET /manage/labels", "GET /openapi.json",
        "GET /schemas/line-1.json",
        "GET /docs", "GET /health", "GET /", "GET /find", "GET /robots.txt", "GET /favicon.ico",
    }  # fmt: skip

    assert {r for r in doors.routes() if r.startswith("GET ")} == {
        *READ,
        *WORDLESS,
        *pages,
        *told,
        *ours,
    }


CELLS = st.lists(st.text(max_size=20), min_size=len(COLUMNS), max_size=len(COLUMNS))


@given(st.lists(CELLS, min_size=1, max_size=3))
def test_a_spreadsheet_reads_back_the_cells_and_computes_none(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(as_csv(rows), newline="")))

    assert [len(row) for row in read] == [len(COLUMNS)] * (len(rows) + 1)
    assert not any(cell[:1] in tuple("=+-@\t\r") for row in read for cell in row)


@given(st.text(max_size=200), st.booleans())
def test_no_text_that_was_cleaned_turns_a_line_or_holds_a_control(text: str, lines: bool) -> None:
    kept = clean(text, lines=lines)

    assert poisoned.turning(kept) == set()
    assert lines or "\n" not in kept
    assert clean(kept, lines=lines) == kept
    kept.encode()
