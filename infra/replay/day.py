"""The real day as reports: who said what, where and when, and when it was closed."""

import csv
import hashlib
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
FILE = HERE / "nyc-311-2013-12-25.csv"
TOPICS = HERE / "topics.csv"

MIDNIGHT = datetime(2013, 12, 25, tzinfo=UTC)
DAY_S = 24 * 3600

COMMUNITIES = {
    "BRONX": "bronx",
    "BROOKLYN": "brooklyn",
    "MANHATTAN": "manhattan",
    "QUEENS": "queens",
    "STATEN ISLAND": "staten",
}
"""Borough to the code of its community; what names none is Manhattan's."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Report(NamedTuple):
    """One row of the day. Times are seconds from its midnight."""

    number: str
    at: float
    closed_at: float | None
    community: str
    address: str
    topic: str
    words: str

    @property
    def place(self) -> str:
        """The code on this address's label."""
        return place_code(self.community, self.address)

    @property
    def key(self) -> str:
        """The Idempotency-Key: the same row is the same request, however often it is sent."""
        return f"nyc-311-{self.number}".ljust(22, "0")


def reports() -> list[Report]:
    """Return the day's reports in the order of their time.

    HPD writes dates without a time: its rows say midnight, 1,467 of 1,820. They are spread
    evenly over the day in the order of the file; a closing date without a time is that noon.
    """
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    dateless = sum(_time(row["Created Date"]) == 0 for row in rows)
    found, spread = [], 0
    for row in rows:
        at = _time(row["Created Date"])
        if at == 0:
            spread += 1
            at = DAY_S * spread / (dateless + 1)
        found.append(_report(row, at))
    return sorted(found, key=lambda report: report.at)


def place_code(community: str, address: str) -> str:
    """Return 14 letters and digits that stand for an address, the same at every replay."""
    digest = hashlib.sha256(f"{community}|{address}".encode()).digest()
    return "".join(_CROCKFORD[byte % 32] for byte in digest[:14])


def topic_of(kind: str, descriptor: str) -> tuple[str, str]:
    """Return topic and sentence of a complaint, by the first row of topics.csv that fits."""
    for row in _topics():
        if row["type"] == kind and fnmatch(descriptor, row["descriptor"]):
            return row["topic"], row["words"].format(descriptor=descriptor.lower())
    raise LookupError(f"topics.csv has no row for {kind}, {descriptor}")


def _report(row: dict[str, str], at: float) -> Report:
    topic, words = topic_of(row["Complaint Type"], row["Descriptor"])
    closed = _time(row["Closed Date"]) if row["Closed Date"] else None
    if closed is not None and closed % DAY_S == 0:
        closed += DAY_S / 2
    return Report(
        number=row["Unique Key"],
        at=at,
        closed_at=None if closed is None else max(closed, at),
        community=COMMUNITIES.get(row["Borough"], "manhattan"),
        address=row["Incident Address"].title() or f"{row['City'].title()}, a street corner",
        topic=topic,
        words=words,
    )


def _time(text: str) -> float:
    return (_read(text) - MIDNIGHT).total_seconds()


def _read(text: str) -> datetime:
    # Only differences are taken: the zone, New York's, falls out of them.
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=UTC)


@cache
def _topics() -> list[dict[str, str]]:
    with TOPICS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
