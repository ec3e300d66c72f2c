"""
Measure the bars that are ratios: `make bench`.

Every figure is CPU time of programs run in turn on this machine, the least of several
runs each: what else the machine does only adds. The bars are the design's.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from infra.bench.server import serve
from infra.build import build_if_changed
from infra.paths import LOCAL, ROOT, ZIP
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
BARS = (
    ("first form, fresh process / botocore + one client", *COLD[:2], 1.25),
    ("first form, fresh process / FastAPI + Mangum + boto3", COLD[0], COLD[2], 0.55),
    ("a submit in the handler / bare handler, same calls", *WARM, 1.5),
)


def main() -> int:
    with one_sentence(), tempfile.TemporaryDirectory() as scratch:
        build_if_changed()
        with zipfile.ZipFile(ZIP) as archive:
            archive.extractall(scratch)
        _rivals()
        with step(f"running each of {len(COLD + WARM)} programs {RUNS} times"), serve() as at:
            least = _least(Path(scratch), at)
    for name in COLD:
        line(f"  {name:<26} {least[name] * 1000:8.1f} ms CPU, a fresh process")
    for name in WARM:
        line(f"  {name:<26} {least[name] * 1000:8.3f} ms CPU, a call")
    line("")
    for title, ours, theirs, bar in BARS:
        ratio = least[ours] / least[theirs]
        line(f"  {title:<54} {ratio:5.2f}   bar {bar:.2f}   {'ok' if ratio <= bar else 'MISSED'}")
    size = ZIP.stat().st_size / 1e6
    line(f"  {'deployment package, MB zipped':<54} {size:5.1f}   bar 20.0")
    return int(any(least[ours] / least[theirs] > bar for _, ours, theirs, bar in BARS))


def _least(package: Path, at: str) -> dict[str, float]:
    """Return the least CPU seconds of each program; they take turns, so that none has luck."""
    times: dict[str, list[float]] = {name: [] for name in COLD + WARM}
    for _ in range(RUNS):
        for name in times:
            times[name].append(_run(name, package, at))
    return {name: min(taken) for name, taken in times.items()}


def _run(name: str, package: Path, at: str) -> float:
    """Run a program with one folder of packages in reach: ours, or those of its rivals."""
    where = package if name.endswith("_of_steward") else next(RIVALS.glob("lib/*/site-packages"))
    settings = SETTINGS | {"PYTHONPATH": str(where)}
    settings |= {"AWS_ENDPOINT_URL": at} if name in COLD else {}
    # -S: nothing else is found, and nobody pays for looking.
    done = subprocess.run(
        [sys.executable, "-S", str(PROGRAMS), name], env=settings, capture_output=True, text=True
    )
    if done.returncode:
        raise Refused(f"{name} failed:\n{_last(done.stderr.splitlines())}")
    return float(json.loads(done.stdout.splitlines()[-1]))


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
