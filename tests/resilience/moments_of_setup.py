"""Moments of managers who change the estate: settings, people, places, and taking it back."""

import base64
import json
from collections.abc import Callable
from typing import Any

from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.kernel.history import effect
from chalicelib.setup import changes_store as changes
from chalicelib.setup.changes import (
    GROW,
    INVITE,
    MEMBER,
    SHRINK,
    Author,
    Change,
    change_of,
    of_places,
    plain,
)
from chalicelib.setup.sheets import store as pieces
from chalicelib.setup.sheets.model import ADDED, Deed, Piece
from tests.support.builders import GRACE, LIFT, MARA, PACO

from .moments import holding
from .town import Event, Town

FLAT = structs.replace(LIFT, code="7KQ2M9X0AB3CDG", name={"en": "Flat 1A"}, change="")
TOWER = {"community": "hv", "lines": ["Tower 9, floor 1, flats A to B"]}


def called(path: str, body: dict[str, Any], *, held: int | None = None, n: str = "setup") -> Any:
    """Return a call of the manager, who holds a version or none."""

    def given(town: Town) -> Event:
        call = town.staff_call("POST", f"/staff/v1/{path}", body, by=MARA, n=n)
        return call if held is None else holding(call, held)

    return given


settings = called("settings", {"community": "hv", "phone": "+852 1234"}, held=0)
tower = called("places", TOWER)
rename = called(f"places/{LIFT.code}", {"name": {"en": "Lift two"}}, held=0)
retire = called(f"places/{LIFT.code}/retire", {"code": LIFT.code})
promote = called("members/paco", {"community": "hv", "role": "lead"}, held=0)
let_go = called("members/paco/access", {"community": "hv", "action": "let_go"})
FILE = {
    "community": "hv",
    "kind": "places",
    "file": base64.b64encode(b'Places\n"Tower 9, floor 1, flats A to B"\n').decode(),
}
look_at_file = called("imports/preview", FILE)
look = called("topics/preview", {"community": "hv", "topic": "leak"})
invite = called(
    "members", {"community": "hv", "username": "nell", "name": "Nell", "subject": "s-nell"}
)


def undo(before: Callable[[Town], Event], what: str) -> Any:
    """Return the call that takes back what was done before."""

    def given(town: Town) -> Event:
        town.do(before(town))
        (found,) = [each for each in changes.newest("hv", before="", limit=9) if each.what == what]
        body = {"community": "hv", "change": found.number}
        call: Event = called("changes/undo", body, n="undo")(town)
        return call

    return given


def import_file(town: Town) -> Event:
    """Return the confirmation of a file that was looked at."""
    seen = town.do(look_at_file(town))
    call: Event = called("imports", FILE | {"mark": json.loads(seen.text)["mark"]})(town)
    return call


def import_people(town: Town) -> Event:
    """Return the confirmation of a file with somebody new and somebody who changes."""
    rows = b"User name,Name,Role,sub\nnell,Nell,staff,s-nell\npaco,Paco,lead,\n"
    file = FILE | {"kind": "people", "file": base64.b64encode(rows).decode()}
    seen = town.do(called("imports/preview", file)(town))
    call: Event = called("imports", file | {"mark": json.loads(seen.text)["mark"]})(town)
    return call


def left_uninvited_by_file(town: Town) -> Event:
    """Return the sweep that finds people of a file whom a kill left uninvited."""
    nell = Deed(MEMBER, ADDED, "Nell", 2, PACO.login, to={"id": "nell"}, mail="n@acme.example")
    piece = Piece(community="hv", change="k", number=0, deeds=[nell], version=2)
    pending = {effect(2, INVITE): town.now}
    pieces.insert(structs.replace(piece, pending=pending, due_at=town.now + GRACE))
    return sent_again(town)


def named(town: Town) -> Event:
    """Return the call that names a building otherwise, whose flats follow."""
    town.do(tower(town))
    before = estate.fresh_community("hv")
    assert before is not None
    buildings = {"tower9": {"en": "Pearl House", "zh-Hant": "明珠閣"}}
    body = {"community": "hv", "buildings": buildings}
    call: Event = called("settings", body, held=before.writes, n="named")(town)
    return call


def author(town: Town, undoes: str = "") -> Author:
    return Author(MARA.id, MARA.name, town.now, undoes=undoes)


def owing(change: Change, what: str) -> Change:
    """Return a change that was made and owes this alone."""
    return structs.replace(change, made=True, pending={effect(1, what): change.at})


def left_unmarked(town: Town) -> Event:
    """Return the sweep that finds a change which was made, and which nobody marked."""
    before = estate.fresh_community("hv")
    assert before is not None
    change = change_of(before, structs.replace(before, phone="+852 1"), author(town))
    assert change is not None
    changes.insert(change)
    estate.revise(before, structs.replace(before, phone="+852 1", change=change.number))
    return sent_again(town)


def left(what: str) -> Any:
    """Return the sweep that finds a change with places which a kill left half done."""

    def given(town: Town) -> Event:
        flat = plain(FLAT)
        if what == GROW:
            rows: list[Any] = [flat]
            changes.insert(of_places("hv", rows, FLAT.name, author(town), key="k", owes=GROW))
        else:
            first = of_places("hv", [flat], FLAT.name, author(town), key="k", owes=GROW)
            first = structs.replace(first, pending={}, due_at=None)
            changes.insert(first)
            estate.insert_place(structs.replace(FLAT, change=first.number))
            by = author(town, first.number)
            changes.insert(of_places("hv", [FLAT.code], FLAT.name, by, key="b", owes=SHRINK))
        return sent_again(town)

    return given


def left_uninvited(town: Town) -> Event:
    """Return the sweep that finds an invitation which a kill left unsent."""
    change = change_of(None, PACO, author(town), owes=(INVITE,))
    assert change is not None
    changes.insert(owing(change, INVITE))
    return sent_again(town)


def sent_again(town: Town) -> Event:
    town.now += GRACE + 1
    return town.sweep()
