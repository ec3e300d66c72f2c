"""
Measure the bars that are ratios: `make bench`.

Every figure is CPU time of programs run in turn on this machine, the median of several runs
each, with the spread of the ratios of all turns. A fresh process asks AWS over TLS, by AWS's own
names and rules, with the 150 roots that everybody trusts. The bars are the design's.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from operator import sub
from pathlib import Path
from typing import Any

from infra.bench.server import serve
from infra.build import build_if_changed
from infra.parcels import PARCELS, zip_of
from infra.paths import LOCAL, ROOT
from infra.say import Refused, line, one_sentence, step

RUNS = 9
PROGRAMS = Path(__file__).parent / "programs.py"
WARM_PROGRAMS = PROGRAMS.with_name("warm.py")
RIVALS = LOCAL / "bench-venv"
LOCK = ROOT / "uv.lock"
SETTINGS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "STAGE": "bench",
    "DOOR": "residents",
    "REQUESTS_TABLE": "requests",
    "ESTATE_TABLE": "estate",
    "HOUSEHOLDS_TABLE": "households",
    "LEDGER_TABLE": "ledger",
    "EFFECTS_QUEUE": "http://localhost/1/effects",
    "NOTICES_QUEUE": "http://localhost/1/notices",
    "SWEEP_QUEUE": "http://localhost/1/sweep",
    "PHOTOS_BUCKET": "photos",
    "ID_SECRET": "id",
    "LINK_SECRET": "link",
    "FORM_SECRET": "form",
    "OIDC_ISSUER": "https://login.example/pool",
    "OIDC_JWKS_URL": "https://login.example/keys",
    "OIDC_AUDIENCE": "bench",
}
COLD = ("form_of_steward", "client_of_botocore", "form_of_fastapi")
READY, UNREADY = "phases_of_steward", "unready_of_steward"
RESTORED = "restored_of_steward"
PHASES = ("start", "get", "post")
BARS = (
    ("first form, fresh process / botocore + one client", *COLD[:2], 1.40, 1.47),
    ("first form, fresh process / FastAPI + Mangum + boto3", COLD[0], COLD[2], 0.52, 0.56),
    (
        "first form after the start / nothing made ready",
        f"{READY}.get",
        f"{UNREADY}.get",
        0.20,
        0.16,
    ),
    ("first thing sent / nothing made ready", f"{READY}.post", f"{UNREADY}.post", 0.45, 0.23),
    ("first form of a restored process / fresh process", RESTORED, COLD[0], 0.10, 0.10),
)
"""What it is, ours, theirs, its bar, and what it was before it was worked on."""

WARM = (
    ("residents", "submit", "a submit, its rules apart / bare botocore, same calls", 1.05, 1.32),
    ("staff", "claim", "a claim / bare botocore, same calls", 1.40, 1.64),
    ("staff", "done", "a finish / bare botocore, same calls", 1.40, 1.72),
)
"""Door and program of `warm.py`, what it is, its bar, and what it was before."""


def main() -> int:
    with one_sentence(), tempfile.TemporaryDirectory() as scratch:
        built = build_if_changed()
        package, staff = (_unpacked(name, Path(scratch)) for name in ("residents", "staff"))
        _rivals()
        programs = (*COLD, READY, UNREADY, RESTORED)
        doing = step(f"running each of {len(programs)} programs {RUNS} times")
        with doing, serve(Path(scratch)) as at:
            times = _times(programs, package, at)
        packages = {"residents": package, "staff": staff}
        warm = {name: _warm(door, name, packages[door]) for door, name, *_ in WARM}
    for name, taken in times.items():
        line(f"  {name:<26} {_ms(taken):8.2f} ms CPU")
    line("")
    missed = [
        not _told(title, zip(times[ours], times[theirs], strict=True), bar, before)
        for title, ours, theirs, bar, before in BARS
    ]
    for _, name, title, bar, before in WARM:
        took = warm[name]
        rules = took.get("rules", [0.0] * len(took["ours"]))
        ratios = zip(map(sub, took["ours"], rules), took["bare"], strict=True)
        missed.append(not _told(title, ratios, bar, before))
        if "rules" in took:
            line(f"  {'  beside it, ms: rules for danger':<54} {_ms(rules):5.2f}")
            line(f"  {'  and for topics, where none is chosen':<54} {_ms(took['topics']):5.2f}")
    for name, size in built.sizes.items():
        title = f"{name}.zip, MB"
        line(f"  {title:<54} {size / 1e6:5.1f}   bar {PARCELS[name].limit:.1f}")
    return int(any(missed))


def _told(title: str, pairs: Iterable[tuple[float, float]], bar: float, before: float) -> bool:
    """Print a ratio, its spread, its bar and what it was; say whether it holds."""
    ratios = [one / other for one, other in pairs]
    ratio = statistics.median(ratios)
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    held = ratio <= bar
    said = "ok" if held else "MISSED"
    line(f"  {title:<54} {ratio:5.2f} ({spread})  bar {bar:.2f}   {said}   before {before:.2f}")
    return held


def _ms(seconds: list[float]) -> float:
    return statistics.median(seconds) * 1000


def _unpacked(name: str, scratch: Path) -> Path:
    with zipfile.ZipFile(zip_of(name)) as archive:
        archive.extractall(scratch / name)
    return scratch / name


def _warm(door: str, name: str, package: Path) -> dict[str, list[float]]:
    """Return the CPU seconds of ours and of bare botocore, turn by turn in one process."""
    with step(f"doing a {name} again and again"):
        settings = {"DOOR": door, "PYTHONPATH": str(package)}
        return dict(_ran(WARM_PROGRAMS, f"{name}_of_steward", settings))


def _times(programs: Iterable[str], package: Path, at: dict[str, str]) -> dict[str, list[float]]:
    """Return CPU seconds by program, or by its phase; they take turns, so that none has luck."""
    times: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for name in programs:
            took = _run(name, package, at)
            phased = isinstance(took, dict)
            found = {f"{name}.{phase}": took[phase] for phase in PHASES} if phased else {name: took}
            for each, seconds in found.items():
                times.setdefault(each, []).append(seconds)
    return times


def _run(name: str, package: Path, at: dict[str, str]) -> Any:
    """Run a program with one folder of packages in reach: ours, or those of its rivals."""
    where = package if name.endswith("_of_steward") else next(RIVALS.glob("lib/*/site-packages"))
    return _ran(PROGRAMS, name, {"PYTHONPATH": str(where), **at})


def _ran(programs: Path, name: str, settings: dict[str, str]) -> Any:
    # -S: nothing else is found, and nobody pays for looking.
    done = subprocess.run(
        [sys.executable, "-S", str(programs), name],
        env=SETTINGS | settings,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Refused(f"{name} failed:\n{_last(done.stderr.splitlines())}")
    return json.loads(done.stdout.splitlines()[-1])


def _last(lines: Iterable[str]) -> str:
    return "\n".join(list(lines)[-8:])


def _rivals() -> None:
    """Make the environment of the programs that ours is compared with."""
    made_by = RIVALS / "uv.lock"
    if made_by.is_file() and made_by.read_bytes() == LOCK.read_bytes():
        return
    with step("installing what is compared with"):
        made = subprocess.run([ROOT / "infra" / "make-venv", RIVALS, "bench"], cwd=ROOT)
        if made.returncode:
            raise Refused("what is compared with could not be installed.")
        made_by.write_bytes(LOCK.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
