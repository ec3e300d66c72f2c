"""
The long part of the campaign: `make campaign`, or one part of it,
python -m tests.resilience.campaign …

    … calls             every call of every journey, every way
    … calls photo       only journeys with this in their name
    … calls 1/2         one of two shares, for two processes
    … killed            every call, a real process really killed
    … kills 7           whole processes of the packaged system killed
    … kills 7 500 300   seed, requests and kills at least
    … interleaved       two things at once, in every order
    … webhooks 1000     a thousand seeds of webhooks
    … model 7 20        twenty seeds from 7, of a hundred lives each
    … mutations 7 600   so many mutants from seed 7; or of a module
    … hostile 300       what the contract allows and forbids, and more
    … load 10000        submissions over HTTP, duplicates, a flood
    … soak 5000 480     open tasks, and minutes that the sweep runs
    … copy 100000       a copy and a day of so many requests
    … never-refused 2000  dangers with random optional fields
    … saturday          each danger in each language, at night
    … units             what DynamoDB Local bills, and races on it
    … printed           posters and labels, scanned in from paper
    … office            our files in LibreOffice, and its in ours
    … pages             every page in every language and size, kept
    … regions           the template by every rule, in five regions
    … weekdays          quick tests under each weekday, night and day
    … long              tests in their long form: races, a whole day
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from infra.paths import TEMPLATE
from infra.regions import fitting
from tests.kills import run as kills
from tests.scale import copying, load, saturday, soak
from tests.security import long as hostile

from . import cases, interleaved, killed, machine, mutants, quick, webhooks, weekdays
from . import town as towns
from .cases import Prepared, Ran
from .journeys import JOURNEYS, Journey
from .town import MONDAY_TEN, Town

SHARE = re.compile("[0-9]+/[0-9]+")

EVERY = 250
"""How many random runs go by between two lines of progress."""


def calls(wanted: str = "") -> int:
    """Run every case of every journey and print their counts; return how many broke."""
    with quick.quick() as engine, towns.town(engine) as town:
        return _each_journey(town, Wanted.of(wanted), _every_case)


def killed_calls(wanted: str = "") -> int:
    """Kill a process at every call of every journey; return how many broke."""
    with killed.served_town() as town:
        return _each_journey(town, Wanted.of(wanted), _every_kill)


class Wanted(Struct, frozen=True):
    """Which journeys: those with these words in their names, and of them one share."""

    words: str = ""
    share: int = 1
    of_shares: int = 1

    @classmethod
    def of(cls, asked: str) -> "Wanted":
        """Read "photo", "1/2" or both."""
        shares = [word for word in asked.split() if SHARE.fullmatch(word)]
        words = " ".join(word for word in asked.split() if word not in shares)
        share, of_shares = (int(n) for n in (shares or ["1/1"])[-1].split("/"))
        if not 1 <= share <= of_shares:
            raise SystemExit(f"There is no share {share} of {of_shares}.")
        return cls(words, share, of_shares)

    def journeys(self) -> list[Journey]:
        """Every so-many-eth of them: long ones stand together, and are shared like the short."""
        named = [journey for journey in JOURNEYS if self.words in journey.name]
        return named[self.share - 1 :: self.of_shares]


def _each_journey(town: Town, wanted: Wanted, runs: Callable[..., Iterator[Ran]]) -> int:
    began, total, made, broken, repeats = time.monotonic(), 0, 0, 0, 0
    empty, journeys = town.engine.keep(), wanted.journeys()
    say(f"{'journey':45} calls cases repeats seconds")
    for journey in journeys:
        since, ran, repeated = time.monotonic(), 0, 0
        prepared = cases.prepare(town, journey, empty, MONDAY_TEN)
        for each in runs(town, prepared):
            ran, repeated = ran + 1, repeated + (each.repeats > 0)
            if each.broken:
                broken += 1
                say(f"  BROKEN {each.case} {each.call}: {each.broken[:2]}")
        took = time.monotonic() - since
        say(f"{journey.name:45} {len(prepared.calls):5} {ran:5} {repeated:7} {took:7.0f}")
        total, made, repeats = total + ran, made + len(prepared.calls), repeats + repeated
    took = time.monotonic() - began
    say(
        f"{len(journeys)} journeys, {made} calls, {total} cases, {broken} broken, "
        f"{repeats} repeated a notice, {took:.0f} s"
    )
    return broken


def _every_case(town: Town, prepared: Prepared) -> Iterator[Ran]:
    return (cases.run(town, prepared, case) for case in cases.cases_of(prepared))


def _every_kill(town: Town, prepared: Prepared) -> Iterator[Ran]:
    numbers = range(1, len(prepared.calls) + 1)
    return (killed.run(town, prepared, number) for number in numbers)


def interleaved_pairs(wanted: str = "") -> int:
    """Run every order of every pair; return how many broke."""
    began, total, broken = time.monotonic(), 0, 0
    with quick.quick() as engine, towns.town(engine) as town:
        empty = engine.keep()
        for pair in interleaved.PAIRS:
            if wanted not in pair.name:
                continue
            ran = 0
            for order, why in interleaved.runs(town, pair, empty, MONDAY_TEN):
                ran += 1
                if why:
                    broken += 1
                    say(f"  BROKEN {order}: {why[:2]}")
            say(f"{pair.name:45} {ran:5} orders")
            total += ran
    say(f"{total} orders, {broken} broken, {time.monotonic() - began:.0f} s")
    return broken


def model_lives(first: str = "1", count: str = "30") -> int:
    """Let the state machine live a hundred lives for each of these seeds; return how many broke."""
    began, broken = time.monotonic(), 0
    with quick.quick() as engine, towns.town(engine) as town:
        living = machine.living_in(town, engine.keep())
        for number in range(int(first), int(first) + int(count)):
            why = machine.broken(living, number)
            broken += bool(why)
            if why:
                say(f"  BROKEN seed {number}: {why}")
            took = time.monotonic() - began
            say(f"{living.lived:6} lives, to seed {number}, {broken} broken, {took:.0f} s")
    return broken


CAMPAIGN = {"STEWARD_CAMPAIGN": "1", "STEWARD_STRICT": "1"}
"""What asks for the tests that are marked for the campaign, and for DynamoDB Local."""
LONG = {"STEWARD_ROUNDS": "100", "STEWARD_DUE": "10000", "STEWARD_WHOLE_DAY": "1"}
"""What asks a test for its long form."""


def unit_tests() -> int:
    """Run what DynamoDB Local answers, and the races a second time; return how pytest ended."""
    return _tested(CAMPAIGN, "capacity", "scale", "resilience/test_races.py",
                   "resilience/test_races_of_endings.py")  # fmt: skip


def printed_tests() -> int:
    """Scan in what was printed: with zbar, poppler and ImageMagick; return how pytest ended."""
    return _tested(CAMPAIGN, "infra/test_posters.py", "infra/test_printed.py",
                   "browser/test_labels_page.py")  # fmt: skip


def office() -> int:
    """Open our files in LibreOffice, and what it saves in ours; return how pytest ended."""
    return _tested(CAMPAIGN, "reports/test_files.py", "setup/test_sheet_kinds.py")


def pages() -> int:
    """Look at every page in every language and size, with pictures; return how pytest ended."""
    names = ("for_everyone", "board", "board_of_managers", "staff_app", "settings", "search",
             "opening", "first_load")  # fmt: skip
    return _tested(CAMPAIGN, *(f"browser/test_{name}.py" for name in names))


def long_tests() -> int:
    """Run the tests that have a long form in it; return how pytest ended."""
    return _tested(CAMPAIGN | LONG, "resilience/test_races.py",
                   "resilience/test_races_of_endings.py",
                   "capacity/test_ten_thousand.py", "capacity/test_time_travel.py",
                   "escalation/test_golden.py")  # fmt: skip


def _tested(asked: dict[str, str], *files: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *(f"tests/{name}" for name in files)]
    return subprocess.run(command, env=os.environ | asked).returncode


REGIONS = ("us-east-1", "ap-southeast-1", "eu-central-1", "ap-east-1", "cn-north-1")


def regions(*names: str) -> int:
    """Hold the template as it goes to each region against all rules; return how many refused."""
    lint, broken = str(Path(sys.executable).with_name("cfn-lint")), 0
    template = json.loads(TEMPLATE.read_text())
    for region in names or REGIONS:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(fitting(template, region), file)
            file.flush()
            # What a region lacks is left out; the condition of it stands there still.
            ignored = ["--ignore-checks", "I4010", "W8001"]
            done = subprocess.run([lint, *ignored, "--regions", region, "--", file.name])
        broken += done.returncode != 0
        say(f"{region:16} {'refused' if done.returncode else 'taken'}")
    return broken


def dangers(count: str = "2000") -> int:
    """Send so many dangers with random optional fields through each door; return how it ended."""
    folder = "tests/cases/danger/test_never_refused"
    files = [f"{folder}{at}.py" for at in ("", "_at_the_doors")]
    command = [sys.executable, "-m", "pytest", "-q", *files, "-k", "no_danger_is_refused"]
    return subprocess.run(command, env=os.environ | {"STEWARD_DANGERS": count}).returncode


def say(text: str) -> None:
    print(text, flush=True)


PARTS: dict[str, Callable[..., int]] = {
    "calls": calls,
    "weekdays": weekdays.run,
    "killed": killed_calls,
    "kills": kills.main,
    "interleaved": interleaved_pairs,
    "model": model_lives,
    "webhooks": webhooks.run,
    "mutations": mutants.main,
    "hostile": hostile.run,
    "load": load.main,
    "soak": soak.main,
    "copy": copying.main,
    "never-refused": dangers,
    "saturday": saturday.main,
    "units": unit_tests,
    "printed": printed_tests,
    "office": office,
    "regions": regions,
    "pages": pages,
    "long": long_tests,
}


def main() -> None:
    asked = sys.argv[1:] or list(PARTS)
    if asked[0] not in PARTS:
        raise SystemExit(f"There is no part {asked[0]}; there are {', '.join(PARTS)}.")
    names, rest = (asked[:1], _filter(asked)) if sys.argv[1:] else (asked, [])
    broken = sum(PARTS[name](*rest) for name in names)
    raise SystemExit(1 if broken else 0)


def _filter(asked: list[str]) -> list[str]:
    """Return the words after a part as it takes them: numbers one by one, a name as one."""
    words = asked[1:]
    return words if all(word.isdigit() for word in words) else [" ".join(words)]


if __name__ == "__main__":
    main()
