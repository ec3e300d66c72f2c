"""
Importing a file: what it would do, shown first; then done, as one entry of the history.

The rows are cut into pieces, which stand before the entry counts as made; a worker puts them piece
by piece (load.py). What a kill leaves undone before that is cleared away, after that goes on.
"""

from msgspec import Struct, structs

from chalicelib.estate.people import Staff
from chalicelib.i18n import spoken
from chalicelib.kernel.errors import NotAllowed, NotFound
from chalicelib.kernel.history import GRACE_MS, effect
from chalicelib.kernel.problems import Problem, Wrong
from chalicelib.kernel.words import N_
from chalicelib.platform.effects import Enqueue, publish_effects
from chalicelib.platform.storage.connection import ConditionFailed
from chalicelib.setup import changes_store as changes
from chalicelib.setup.change import community_now, must_manage, refuse
from chalicelib.setup.changes import IMPORT, PLACE, Author, Change
from chalicelib.setup.places import new_code

from . import cells as files
from . import places, store
from .columns import Line, Table, formulas, recognised
from .kinds import KINDS
from .model import ADDED, CHANGED, PIECE, Mistake, Piece, Plan
from .reading import Given, Reading

LOAD, UNLOAD = "load", "unload"

RECENT = 20
"""Changes among which the one is looked for that a retried call made: it is seconds old."""


class File(Struct, frozen=True):
    """A file as it came: what its rows are, and in which encoding it is to be read ("": guess)."""

    kind: str
    data: bytes
    coding: str = ""


class Preview(Struct, frozen=True):
    """What a file would do, in which encoding it was read, and which columns nobody read."""

    kind: str
    plan: Plan
    coding: str
    unread: list[str]
    mark: str


def preview(staff: Staff, code: str, file: File, author: Author) -> Preview:
    """Say what a file would do; nothing is done. Raises InvalidInput where it cannot be read."""
    return planned(Given(community_now(staff, code), author, staff), file)


def planned(given: Given, file: File) -> Preview:
    """See `preview`; who may is for the caller to say."""
    kind = KINDS.get(file.kind)
    try:
        if kind is None:
            raise Wrong("kind", N_("must be one of %(known)s"), known=", ".join(KINDS))
        cells = files.read(file.data, file.coding)
        table = recognised(kind.columns, cells)
    except Wrong as wrong:
        refuse([wrong.problem])
        raise
    reading = kind.read(given)
    mistakes = _mistakes(table, reading, given.author)
    plan = Plan(reading.all(), len(reading.untouched), reading.gone(), mistakes)
    recent = changes.newest(given.community.code, before="", limit=RECENT)
    # One that a throttled try left behind was never made: it is as if it were not there.
    mark = plan.mark(next((each.number for each in recent if each.made), ""))
    return Preview(file.kind, plan, cells.coding, table.unread, mark)


def confirm(
    staff: Staff,
    code: str,
    file: File,
    mark: str,
    author: Author,
    *,
    secret: bytes,
    enqueue: Enqueue,
) -> Change:
    """Do what a file was shown to do; the same call again gives the same change.

    Raises NotAllowed where the file would do another thing by now.
    """
    must_manage(staff, code)
    if mark and (made := _made(code, mark)):
        return made
    seen = preview(staff, code, file, author)
    if seen.plan.mistakes or not seen.plan.deeds:
        raise NotAllowed("This file has mistakes, or nothing to change.", state="looked")
    if seen.mark != mark:
        raise NotAllowed(
            "The estate has changed since you looked. Please look once more.", state="changed"
        )
    return begin(code, seen, author, secret=secret, enqueue=enqueue)


def begin(code: str, seen: Preview, author: Author, *, secret: bytes, enqueue: Enqueue) -> Change:
    """Store what was seen, without mistakes, as one change; from then on it goes on by itself.

    The codes of new places follow from its mark: two taps at one instant make none twice.
    """
    plan = seen.plan
    rows = min(PIECE, KINDS[seen.kind].piece)
    change = Change(
        number=f"{author.at:013d}-{_nonce(seen.mark)}",
        community=code,
        what=IMPORT,
        subject=seen.kind,
        title={"": plan.deeds[-1].title},
        at=author.at,
        by=author.id,
        by_name=author.name,
        fields=_counted(plan),
        pieces=-(-len(plan.deeds) // rows),
        pending={effect(1, LOAD): author.at},
        due_at=author.at + GRACE_MS,
    )
    changes.insert(change)
    for piece in _pieces(change, seen, rows, secret):
        store.insert(piece)
    # From here on it counts: whatever is killed now, the rest follows.
    made = changes.save(change, structs.replace(change, made=True))
    publish_effects(made, list(made.pending), enqueue)
    return made


def progress(staff: Staff, community: str, number: str) -> Change:
    """Return an import as it stands."""
    must_manage(staff, community)
    found = changes.get(community, number)
    if found is None or found.what != IMPORT or not found.made:
        raise NotFound("there is no such import")
    return found


def take_back(change: Change, author: Author, enqueue: Enqueue) -> None:
    """Begin to take an import back; of two at once one does it."""
    back = Change(
        number=f"{author.at:013d}-{author.nonce}u",
        community=change.community,
        what=IMPORT,
        subject=change.subject,
        title=change.title,
        at=author.at,
        by=author.id,
        by_name=author.name,
        fields={how: {"from": count["to"], "to": None} for how, count in change.fields.items()},
        undoes=change.number,
        pieces=change.pieces,
        made=True,
        pending={effect(1, UNLOAD): author.at},
        due_at=author.at + GRACE_MS,
    )
    changes.insert(back)
    try:
        changes.save(change, structs.replace(change, undone_by=back.number))
    except ConditionFailed:
        # Somebody else was quicker: the worker drops this one.
        return
    publish_effects(back, list(back.pending), enqueue)


def _nonce(mark: str) -> str:
    return f"{mark[:20]}i"


def _made(code: str, mark: str) -> Change | None:
    """Return the import that this preview led to already: a call that was answered twice."""
    recent = changes.newest(code, before="", limit=RECENT)
    return next((each for each in recent if each.made and _said_by(each) == _nonce(mark)), None)


def _said_by(change: Change) -> str:
    return change.number.partition("-")[2]


def _counted(plan: Plan) -> dict[str, dict[str, int | None]]:
    counts = {
        how: sum(deed.how == how and deed.row > 0 for deed in plan.deeds)
        for how in (ADDED, CHANGED)
    }
    return {how: {"from": None, "to": count} for how, count in counts.items() if count}


def _pieces(change: Change, seen: Preview, rows: int, secret: bytes) -> list[Piece]:
    coded = [
        places.put_code(deed, new_code(secret, seen.mark, n))
        if deed.what == PLACE and deed.how == ADDED
        else deed
        for n, deed in enumerate(seen.plan.deeds)
    ]
    return [
        Piece(
            community=change.community,
            change=change.number,
            number=number,
            deeds=coded[number * rows : (number + 1) * rows],
        )
        for number in range(change.pieces)
    ]


def _mistakes(table: Table, reading: Reading, author: Author) -> list[Mistake]:
    """Let every row be read; return every mistake with its row and its column."""
    found = []
    for line in table.lines:
        found += [(line.number, problem) for problem in _computed(line) or reading.read(line)]
    found += reading.late()
    return [
        Mistake(number, _heading(table, problem.field), spoken(author.lang, problem.sentence))
        for number, problem in sorted(found, key=lambda each: each[0])
    ]


def _computed(line: Line) -> list[Problem]:
    return [Problem(each, N_("is a formula; put its value there")) for each in formulas(line)]


def _heading(table: Table, field: str) -> str:
    column = field.partition(".")[0]
    return table.headings.get(field) or table.headings.get(column, "")
