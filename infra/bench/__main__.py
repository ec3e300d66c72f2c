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
from pathlib import Path
from typing import Any

from infra.bench.server import serve
from infra.build import build_if_changed
from infra.parcels import PARCELS, zip_of
from infra.paths import LOCAL, ROOT
from infra.say import Refused, line, one_sentence, step

RUNS = 9
PROGRAMS = Path(__file__).parent / "programs.py"
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
}
COLD = ("form_of_steward", "client_of_botocore", "form_of_fastapi")
WARM = ("submit_of_steward", "submit_of_bare_handler")
READY, UNREADY = "phases_of_steward", "unready_of_steward"
RESTORED = "restored_of_steward"
PHASES = ("start", "get", "post")
BARS = (
    ("first form, fresh process / botocore + one client", *COLD[:2], 1.40),
    ("first form, fresh process / FastAPI + Mangum + boto3", COLD[0], COLD[2], 0.52),
    ("first form after the start / nothing made ready", f"{READY}.get", f"{UNREADY}.get", 0.20),
    ("first thing sent / nothing made ready", f"{READY}.post", f"{UNREADY}.post", 0.45),
    ("first form of a restored process / fresh process", RESTORED, COLD[0], 0.10),
    ("a submit in the handler / bare handler, same calls", *WARM, 1.5),
)


def main() -> int:
    with one_sentence(), tempfile.TemporaryDirectory() as scratch:
        built = build_if_changed()
        with zipfile.ZipFile(zip_of("residents")) as archive:
            archive.extractall(scratch)
        _rivals()
        programs = (*COLD, *WARM, READY, UNREADY, RESTORED)
        doing = step(f"running each of {len(programs)} programs {RUNS} times")
        with doing, serve(Path(scratch)) as at:
            times = _times(programs, Path(scratch), at)
    for name, taken in times.items():
        line(f"  {name:<26} {statistics.median(taken) * 1000:8.2f} ms CPU")
    line("")
    missed = [not _told(*bar, times=times) for bar in BARS]
    for name, size in built.sizes.items():
        title = f"{name}.zip, MB"
        line(f"  {title:<54} {size / 1e6:5.1f}   bar {PARCELS[name].limit:.1f}")
    return int(any(missed))


def _told(title: str, ours: str, theirs: str, bar: float, *, times: dict[str, list[float]]) -> bool:
    """Print a ratio, its spread and its bar; say whether it holds."""
    ratios = [one / other for one, other in zip(times[ours], times[theirs], strict=True)]
    ratio = statistics.median(ratios)
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    held = ratio <= bar
    line(f"  {title:<54} {ratio:5.2f} ({spread})  bar {bar:.2f}   {'ok' if held else 'MISSED'}")
    return held


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
    settings = SETTINGS | {"PYTHONPATH": str(where)}
    settings |= at if name not in WARM else {}
    # -S: nothing else is found, and nobody pays for looking.
    done = subprocess.run(
        [sys.executable, "-S", str(PROGRAMS), name], env=settings, capture_output=True, text=True
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
