"""
Each promise broken on purpose, once: what would notice.

    python -m tests.faults.campaign mutations          every mutation
    python -m tests.faults.campaign mutations lease    those with this in their name

A mutation changes one piece of text of the source in a copy of the tree; then what is named
beside it is run there and has to fail. One that survives is a promise nobody watches.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).parents[2]
TREE = ("app.py", "chalicelib", "infra", "tests", ".chalice", "pyproject.toml", "requirements.txt")
LONGEST_S = 900
SIGN = re.compile("  BROKEN |AssertionError|FAILED ")
"""What a run says that noticed something: a broken case, or a promise that never held."""


class Mutation(Struct, frozen=True):
    """One change of the source, and what has to notice it."""

    name: str
    file: str
    before: str
    after: str
    noticed_by: str
    """A part of the campaign and its filter ("calls submit a form"), or a test."""


MUTATIONS = (
    Mutation(
        "I1: owe no effect of what was put", "cases/requests/submit.py",
        "pending={ROUTE: now},", "pending={},", "calls submit a form",
    ),
    Mutation(
        "I1: drop the sweep", "wiring/sweep.py",
        "    announce(item, lost, tools.enqueue)\n", "", "calls submit by program",
    ),
    Mutation(
        "I1: send before storing", "cases/requests/submit.py",
        "    if stored is None and requests.insert(request):\n",
        "    announce(request, list(request.pending), enqueue)\n"
        "    if stored is None and requests.insert(request):\n",
        "calls submit by program",
    ),
    Mutation(
        "I1: forget when an effect is due", "platform/effects.py",
        "due_at=due(item.pending, clocks_of(item, now=now))",
        "due_at=due({}, clocks_of(item, now=now))", "calls withdraw",
    ),
    Mutation(
        "I1: take a failed message for done", "wiring/workers.py",
        '"batchItemFailures": [{"itemIdentifier": message} for message in failed]',
        '"batchItemFailures": []', "calls photo",
    ),
    Mutation(
        "I1: bury the other effects when one is done", "platform/effects.py",
        "if key != name}", "if False}", "calls feedback: thanks and",
    ),
    Mutation(
        "I2: put over what stands there", "platform/storage/table.py",
        "attributes=attributes, condition=free)", "attributes=attributes)", "calls other words",
    ),
    Mutation(
        "I3: take other words for the same", "cases/requests/submit.py",
        "    if stored.body_hash != request.body_hash:\n", "    if False:\n", "calls other words",
    ),
    Mutation(
        "I4: make an id of what differs at each try", "cases/requests/submit.py",
        "community.code, place.code, submission.key, secret=secret",
        'community.code, place.code, submission.key + str(now), secret=secret',
        "calls submit by program",
    ),
    Mutation(
        "I5: act whatever its version", "cases/tasks/store.py",
        "condition = model.version == version\n", "condition = model.pk.exists()\n",
        "tests/usecases/test_act.py",
    ),
    Mutation(
        "I5: save without a condition", "platform/storage/items.py",
        "return self.row.writes == before.writes", "return self.row.pk.exists()",
        "interleaved done and hand over",
    ),
    Mutation(
        "I5: do the same action again", "cases/tasks/act.py",
        "        if done_with(task.steps, action.key):\n", "        if False:\n", "calls release",
    ),
    Mutation(
        "I6: mark before send", "notifications/sending.py",
        "    try:\n        send()\n", "    ledger.mark(event, now=now)\n    try:\n        send()\n",
        "calls tell of the end",
    ),
    Mutation(
        "I6: send without a lease", "notifications/sending.py",
        "    outcome = ledger.lease(event, now=now)\n",
        "    ledger.lease(event, now=now)\n    outcome = MINE\n",
        "calls tell who is on it",
    ),
    Mutation(
        "I6: climb first, nudge second", "escalation/escalate.py",
        "    nudge(task, due.to, due.what, f\"{_target(task)}.{due.number}\", now=now, tools=tools)\n"
        "    tasks.save(task, timed(_climbed(task, due, now=now), now=now))\n",
        "    tasks.save(task, timed(_climbed(task, due, now=now), now=now))\n"
        "    nudge(task, due.to, due.what, f\"{_target(task)}.{due.number}\", now=now, tools=tools)\n",
        "calls sweep: breach",
    ),
    Mutation(
        "I6: an urge climbs again when it comes again", "escalation/escalate.py",
        "    if done_with(task.steps, key):\n", "    if False:\n", "calls climb for an urge",
    ),
    Mutation(
        "I7: chase at a quarter of the time", "escalation/policy.py",
        'Rung(0.75, "holder")', 'Rung(0.25, "holder")', "calls sweep: warn two",
    ),
    Mutation(
        "I9: let one bad message take nine good ones along", "wiring/workers.py",
        "        return False\n    logs.handled", "        raise\n    logs.handled",
        "tests/faults/test_matrix.py -k poison",
    ),
    Mutation(
        "I11: settle when one of two is done", "cases/requests/model.py",
        "if not states or not states <= {DONE, DECLINED, CANCELLED}:", "if not states:",
        "calls settle the first",
    ),
    Mutation(
        "I12: log what a resident wrote", "wiring/sweep.py",
        'log.info("swept", extra=said | {"outcome": outcome})',
        'log.info("swept", extra=said | {"outcome": getattr(item, "words", outcome)})',
        "calls sweep: a lost route",
    ),
    Mutation(
        "I12: send what a resident wrote to a queue", "platform/effects.py",
        "        enqueue(pk, sk, name)\n",
        '        enqueue(pk, sk + getattr(item, "words", ""), name)\n', "calls submit a form",
    ),
    Mutation(
        "I11: put a join and never look what became of its parent", "cases/duplicates/merge.py",
        "        request = follow(request, parent, parent_id, now=now, tools=tools)\n", "",
        "interleaved join and carry",
    ),
    Mutation(
        "I11: leave what is not one's own any more on its list", "cases/duplicates/propagate.py",
        "        joins.remove(parent, request.id)\n", "        pass\n", "calls take off a list",
    ),
    Mutation(
        "I11: close what its owner left though a neighbour has it", "cases/duplicates/propagate.py",
        "        if joins.any_of(request_id):\n            return\n", "", "tests/usecases/test_join.py",
    ),
    Mutation(
        "I1: let somebody go before it is written down what they hold", "cases/tasks/offboarding.py",
        "    clearings.insert(clearing(member.community, LEFT, member.id, now=now))\n", "",
        "tests/usecases/test_staffing.py",
    ),
    Mutation(
        "I6: send the digest of a morning under a new name each time", "reports/send_digest.py",
        "event=event_id(pk, local_day(zone, digest.sent_at)),", "event=event_id(pk, str(now)),",
        "calls send a digest",
    ),
    Mutation(
        "I1: put a good word and owe nobody its telling", "recognition/actions.py",
        "pending={BRING: now},", "pending={},", "tests/usecases/test_kindness.py",
    ),
    Mutation(
        "I8: take every department for one's own", "estate/permissions.py",
        'return role_in(staff, community, department) != "nobody"', "return True", "tests/abuse/test_who_gets_in.py",
    ),
    Mutation(
        "I10: ask only for what changed since the very last poll", "cases/tasks/cursors.py",
        "- overlap_ms", "- 0", "tests/domain/test_cursors.py",
    ),
)  # fmt: skip


def survivors(wanted: str = "") -> int:
    """Try every mutation in a copy of the tree; return how many nothing noticed."""
    began, alive = time.monotonic(), 0
    for mutation in MUTATIONS:
        if wanted not in mutation.name:
            continue
        since, why = time.monotonic(), _noticed(mutation)
        alive += not why
        said = "caught by" if why else "SURVIVED"
        took = time.monotonic() - since
        print(f"{mutation.name:60} {said} {mutation.noticed_by} ({took:.0f} s)", flush=True)
        print(f"    {why[:160]}", flush=True)
    print(f"{alive} survived, {time.monotonic() - began:.0f} s", flush=True)
    return alive


def _noticed(mutation: Mutation) -> str:
    """Return what was noticed first, or "": whatever else goes wrong is a mistake of ours."""
    with tempfile.TemporaryDirectory(prefix="steward-mutant-") as scratch:
        copy = Path(scratch)
        for name in TREE:
            _copied(ROOT / name, copy / name)
        (copy / ".local").symlink_to(ROOT / ".local")
        _mutated(copy / "chalicelib" / mutation.file, mutation)
        run = subprocess.Popen(
            _command(mutation.noticed_by),
            cwd=copy,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(copy)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        clock = threading.Timer(LONGEST_S, run.kill)
        clock.start()
        try:
            why = _first_sign(run)
        finally:
            clock.cancel()
            run.kill()
            run.wait()
    return why


def _first_sign(run: subprocess.Popen[str]) -> str:
    last = ""
    for line in run.stdout or ():
        last = line.strip() or last
        if SIGN.match(line):
            return last
    if run.wait() != 0:
        print(f"    ended with {run.returncode} and no sign of it: {last}", flush=True)
    return ""


def _copied(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def _mutated(path: Path, mutation: Mutation) -> None:
    text = path.read_text()
    if text.count(mutation.before) != 1:
        raise SystemExit(f"{mutation.name}: its text stands {text.count(mutation.before)} times")
    path.write_text(text.replace(mutation.before, mutation.after))


def _command(noticed_by: str) -> list[str]:
    python = sys.executable
    if noticed_by.startswith("tests/"):
        return [python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *noticed_by.split()]
    part, _, wanted = noticed_by.partition(" ")
    return [python, "-m", "tests.faults.campaign", part, wanted]
