"""
Inside the copy of the tree: writes the mutants, and tries them in one warm process.

    python -m tests.resilience.mutant_session asked.json tried.json

pytest collects the tests once and runs them once, which tells who comes through which function.
Each mutant then has a fork of that process to itself: the tests of its function, those first that
come through little else, until one fails.
"""

import os
import random
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import ndiff
from pathlib import Path

import msgspec
import pytest
from _pytest.runner import runtestprotocol
from msgspec import Struct, field
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

MOST_TESTS = 300
"""Of one mutant: what so many of the nearest do not notice, nobody says."""
CPU_S, SLOWER = 20, 5
"""A mutant may take so many times the CPU of its tests, and this besides; then it has no end."""
WALL_S = 900
EVERY = 200
"""After so many tests a line of progress."""
SURVIVED, FAILED, BROKE, NO_TESTS = 0, 1, 3, 33


class Asked(Struct):
    """What is to be tried: modules against tests, all mutants or so many by seed."""

    modules: list[str]
    tests: list[str]
    seed: int = 0
    count: int | None = None
    most_tests: int = MOST_TESTS


class Tried(Struct):
    """One change, and what came of it."""

    name: str
    code: int
    changed: str
    """Its lines, as `-` and `+`."""
    by: str = ""
    """The test that noticed it."""


class Report(Struct):
    """All that were tried, and what this run cost."""

    tried: list[Tried]
    of: int
    """How many there are to choose from."""
    tests: int
    broken: list[str] = field(default_factory=list)
    """Tests that fail without any change: they count for nothing."""


def written(modules: Sequence[str]) -> dict[str, str]:
    """Write the mutants into their modules; return their changed lines by their names."""
    found = {}
    for module in modules:
        path = Path(module)
        made = mutate_file_contents(module, path.read_text())
        path.write_text(made.code)
        lines = made.code.splitlines()
        dotted = module.removesuffix(".py").replace("/", ".")
        for name in made.mutant_names:
            original = f"{name.partition('__mutmut_')[0]}__mutmut_orig"
            before, after = (
                lines[span.start - 1 : span.end]
                for span in (made.line_span_by_function_name[each] for each in (original, name))
            )
            found[f"{dotted}.{name}"] = _difference(before[1:], after[1:])
    return found


def _difference(before: list[str], after: list[str]) -> str:
    told = [line for line in ndiff(before, after) if line[0] in "+-"]
    return "\n".join(f"{line[0]}{line[2:]}" for line in told)


class Session:
    """The plugin: what pytest collected, it runs in its own way."""

    def __init__(self, asked: Asked, changed: Mapping[str, str]) -> None:
        self._asked, self._changed = asked, changed
        self._items: list[pytest.Item] = []
        self._through: dict[str, set[int]] = defaultdict(set)
        self._took: dict[int, float] = {}
        self._functions: dict[int, int] = {}
        self.report = Report([], len(changed), 0)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = session.items
        self._note()
        names = sorted(self._changed)
        if self._asked.count is not None:
            chance = random.Random(self._asked.seed)
            names = chance.sample(names, min(self._asked.count, len(names)))
        say(f"{len(names)} of {len(self._changed)} mutants, {len(self._items)} tests")
        self.report.tests = len(self._items)
        self.report.tried = self._tried(names)
        return True

    def _note(self) -> None:
        """Run every test once, and note through which functions it comes."""
        set_mutant_under_test("stats")
        for number in range(len(self._items)):
            if number % EVERY == 0:
                say(f"{number} of {len(self._items)} tests, {time.process_time():.0f} s of CPU")
            began = time.process_time()
            passed = self._passes(number, number + 1)
            self._took[number] = time.process_time() - began
            through = {*state()._stats}
            state()._stats.clear()
            if not passed:
                self.report.broken.append(self._items[number].nodeid)
                continue
            self._functions[number] = len(through)
            for function in through:
                self._through[function].add(number)
        set_mutant_under_test("")

    def _tried(self, names: list[str]) -> list[Tried]:
        tried = [self._try(name) for name in names]
        # A test that fails in a fork without any change has noticed nothing.
        blamed = {each.by for each in tried if each.by}
        wrong = {each for each in blamed if self._in_fork("", [self._number(each)])[0] != SURVIVED}
        if not wrong:
            return tried
        self.report.broken += sorted(wrong)
        for number in map(self._number, wrong):
            for through in self._through.values():
                through.discard(number)
        kept = [each for each in tried if each.by not in wrong]
        return kept + self._tried([each.name for each in tried if each.by in wrong])

    def _number(self, nodeid: str) -> int:
        return next(n for n, item in enumerate(self._items) if item.nodeid == nodeid)

    def _try(self, name: str) -> Tried:
        function = name.partition("__mutmut_")[0]
        near = sorted(
            self._through[function], key=lambda n: (self._functions[n], self._took[n], n)
        )[: self._asked.most_tests]
        code, by = self._in_fork(name, near) if near else (NO_TESTS, "")
        say(f"{name}: {by or f'{code} after {len(near)} tests'}")
        return Tried(name, code, self._changed[name], by)

    def _in_fork(self, name: str, numbers: list[int]) -> tuple[int, str]:
        """Run these tests in a process of their own; return how it ended, and which test failed."""
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = BROKE
            try:
                os.close(read)
                code = self._child(name, numbers, write)
            finally:
                os._exit(code)
        os.close(write)
        with os.fdopen(read) as pipe:
            said = pipe.read()
        _, status = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(status), said

    def _child(self, name: str, numbers: list[int], write: int) -> int:
        seconds = CPU_S + SLOWER * sum(self._took[number] for number in numbers)
        limit = int(time.process_time() + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        signal.alarm(WALL_S)
        set_mutant_under_test(name)
        for number, following in zip(numbers, [*numbers[1:], 0], strict=True):
            if not self._passes(number, following):
                os.write(write, self._items[number].nodeid.encode())
                return FAILED
        return SURVIVED

    def _passes(self, number: int, following: int) -> bool:
        """Run a test; what it shares with the following one stays, and the session always."""
        after = self._items[following if following < len(self._items) else 0]
        reports = runtestprotocol(self._items[number], log=False, nextitem=after)
        return not any(report.failed for report in reports)


def say(text: str) -> None:
    print(text, file=sys.__stderr__, flush=True)


def run(asked: Asked) -> Report:
    """Write the mutants of the modules of this tree, and try them."""
    session = Session(asked, written(asked.modules))
    pytest.main(["-q", "-p", "no:cacheprovider", *asked.tests], plugins=[session])
    return session.report


def main(asked: str, tried: str) -> None:
    report = run(msgspec.json.decode(Path(asked).read_bytes(), type=Asked))
    Path(tried).write_bytes(msgspec.json.encode(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
