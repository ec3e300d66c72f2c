"""Rows of a spreadsheet, by the code of the board: looked at, then put as one change."""

import secrets
import time
from pathlib import Path

from infra.say import Refused, line

SUFFIXES = (".csv", ".xlsx", ".xlsm")
BY = "infra.seed"


def put(path: Path, code: str, kind: str = "places") -> None:
    """Put the rows of a file into a community, or raise Refused with every mistake of it."""
    # Here and not above: the models read the tables' names when they are imported.
    from chalicelib.estate import store as estate
    from chalicelib.kernel.errors import InvalidInput
    from chalicelib.setup.changes import Author
    from chalicelib.setup.sheets import imports
    from chalicelib.setup.sheets.reading import Given

    community = estate.fresh_community(code)
    if community is None:
        raise Refused("say whose rows these are: --community CODE")
    author = Author(BY, BY, time.time_ns() // 1_000_000, secrets.token_hex(4))
    try:
        file = imports.File(kind, path.read_bytes())
        seen = imports.planned(Given(community, author), file)
    except OSError:
        raise Refused(f"{path} cannot be read") from None
    except InvalidInput as error:
        raise Refused(", ".join(f"{path} {said}" for said in error.fields.values())) from None
    plan = seen.plan
    if plan.mistakes:
        told = [f"row {each.row}, {each.column}: {each.said}" for each in plan.mistakes]
        raise Refused("\n  ".join(told))
    if plan.deeds:
        # What becomes of a code is stored with the change: its secret is needed once.
        begun = imports.begin(
            code, seen, author, secret=secrets.token_bytes(32), enqueue=lambda *_: None
        )
        _finish(begun.community, begun.number)
    rows = sum(deed.row > 0 for deed in plan.deeds)
    line(
        f"  {rows} {kind} put or changed, {plan.untouched} as they are, {len(plan.gone)} not in it"
    )


def _finish(code: str, number: str) -> None:
    """Do what a worker would; what a kill leaves undone, the sweep goes on with."""
    from chalicelib.platform.effects import Tools
    from chalicelib.setup import changes_store as changes
    from chalicelib.setup.sheets import load

    alone = Tools(
        enqueue=lambda *_: None,
        deliver=lambda _: None,
        secret=lambda: b"",
        link=lambda *_: "",
    )
    while (change := changes.get(code, number)) and change.pending:
        now = time.time_ns() // 1_000_000
        load.load(change, next(iter(change.pending)), now=now, tools=alone)
