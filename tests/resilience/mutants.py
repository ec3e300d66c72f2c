"""
What the tests would not notice: mutmut changes one thing of the source at a time.

    python -m tests.resilience.campaign mutations             600 of what is watched, from seed 7
    python -m tests.resilience.campaign mutations 8 100       a hundred from seed 8
    python -m tests.resilience.campaign mutations chalicelib/kernel/limits.py  each of a module

mutmut makes the mutants in a copy of the tree; `mutant_session.py` tries them there: in one warm
process, against the tests that come through the changed function, until one fails. A mutant that
none of them notices is a survivor: it gets a test, or stands in `equivalent_mutants.txt` with why
nobody can notice it.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from tests.support.folders import CONTEXTS

from .mutant_session import NO_TESTS, SURVIVED, Asked, Report, Tried

ROOT = Path(__file__).parents[2]
TREE = ("app.py", "chalicelib", "infra", "tests", ".chalice", "docs", "requirements.txt")
COPY = ROOT / "build" / "mutants"
KNOWN = Path(__file__).with_name("equivalent_mutants.txt")

SEED, COUNT = 7, 600
BAR = 0.95
"""So many of a hundred are noticed, or said to be equivalent."""

WATCHED = {
    "write conditions": (
        "platform/storage/items.py", "platform/storage/retry.py", "platform/transition.py",
        "cases/tasks/store.py", "cases/requests/store.py", "escalation/batches.py",
    ),
    "permissions": (
        "estate/permissions.py", "estate/signed_in.py", "cases/contacts/reveal.py",
        "cases/tasks/checks.py", "cases/requests/queries.py",
    ),
    "signatures and links": ("kernel/links.py", "kernel/ids.py", "platform/aws/identity.py"),
    "ledger": ("platform/storage/ledger.py", "notifications/sending.py"),
    "sweep": ("wiring/sweep.py", "platform/effects.py", "platform/storage/due.py"),
    "routing": ("cases/requests/routing.py", "kernel/history.py"),
    "limits": ("kernel/limits.py", "kernel/outgoing.py", "cases/danger/floods.py"),
    "erasure": (
        "privacy/erase.py", "privacy/person.py", "privacy/personal.py", "privacy/retention.py",
        "households/actions.py", "households/model.py",
    ),
}  # fmt: skip
"""What is watched, and the modules below `chalicelib` that hold it."""


TESTS: tuple[str, ...] = (
    *(f"tests/{name}" for name in CONTEXTS),
    "tests/resilience/test_matrix.py", "tests/security/test_strangers.py",
)  # fmt: skip
"""What runs in one process and in memory; browsers and deployments would cost hours."""

CONFIG = """
[tool.mutmut]
source_paths = ["chalicelib"]
# Sentences in English, for a log or for who calls by program: no test holds each word of them.
do_not_mutate_patterns = {sentences}
"""

SENTENCES = [r'"[^"]*[A-Za-z,.] [a-z][^"]* [^"]*"', r"\blog\.", r"\blogs\."]

READERS = (
    "tests/platform/test_logs.py::test_every_metric_of_the_table_is_emitted_somewhere_and_no_other"
)
"""Reads the source, in which mutmut has written every mutant."""


def main(*asked: str) -> int:
    """Try mutants of one module or a seeded share of all; return how many were not noticed."""
    began = time.monotonic()
    if asked and not asked[0].isdigit():
        watched, seed, count = [asked[0].strip()], SEED, None
    else:
        numbers = [int(number) for number in asked]
        seed, count = [*numbers, *(SEED, COUNT)[len(numbers) :]]
        watched = modules()
    report = run(watched, TESTS, seed=seed, count=count)
    return told(report, seconds=time.monotonic() - began)


def modules() -> list[str]:
    return [f"chalicelib/{path}" for paths in WATCHED.values() for path in paths]


def run(
    watched: list[str],
    tests: tuple[str, ...],
    *,
    seed: int = SEED,
    count: int | None = None,
    copy: Path = COPY,
) -> Report:
    """Try so many mutants of these modules against these tests, or all; say how each ended."""
    _laid_out(copy)
    asked = Asked(watched, [*tests, f"--deselect={READERS}"], seed, count)
    (copy / "asked.json").write_bytes(msgspec.json.encode(asked))
    command = [sys.executable, "-m", "tests.resilience.mutant_session", "asked.json", "tried.json"]
    # As the tests' own run: no process of this one's coverage or settings.
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    ran = subprocess.run(command, cwd=copy, env=environment, stdout=subprocess.PIPE, text=True)
    if ran.returncode != 0:
        raise SystemExit(f"the mutants could not be tried: {ran.stdout[-3000:]}")
    return msgspec.json.decode((copy / "tried.json").read_bytes(), type=Report)


def told(report: Report, *, seconds: float) -> int:
    """Print what was not noticed, how it differs, and the share; return how many are too many."""
    tried, left = report.tried, alive(report)
    for each in left:
        why = "nothing runs it" if each.code == NO_TESTS else "survived"
        print(f"{each.name}: {why}\n{each.changed}", flush=True)
    for test in report.broken:
        print(f"counted for nothing, for it fails without any change: {test}", flush=True)
    noticed = sum(is_noticed(each) for each in tried)
    print(
        f"{len(tried)} mutants of {report.of}, {noticed} noticed, "
        f"{len(tried) - noticed - len(left)} equivalent, {len(left)} not noticed; "
        f"{100 * (1 - len(left) / max(1, len(tried))):.1f} %, "
        f"{report.tests} tests, {seconds:.0f} s",
        flush=True,
    )
    return 0 if len(left) <= (1 - BAR) * len(tried) else len(left)


def is_noticed(mutant: Tried) -> bool:
    """Say whether a test failed, or came to no end."""
    return mutant.code not in (SURVIVED, NO_TESTS)


def alive(report: Report) -> list[Tried]:
    """Return what was not noticed and is not known to be equivalent."""
    known = equivalents()
    return [
        each
        for each in report.tried
        if not is_noticed(each) and key_of(each.name, each.changed) not in known
    ]


def equivalents() -> dict[str, str]:
    """Return why nobody can notice a mutant, by its key; a line is `key  why`."""
    lines = [line for line in KNOWN.read_text().splitlines() if line and line[0] != "#"]
    return {key: why.strip() for key, _, why in (line.partition("    ") for line in lines)}


def key_of(name: str, changed: str) -> str:
    """Name a mutant by its function and its change: the numbers move with each edit."""
    function = name.rpartition("__mutmut_")[0]
    return f"{function}: {' -> '.join(line[1:].strip() for line in changed.splitlines())}"


def _laid_out(copy: Path) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    bare = shutil.ignore_patterns("__pycache__", "pictures")
    for name in TREE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=bare)
        else:
            shutil.copy(source, copy / name)
    (copy / ".local").symlink_to(ROOT / ".local")
    settings = CONFIG.format(sentences=json.dumps(SENTENCES))
    (copy / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text() + settings)
