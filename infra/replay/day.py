"""The real day as reports: who said what, where and when, and when it was closed."""

import csv
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from infra.say import Refused

HERE = Path(__file__).parent
FILE = HERE / "nyc-311-2013-12-25.csv"
TOPICS = HERE / "topics.csv"

DAY_S = 24 * 3600

COLUMNS = (
    "Unique Key", "Created Date", "Closed Date", "Complaint Type", "Descriptor",
    "Incident Address", "City", "Borough",
)  # fmt: skip
OTHER = "other"
"""The topic of who sorts out what fits none."""

COMMUNITIES = {
    "BRONX": "bronx",
    "BROOKLYN": "brooklyn",
    "MANHATTAN": "manhattan",
    "QUEENS": "queens",
    "STATEN ISLAND": "staten",
}
"""Borough to the code of its community."""
NO_BOROUGH = ("", "UNSPECIFIED")
"""What names none is Manhattan's."""

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


def reports(
    file: Path = FILE, topics: Path = TOPICS, unknown: Counter[str] | None = None
) -> list[Report]:
    """Return a day's reports in the order of their time, or raise Refused.

    The day is that of the file; kinds of complaint that `topics` does not name are counted in
    `unknown`, and go to who sorts out the rest. HPD writes dates without a time: its rows say
    midnight, 1,467 of our 1,820. They are spread evenly over the day in the order of the file; a
    closing date without a time is that noon.
    """
    rows = _rows(file, COLUMNS)
    known = _rows(topics, ("type", "descriptor", "topic", "words"))
    begun = [_read(row["Created Date"], file) for row in rows]
    midnight = min(begun).replace(hour=0, minute=0, second=0)
    if (max(begun) - midnight).total_seconds() >= DAY_S:
        raise Refused(f"{file} holds more than the day of {midnight:%Y-%m-%d}; cut it to one day.")
    dateless = begun.count(midnight)
    found, spread = [], 0
    for row, moment in zip(rows, begun, strict=True):
        at = (moment - midnight).total_seconds()
        if at == 0:
            spread += 1
            at = DAY_S * spread / (dateless + 1)
        closed = None
        if row["Closed Date"]:
            closed = (_read(row["Closed Date"], file) - midnight).total_seconds()
        said = topic_of(row["Complaint Type"], row["Descriptor"], known)
        if said is None and unknown is not None:
            unknown[row["Complaint Type"]] += 1
        found.append(_report(row, at, closed, said))
    return sorted(found, key=lambda report: report.at)


def _rows(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a file, or raise Refused where it lacks a column or has no row."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened, restval=""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"{file} cannot be read as CSV in UTF-8: {error}.") from None
    if not rows:
        raise Refused(f"{file} has no rows.")
    if missing := [name for name in columns if name not in rows[0]]:
        raise Refused(f"{file} has no column {', '.join(missing)}.")
    return rows


def place_code(community: str, address: str) -> str:
    """Return 14 letters and digits that stand for an address, the same at every replay."""
    digest = hashlib.sha256(f"{community}|{address}".encode()).digest()
    return "".join(_CROCKFORD[byte % 32] for byte in digest[:14])


def topic_of(kind: str, descriptor: str, known: list[dict[str, str]]) -> tuple[str, str] | None:
    """Return topic and sentence of a complaint, by the first row that fits; None without one."""
    for row in known:
        if row["type"] == kind and fnmatch(descriptor, row["descriptor"]):
            return row["topic"], row["words"].format(descriptor=descriptor.lower())
    return None


def _report(
    row: dict[str, str], at: float, closed: float | None, said: tuple[str, str] | None
) -> Report:
    topic, words = said or (OTHER, f"{row['Complaint Type']}: {row['Descriptor']}".lower())
    if closed is not None and closed % DAY_S == 0:
        closed += DAY_S / 2
    return Report(
        number=row["Unique Key"],
        at=at,
        closed_at=None if closed is None else max(closed, at),
        community=_community(row),
        address=row["Incident Address"].title() or f"{row['City'].title()}, a street corner",
        topic=topic,
        words=words,
    )


def _community(row: dict[str, str]) -> str:
    borough = row["Borough"].strip().upper()
    if borough in NO_BOROUGH:
        return COMMUNITIES["MANHATTAN"]
    if borough not in COMMUNITIES:
        raise Refused(
            f"row {row['Unique Key']} is of the borough {borough[:40]!r}, which is none of "
            f"{', '.join(COMMUNITIES)}."
        )
    return COMMUNITIES[borough]


def _read(text: str, file: Path) -> datetime:
    # Only differences are taken: the zone, New York's, falls out of them.
    try:
        return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=UTC)
    except ValueError:
        raise Refused(f"{file}: {text[:40]!r} is no time, as in 12/25/2013 09:30:00 AM.") from None
