"""
Feed one real day through the packaged system, over HTTP: `make replay`.

    make replay                          the whole day
    make replay ARGS="--limit 200 --speed 3600"
    make replay ARGS="--file day.csv --topics topics.csv"

The system is the one that `make run` starts, with a state of its own. At the end the
driver's own list of acknowledged requests is held against the table: nothing may be lost,
nothing doubled. Exits with 1 when anything was.
"""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from infra.local import stack
from infra.paths import BUILD, LOCAL
from infra.replay import summary
from infra.replay.day import FILE, TOPICS, Report, reports
from infra.replay.door import Door
from infra.replay.drive import Drive, Log
from infra.replay.estate import estate
from infra.running import Running
from infra.say import line, one_sentence, step
from infra.seed import PASSWORD

QUIET_S = 240
"""Longer than a lost effect waits for the sweep."""


def main() -> int:
    with one_sentence():
        args = _arguments()
        unknown: Counter[str] = Counter()
        whole = reports(args.file, args.topics, unknown)
        day = whole[:: max(1, len(whole) // args.limit)] if args.limit else whole
        for kind, number in unknown.most_common():
            line(
                f"  {number} of {kind!r}: no row of {args.topics.name} names it, so triage gets it"
            )
        LOCAL.mkdir(exist_ok=True)
        file = LOCAL / "replay-estate.json"
        file.write_text(json.dumps(estate(day)))
        with stack(estate=file) as running:
            return _replay(running, day, args.speed)


def _replay(running: Running, day: list[Report], speed: float) -> int:
    line(f"  {len(day)} reports at {speed:g} times the speed of the day")
    door = Door(running.base_url)
    drive = Drive(door, PASSWORD, speed)
    events = len(day) + sum(report.closed_at is not None for report in day)
    with tqdm(total=events, unit=" events", leave=False) as bar:
        log = drive.run(day, progress=bar.update)
    with step("waiting until every effect is finished"):
        found = _quiet(running)
    return _told(log, door, found)


def _quiet(running: Running) -> summary.Found:
    """Sweep until no effect is pending, or for as long as two graces."""
    client, table = running.client("dynamodb"), running.outputs["RequestsTable"]
    until = time.monotonic() + QUIET_S
    while True:
        found = summary.read(client, table)
        pending = [row for row in (*found.requests, *found.tasks) if row.get("pending")]
        if not pending or time.monotonic() > until:
            return found
        running.sweep()
        time.sleep(2)


def _told(log: Log, door: Door, found: summary.Found) -> int:
    counts = summary.figures(log, found)
    counts |= {"asked to wait": door.asked_to_wait, "calls tried again": door.tried_again}
    page = summary.text(counts, summary.by_department(found), summary.durations(door, found))
    target = summary.write(BUILD / "replay", page, summary.picture(log))
    line(f"\n{page}\n\n  {target}")
    for trouble in log.troubles[:10]:
        line(f"  trouble: {trouble}")
    return int(bool(counts["lost"] or counts["doubled"]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make replay", description=__doc__)
    parser.add_argument("--speed", type=float, default=600, help="times the speed of the day")
    parser.add_argument("--limit", type=int, default=0, help="about this many of its reports")
    parser.add_argument("--file", type=Path, default=FILE, help="another day, with those columns")
    parser.add_argument("--topics", type=Path, default=TOPICS, help="what its complaints are about")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
