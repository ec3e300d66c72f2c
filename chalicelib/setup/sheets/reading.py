"""A kind of sheet: its columns, how its rows are read, and what is there as rows."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from chalicelib.estate.model import Community
from chalicelib.estate.people import Staff
from chalicelib.kernel.problems import Problem
from chalicelib.setup import checks
from chalicelib.setup.changes import COMMUNITY, Author, plain

from .columns import Column, Line
from .model import ADDED, CHANGED, PIECE, Deed


class Given(Struct, frozen=True):
    """What a sheet is read against; `staff` is None where an operator takes it in."""

    community: Community
    author: Author
    staff: Staff | None = None


class Reading:
    """The rows of one file against what is there."""

    def __init__(self, given: Given) -> None:
        self.community = given.community
        self.author = given.author
        self.staff = given.staff
        self.untouched: set[str] = set()
        self.deeds: list[Deed] = []
        self._rows: dict[Any, int] = {}

    def read(self, line: Line) -> Iterator[Problem]:
        """Take in one row; yield what is wrong with it."""
        raise NotImplementedError

    def late(self) -> Iterator[tuple[int, Problem]]:
        """Yield what only the whole file shows to be wrong, with the row."""
        yield from ()

    def all(self) -> list[Deed]:
        """Return what the rows do, in the order in which it is done."""
        return self.deeds

    def gone(self) -> list[str]:
        """Return what is there and not in the file, as people call it."""
        raise NotImplementedError

    def _twice(self, line: Line, key: Any, said: str) -> Iterator[Problem]:
        before = self._rows.setdefault(key, line.number)
        if before != line.number:
            yield Problem("row", said, {"row": str(before)})


class Entries(Reading):
    """Rows that are entries of one setting of the community, each under a key of its own."""

    setting = ""
    """Where the entries stand, as "contractors" or "calendar.exceptions"."""
    value = ""
    """The column of what is wrong with an entry as a whole."""

    def __init__(self, given: Given, there: Mapping[str, Any], titles: Mapping[str, str]) -> None:
        """Read against what is `there` by key; `titles` say what people call each."""
        super().__init__(given)
        self.there, self.titles = there, titles

    def gone(self) -> list[str]:
        seen = self.untouched | {deed.subject for deed in self.deeds}
        return sorted(self.titles[key] for key in self.there if key not in seen)

    def late(self) -> Iterator[tuple[int, Problem]]:
        row = plain(self.community)
        rows = {}
        for deed in self.deeds:
            for path, value in deed.to.items():
                put_at(row, path, value)
                rows[path] = deed.row
        for problem in checks.problems(row, ours=frozenset()):
            where = problem.field.replace("[", ".").replace("]", "")
            path = next((path for path in rows if f"{where}.".startswith(f"{path}.")), "")
            if path:
                field = where.removeprefix(path).strip(".") or self.value
                yield rows[path], Problem(field, problem.said, problem.values)

    def _put(self, line: Line, key: str, value: Any, title: str, setting: str = "") -> None:
        is_new, was = key not in self.there, self.there.get(key)
        if was == value and not is_new:
            self.untouched.add(key)
            return
        path = f"{setting or self.setting}.{key.rpartition('|')[2]}"
        how = ADDED if is_new else CHANGED
        self.deeds.append(
            Deed(COMMUNITY, how, title, line.number, key, was={path: was}, to={path: value})
        )


class Kind(Struct, frozen=True):
    """One kind of sheet."""

    columns: tuple[Column, ...]
    read: Callable[[Given], Reading]
    rows: Callable[[Given], list[dict[str, str]]]
    """What is there, as a template has it, by the codes of the columns."""
    piece: int = PIECE
    """Rows of one piece."""


def value_at(row: Mapping[str, Any], path: str) -> Any:
    """Return what stands in a row at a path, as "contractors.lifts"; None where nothing does."""
    field, *rest = path.split(".")
    found = row.get(field)
    return value_at(found or {}, ".".join(rest)) if rest else found


def put_at(row: dict[str, Any], path: str, value: Any) -> None:
    """Put a value into a row at a path; None takes it out."""
    field, _, rest = path.partition(".")
    if rest:
        put_at(row.setdefault(field, {}), rest, value)
    elif value is None:
        row.pop(field, None)
    else:
        row[field] = value
