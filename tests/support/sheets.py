"""Spreadsheets as managers send them: looked at, put in to the end, taken back."""

import base64
import io
from collections.abc import Sequence

from openpyxl import Workbook

from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.http.call import now_ms
from tests.support.builders import MARA, World
from tests.support.door import Answer, Door, token_of

PATH = "/staff/v1/imports"


def workbook(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def sheet(text: str, coding: str = "utf-8") -> bytes:
    return text.encode(coding)


def asked(door: Door, path: str, data: bytes, who=MARA, kind: str = "places", **more) -> Answer:
    file = base64.b64encode(data).decode()
    body = {"community": "hv", "kind": kind, "file": file, **more}
    return door.post_json(path, body, token_of(who))


def looked(door: Door, data: bytes, **more) -> dict:
    answer = asked(door, f"{PATH}/preview", data, **more)
    assert answer.status == 200, answer.text
    return answer.json


def confirmed(door: Door, data: bytes, **more) -> Answer:
    return asked(door, PATH, data, mark=looked(door, data, **more)["mark"], **more)


def imported(door: Door, data: bytes, **more) -> dict:
    """Import a file to its end and return its entry of the history."""
    answer = confirmed(door, data, **more)
    assert answer.status == 202, answer.text
    drained()
    return progress(door, answer.json["number"])


def progress(door: Door, number: str) -> dict:
    return door.get(f"{PATH}/{number}", headers=token_of(MARA), query={"community": ["hv"]}).json


def drained() -> None:
    world = World()
    for tries in range(1, 9):
        world.sweep(now_ms() + tries * 6 * GRACE_MS)


def taken_back(door: Door, number: str) -> dict:
    """Take an import back to its end and return the entry that did so."""
    body = {"community": "hv", "change": number}
    answer = door.post_json("/staff/v1/changes/undo", body, token_of(MARA))
    assert answer.status == 200, answer.text
    drained()
    return next(each for each in history(door) if each["undoes"] == number)


def history(door: Door) -> list[dict]:
    query = {"community": ["hv"]}
    return door.get("/staff/v1/changes", headers=token_of(MARA), query=query).json["changes"]


def template(door: Door, format: str, kind: str = "places", lang: str = "en") -> bytes:
    query = {"community": ["hv"], "kind": [kind], "format": [format]}
    headers = token_of(MARA) | {"accept-language": lang}
    found = door.get("/staff/v1/template", headers=headers, query=query)
    assert found.status == 200, found.text
    return base64.b64decode(found.json["file"])
