"""
What the tests would not notice: mutmut changes one thing of the source at a time.

    python -m tests.resilience.campaign mutations             600 of what is watched, from seed 7
    python -m tests.resilience.campaign mutations 8 100       a hundred from seed 8
    python -m tests.resilience.campaign mutations chalicelib/kernel/limits.py  each of a module

mutmut works in a copy of the tree, notes which tests come through which function, and runs
those against each of its mutants, until one fails. A mutant that none of them notices is a
survivor: it gets a test, or stands in `equivalent_mutants.txt` with why nobody can notice it.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from msgspec import Struct

from tests.support.folders import CONTEXTS

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
only_mutate = {modules}
also_copy = ["app.py", ".chalice", "docs", "requirements.txt", "infra"]
# Sentences in English, for a log or for who calls by program: no test holds each word of them.
do_not_mutate_patterns = {sentences}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-q", {readers}]
pytest_add_cli_args_test_selection = {tests}
track_dependencies = false
use_git_change_detection = false
use_setproctitle = false
"""

SENTENCES = [r'"[^"]*[A-Za-z,.] [a-z][^"]* [^"]*"', r"\blog\.", r"\blogs\."]

READERS = (
    "tests/platform/test_logs.py::test_every_metric_of_the_table_is_emitted_somewhere_and_no_other"
)
"""Reads the source, in which mutmut has written every mutant."""

KILLED, NO_TESTS, TIMEOUT = (1, 3), 33, (24, 36, 152, 255, -24)
"""Exit codes of mutmut's pytest: failed, or broke; nothing runs it; it came to no end."""


class Mutant(Struct, frozen=True):
    """One change that was tried."""

    name: str
    code: int | None
    """How its tests ended; None: they were not run."""

    @property
    def noticed(self) -> bool:
        return self.code in KILLED or self.code in TIMEOUT


def main(*asked: str) -> int:
    """Try mutants of one module or a seeded share of all; return how many were not noticed."""
    began = time.monotonic()
    if asked and not asked[0].isdigit():
        tried = run([asked[0].strip()], TESTS)
    else:
        seed, count = (int(n) for n in (*asked, SEED, COUNT)[:2]) if len(asked) != 1 else (
            int(asked[0]), COUNT,
        )  # fmt: skip
        tried = run(modules(), TESTS, seed=seed, count=count)
    return told(tried, seconds=time.monotonic() - began)


def modules() -> list[str]:
    return [f"chalicelib/{path}" for paths in WATCHED.values() for path in paths]


def run(
    watched: list[str],
    tests: tuple[str, ...],
    *,
    seed: int = SEED,
    count: int | None = None,
    copy: Path = COPY,
) -> list[Mutant]:
    """Try so many mutants of these modules against these tests, or all; say how each ended."""
    _laid_out(copy, watched, tests)
    if count is None:
        _mutmut(copy, *(f"{_module_name(path)}.*" for path in watched))
        return _found(copy)
    # Its first run makes the mutants and notes which tests come through which function.
    _mutmut(copy, f"{_module_name(watched[0])}.*__mutmut_1")
    names = sorted(mutant.name for mutant in _found(copy))
    chosen = random.Random(seed).sample(names, min(count, len(names)))
    _mutmut(copy, *chosen)
    return [mutant for mutant in _found(copy) if mutant.name in set(chosen)]


def told(tried: list[Mutant], *, seconds: float, copy: Path = COPY) -> int:
    """Print what was not noticed, how it differs, and the share; return how many are too many."""
    left = alive(tried, copy=copy)
    for mutant, changed in left.items():
        why = "nothing runs it" if mutant.code == NO_TESTS else f"survived ({mutant.code})"
        print(f"{mutant.name}: {why}\n{changed}", flush=True)
    noticed = sum(mutant.noticed for mutant in tried)
    print(
        f"{len(tried)} mutants, {noticed} noticed, {len(tried) - noticed - len(left)} equivalent, "
        f"{len(left)} not noticed; {100 * (1 - len(left) / max(1, len(tried))):.1f} %, "
        f"{seconds:.0f} s",
        flush=True,
    )
    return 0 if len(left) <= (1 - BAR) * len(tried) else len(left)


def alive(tried: list[Mutant], *, copy: Path = COPY) -> dict[Mutant, str]:
    """Return what was not noticed and is not known to be equivalent, with its changed lines."""
    known = equivalents()
    left = {mutant: difference(copy, mutant.name) for mutant in tried if not mutant.noticed}
    return {m: changed for m, changed in left.items() if key_of(m.name, changed) not in known}


def equivalents() -> dict[str, str]:
    """Return why nobody can notice a mutant, by its key; a line is `key  why`."""
    lines = [line for line in KNOWN.read_text().splitlines() if line and line[0] != "#"]
    return {key: why.strip() for key, _, why in (line.partition("    ") for line in lines)}


def key_of(name: str, changed: str) -> str:
    """Name a mutant by its function and its change: the numbers move with each edit."""
    function = name.rpartition("__mutmut_")[0]
    return f"{function}: {' -> '.join(line[1:].strip() for line in changed.splitlines())}"


def difference(copy: Path, name: str) -> str:
    """Return the changed lines of a mutant, as `-` and `+`."""
    shown = _mutmut(copy, name, do="show").splitlines()
    return "\n".join(line for line in shown if line[:1] in "+-" and line[:3] not in ("+++", "---"))


def _laid_out(copy: Path, watched: list[str], tests: tuple[str, ...]) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    (copy / "mutants").mkdir(parents=True)
    bare = shutil.ignore_patterns("__pycache__", "pictures")
    for name in TREE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=bare)
        else:
            shutil.copy(source, copy / name)
    for place in (copy, copy / "mutants"):
        (place / ".local").symlink_to(ROOT / ".local")
    settings = CONFIG.format(
        modules=json.dumps(watched),
        tests=json.dumps(tests),
        sentences=json.dumps(SENTENCES),
        readers=json.dumps(f"--deselect={READERS}"),
    )
    (copy / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text() + settings)


def _mutmut(copy: Path, *names: str, do: str = "run") -> str:
    one_at_a_time = ["--max-children", os.environ.get("WORKERS", "1")] if do == "run" else []
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "from mutmut.__main__ import cli; cli()",
            do,
            *one_at_a_time,
            *names,
        ],
        cwd=copy,
        # As the tests' own run: no process of this one's coverage or settings.
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
    )
    if ran.returncode != 0:
        raise SystemExit(f"mutmut could not go on: {(ran.stdout + ran.stderr)[-3000:]}")
    return ran.stdout


def _found(copy: Path) -> list[Mutant]:
    found = []
    for path in sorted((copy / "mutants").rglob("*.py.meta")):
        codes = json.loads(path.read_text())["exit_code_by_key"]
        found += [Mutant(name, code) for name, code in codes.items()]
    return found


def _module_name(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")
