"""
No change is missed and no older row wins, however the index lags and the clocks differ.

A department of 25 tasks lives for three hours: the table changes at once, the index some
time later, and each query may be answered by a replica that is later still. Every machine
has a clock of its own, up to five seconds off. One client polls, page by page, merges as
`polling` says, and now and then acts itself. `Story.faults` lists what went wrong; the last
tests take one part of the protocol away and see that it is then not empty.
"""

import random
from bisect import bisect_right
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.cases.tasks import cursors, polling
from chalicelib.cases.tasks.model import IN_QUEUE_MS

QUEUE = "hv.engineering"
START = 1_772_625_600_000
SECOND, MINUTE = 1_000, 60_000
LENGTH = 180 * MINUTE
TASKS, CHANGES, PAGE = 25, 500, 4
SKEW = 5 * SECOND
REPLICA = 10 * SECOND
WITHIN = cursors.OVERLAP_MS - 2 * SKEW - REPLICA - SECOND
"""The longest lag that the overlap covers."""
BEYOND = 20 * MINUTE
"""A lag that only a full round heals."""
AWAY = 0.005
"""Of the polls, after which the client is without signal for longer than a cursor lives."""
SEEDS = range(8)


def newest_wins(held, rows):
    return polling.merge(held, rows)


def latest_wins(held, rows):
    return dict(held) | {row["id"]: row for row in rows}


@dataclass
class Story:
    """One client, one queue, three hours; `faults` is what the client was told wrong."""

    seed: int
    lag: int
    overlap: int = cursors.OVERLAP_MS
    resync_after: int = cursors.RESYNC_AFTER
    stay: int = IN_QUEUE_MS
    merge: object = newest_wins
    held: dict = field(default_factory=dict)
    cursor: str = ""
    faults: list = field(default_factory=list)
    polls: int = 0
    healed_at: int = START

    def __post_init__(self):
        self.random = random.Random(self.seed)
        self.truth = {f"task{n:02d}": [] for n in range(TASKS)}
        """Per task what happened: (when the index has it, row), in order."""
        self.own = []
        self._live()

    def run(self):
        now = START + MINUTE
        while now < START + LENGTH + BEYOND + 2 * cursors.RESYNC_AFTER:
            self._act_until(now)
            now = self._poll(now)
            now += self._pause()
        final = {id_: rows[-1][1] for id_, rows in self.truth.items() if not rows[-1][1]["gone"]}
        if polling.shown(self.held) != final:
            self.faults.append("the client ends with another list than the table")
        return self

    def _pause(self):
        if self.random.random() < AWAY:
            return self.random.randint(1, 40) * MINUTE
        return self.random.randint(5, 60) * SECOND

    def _live(self):
        """Let every task appear, change and perhaps leave; the client makes a few changes."""
        moments = sorted(self.random.randint(0, LENGTH) for _ in range(CHANGES))
        changed = [(START, id_) for id_ in self.truth]
        changed += [(START + at, self.random.choice(list(self.truth))) for at in moments]
        for at, id_ in changed:
            rows = self.truth[id_]
            if rows and rows[-1][1]["gone"]:
                continue
            row = {
                "id": id_,
                "version": len(rows) + 1,
                "changed_at": at + self._skew(),
                "gone": len(rows) > 5 and self.random.random() < 0.05,
            }
            seen = max(at + self.random.randint(0, self.lag), rows[-1][0] if rows else 0)
            rows.append((seen, row))
            if self.random.random() < 0.1:
                self.own.append((at, row))

    def _act_until(self, now):
        while self.own and self.own[0][0] <= now:
            self._take([self.own.pop(0)[1]])

    def _poll(self, began):
        """Do one round, all its pages; return when it ended."""
        now, told, resync, more = began, [], False, True
        before = self._index(began - REPLICA)
        while more:
            cursor = cursors.decode(self.cursor) if self.cursor else None
            plan = cursors.plan(
                cursor,
                now + self._skew(),
                [QUEUE],
                overlap_ms=self.overlap,
                resync_after_ms=self.resync_after,
            )
            resync = resync or plan.resync
            rows, more = self._query(plan, now - self.random.randint(0, REPLICA))
            self.cursor = cursors.encode(cursors.following(plan, more))
            told += rows
            self._take(rows)
            self.polls += 1
            now += SECOND // 2
        if resync:
            self._heal(told, began)
        self._check(before, self._index(now), began)
        return now

    def _query(self, plan, at):
        found = [
            row
            for row in self._index(at).values()
            if row["changed_at"] >= plan.since and not self._has_left(row, at)
        ]
        keyed = sorted((self._position(row), row["id"], row) for row in found)
        ahead = [entry for entry in keyed if entry[0] > plan.pages[QUEUE]]
        page = ahead[:PAGE]
        more = {QUEUE: page[-1][0]} if len(ahead) > PAGE else {}
        # A full round names what is still there, and nothing else.
        return [row for _, _, row in page if plan.since or not row["gone"]], more

    def _has_left(self, row, at):
        """Say whether the sweep took a finished task out of the index by then."""
        return row["gone"] and at - row["changed_at"] >= self.stay

    def _position(self, row):
        return f"{row['changed_at']:013d}#{row['id']}"

    def _index(self, at):
        """Return what the index holds at this time, by task."""
        seen = {
            id_: bisect_right(rows, at, key=lambda entry: entry[0])
            for id_, rows in self.truth.items()
        }
        return {id_: self.truth[id_][count - 1][1] for id_, count in seen.items() if count}

    def _take(self, rows):
        self._replace(self.merge(self.held, rows))

    def _heal(self, told, began):
        start_over = polling.start_over if self.merge is newest_wins else latest_wins
        self._replace(start_over(self.held, told))
        self.healed_at = began

    def _replace(self, held):
        for id_ in held.keys() & self.held.keys():
            if held[id_]["version"] < self.held[id_]["version"]:
                self.faults.append(f"an older row of {id_} won")
        self.held = held

    def _check(self, before, after, began):
        """Whatever was in the index when the round began, and stayed, the client must know.

        With a lag beyond the overlap only what was there at the last full round counts.
        """
        settled = before if self.lag <= WITHIN else self._index(self.healed_at - REPLICA)
        for id_, row in settled.items():
            moved = after[id_]["version"] != row["version"]
            known = self.held.get(id_, {"version": row["version"] if row["gone"] else 0})
            if not moved and known["version"] < row["version"]:
                self.faults.append(f"{id_} version {row['version']} was not told")
        if began - self.healed_at > cursors.RESYNC_AFTER + 2 * MINUTE + 2 * SKEW:
            self.faults.append("no full round came in time")

    def _skew(self):
        return self.random.randint(-SKEW, SKEW)


@pytest.mark.parametrize("seed", SEEDS)
def test_within_the_overlap_the_next_poll_tells_every_change(seed):
    story = Story(seed, WITHIN).run()

    assert story.faults == []
    assert story.polls > 300


@pytest.mark.parametrize("seed", SEEDS)
def test_beyond_the_overlap_a_full_round_tells_every_change(seed):
    assert Story(seed, BEYOND).run().faults == []


def faults_of(**changes):
    lag = changes.pop("lag", WITHIN)
    return " ".join(fault for seed in SEEDS for fault in Story(seed, lag, **changes).run().faults)


def test_without_the_overlap_changes_are_missed():
    assert "was not told" in faults_of(overlap=0)


def test_an_overlap_of_ten_seconds_is_too_short():
    assert "was not told" in faults_of(overlap=10 * SECOND)


def test_without_full_rounds_what_lagged_long_is_never_told():
    faults = faults_of(resync_after=10**15, lag=BEYOND)

    assert "the client ends with another list than the table" in faults
    assert "no full round came in time" in faults


def test_a_client_that_takes_every_row_is_led_back_to_older_ones():
    assert "an older row of" in faults_of(merge=latest_wins)


def test_what_left_before_a_cursor_was_spent_is_never_told_as_gone():
    hour = 60 * MINUTE

    assert "was not told" in faults_of(stay=10 * MINUTE, resync_after=hour)
    assert "was not told" not in faults_of(stay=hour + 10 * MINUTE, resync_after=hour)


rows = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from("abc"),
            "version": st.integers(1, 4),
            "gone": st.booleans(),
        }
    ),
    max_size=8,
)


@given(rows, st.randoms())
@settings(max_examples=50)
def test_rows_may_come_in_any_order_and_twice(told, chance):
    again = [*told, *told]
    chance.shuffle(again)

    newest = {id_: held["version"] for id_, held in polling.merge({}, again).items()}

    assert newest == {
        row["id"]: max(r["version"] for r in told if r["id"] == row["id"]) for row in told
    }


@given(rows)
def test_merging_leaves_what_was_held_untouched(told):
    held = {"a": {"id": "a", "version": 2, "gone": False}}

    polling.merge(held, told)

    assert held == {"a": {"id": "a", "version": 2, "gone": False}}


def test_what_is_gone_is_not_shown_and_does_not_come_back():
    gone = polling.merge({}, [{"id": "a", "version": 3, "gone": True}])
    late = polling.merge(gone, [{"id": "a", "version": 2, "gone": False}])

    assert polling.shown(late) == {}


def test_a_full_round_drops_what_it_does_not_name():
    held = polling.merge({}, [{"id": "a", "version": 3, "gone": False}])

    assert polling.start_over(held, []) == {}


def test_a_full_round_that_lags_does_not_undo_the_clients_own_action():
    held = polling.merge({}, [{"id": "a", "version": 3, "gone": False}])
    lagging = [{"id": "a", "version": 2, "gone": False}]

    assert polling.start_over(held, lagging)["a"]["version"] == 3


@pytest.mark.parametrize(
    ("on_duty", "rows", "seconds"), [(True, 3, 10), (True, 0, 60), (False, 3, 300), (False, 0, 300)]
)
def test_a_client_polls_as_often_as_its_situation_needs(on_duty, rows, seconds):
    assert polling.poll_after_s(polling.situation_of(on_duty=on_duty, rows=rows)) == seconds
