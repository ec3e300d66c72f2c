"""The demo's life: played on tables in this process, from a few lines of its story."""

import pytest

from chalicelib.platform.storage import due
from chalicelib.reports import reconcile_store as reconcile
from infra import seed
from infra.demo import life
from tests.support import clock

SECRET = b"a secret of a demo, of thirty-two bytes"
KINDS = ("open", "claimed", "paused", "asked", "withdrawn", "reopened")


@pytest.fixture
def moved_in(tables):
    data = seed.read(seed.DEMO)
    seed.put(*seed.load(data, {each["username"]: each["username"] for each in data["staff"]}))


def short(rows):
    """Return one line of each kind, and one that neighbours join."""
    found = {row["what"]: row for row in rows}
    joined = next(row for row in rows if row["joined"] == "2")
    return [found[kind] for kind in KINDS] + [joined]


def test_a_life_leaves_nothing_due_and_no_mail_to_be_sent(moved_in, monkeypatch):
    monkeypatch.setattr(life, "SWEPT_EVERY", 12 * life.HOUR_MS)
    now = clock.now()

    told = life.play(short(life.story()), now, SECRET)

    items = [each["sk"]["S"] for each in life._items("requests")]
    assert told == items.count("request") > 10
    assert any(sk.startswith("join#") for sk in items)
    assert [found for n in due.shards() for found in due.now_due(n, now, limit=10)] == []
    assert reconcile.tallies("hv", "2026-01-01", "2027-01-01")


def test_every_line_of_the_story_names_what_there_is(moved_in):
    from chalicelib.estate.topics import base

    places = {each["code"] for each in seed.read(seed.DEMO)["places"]}
    for row in life.story():
        assert row["place"] in places and row["topic"] in base() and row["words"], row
        assert row["what"] in {*KINDS, "done"}, row


@pytest.mark.parametrize("zone", ["Asia/Hong_Kong", "America/New_York"])
def test_a_monday_stays_a_monday_and_the_last_week_is_this_one(zone):
    from datetime import datetime
    from zoneinfo import ZoneInfo

    now = clock.now()
    found = life.moment(now, ZoneInfo(zone), life.WEEKS, 1, "08:40")
    local = datetime.fromtimestamp(found / 1000, ZoneInfo(zone))

    assert (local.weekday(), f"{local:%H:%M}") == (0, "08:40")
    assert abs(now - found) < 7 * life.DAY_MS
