"""Make chalicelib/holidays.json: three years of public holidays from the `holidays` library.

The build makes it anew; a working copy has it after `make test` or `make run`.
"""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from infra.paths import ROOT

REGIONS: dict[str, tuple[str, str | None]] = {
    "AE": ("AE", None),
    "AU-NSW": ("AU", "NSW"),
    "AU-VIC": ("AU", "VIC"),
    "CA-ON": ("CA", "ON"),
    "CN": ("CN", None),
    "DE-BE": ("DE", "BE"),
    "FR": ("FR", None),
    "GB-ENG": ("GB", "ENG"),
    "HK": ("HK", None),
    "IN": ("IN", None),
    "JP": ("JP", None),
    "MO": ("MO", None),
    "MY-14": ("MY", "14"),
    "SG": ("SG", None),
    "TH": ("TH", None),
    "TW": ("TW", None),
    "US-CA": ("US", "CA"),
    "US-NY": ("US", "NY"),
    "VN": ("VN", None),
}
"""Our code to the library's country and subdivision; a new region is a row."""

ALSO = {"HK": ("optional",)}
"""Kinds of holiday that a region's offices keep besides the public ones: in Hong Kong the
general holidays, of which the library calls Good Friday and others optional."""

YEARS = 3
NAME = Path("chalicelib") / "holidays.json"


def table(year: int) -> dict[str, Any]:
    """Return the tables of `year` and the two that follow."""
    import holidays

    years = range(year, year + YEARS)
    made: dict[str, Any] = {"regions": {}, "worked": {}, "until": f"{year + YEARS - 1}-12-31"}
    for code, (country, part) in REGIONS.items():
        kinds = ("public", *ALSO.get(code, ()))
        found = holidays.country_holidays(
            country, subdiv=part, years=years, language="en_US", categories=kinds
        )
        days = {day.isoformat(): name for day, name in sorted(found.items()) if day.year in years}
        made["regions"][code] = days
        worked = sorted(_iso(day) for day in getattr(found, "weekend_workdays", ()))
        kept = [day for day in worked if int(day[:4]) in years]
        if kept:
            made["worked"][code] = kept
    return made


def write(tree: Path, year: int | None = None) -> Path:
    """Write the tables into a tree, from this year on; return the file."""
    path = tree / NAME
    made = table(year or datetime.now(UTC).year)
    path.write_text(json.dumps(made, ensure_ascii=False, sort_keys=True, indent=0) + "\n", "utf-8")
    return path


def ensure(tree: Path = ROOT) -> Path:
    """Return the file, written if it is not there or does not begin with this year's tables."""
    path = tree / NAME
    until = f"{datetime.now(UTC).year + YEARS - 1}-12-31"
    if path.exists() and json.loads(path.read_text("utf-8")).get("until") == until:
        return path
    return write(tree)


def _iso(day: date) -> str:
    return day.isoformat()


if __name__ == "__main__":
    sys.stdout.write(f"{ensure()}\n")
