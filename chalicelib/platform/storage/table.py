"""
The four tables and how they are read and written. Every access pattern is here:

    requests   pk = request id                  one query: request, tasks, notes, contacts, photos
               sk = "request"                    the request
                    "task#<cause>.<department>"  one task
                    "note#<key>"                  words added later, once a key
                    "contact#<hash>"             an address, unverified until it answers
                    "photo#<slot>"               a photo that was looked at: ready or refused
                    "look#<at>#<staff>"          who looked at contact data
                    "join#<request>"             somebody who has the same; read in pieces, too
               pk = "<community>-bundle#<person>"  sk = "bundle": a person's open nudge bundle
                    "bundle#<number>"             the next, while those before it are full
               pk = "<community>-clearing#…"     sk = "clearing": of who left, of what closed
               pk = "<community>-changes"        sk = "change#<number>": what managers changed
               pk = "<community>-mail"           sk = "letter#<id>": a mail that was set aside
               pk = "<community>-programs"       sk = "key#<id>": what a program may do
               pk = "<community>-copies"         sk = "copy#<id>": everything, as one file
               pk = "<community>-daily"          sk = "daily#<local date>": what changed, as a file
               pk = "<community>-hooks"          sk = "hook#<id>": what tells another program
               pk = "<hook>-deliveries"          sk = "posting#<at>-<id>": one event on its way
               pk = "digest#<login>"             sk = "digest": a lead's daily message
               pk = "<community>-stuck"          sk = "stuck#<item>": what cannot go on by itself
               pk = "<community>-tally"          sk = "tally#<local date>": counts of a day
               pk = "reconcile…"                 see reports/reconcile_store.py
               pk = opinion id                   sk = "opinion": one thing that somebody heard
               pk = measure id                   sk = "measure": what we will do about it
               pk = "<community>-needs"          sk = "needs#<building>": which patterns it had
               pk = "<community>-hearing"        sk = "hearing": when to ask who heard nothing
               pk = "<community>-home-<household>"  sk = "home": when its next consent ends
               pk = lesson id                    sk = "lesson": what a case taught
                    "caution"                    under a request: a note that calms a case
               pk = "<community>-courtesy-<hash>"  sk = "courtesy": one small kindness
               pk = request or own id          sk = "thanks#<id>": one good word
               pk = "<community>-views#<login>"  sk = "view#<id>": a search kept under a name
               pk = "find#<community>#<department>#<month>"  what a search compares of a task:
                    "find#<when the request came>#<task>"     newest month back, newest first
               pk = "<community>-outage#<id>"      one query: the outage and its joins
               sk = "outage", "join#<request>"
    due        due#<shard> ≤ now                 the sweep: everything with a clock, oldest first
    moved      open#<shard>, pk                 the daily reconcile and daily files: what is not
               <UTC day>#<shard>, pk            over, and what last moved on a day
    queue      <community>.<department> > cursor staff polling: what changed, what left included
    place      <community>#<building> ≥ since    what was reported in one building, by time
               <community>#opinions, time        what was heard, and by which department
               company#<company>#lessons, topic  what a company learnt
               <community>#measures, topic       what we do about it, by topic and building
               <community>#outages ≥ since       outages that run, and those that ended since
               <community>.urgent                urgent tasks that nobody took on yet: the bell
               <request>.beside, time            what those who joined a request added
    person     <community>#<hash of contact>     "my requests", export, erasure
    reference  <community>#<reference>           the telephone
    estate     community#<code>                  sk = "community"
               company#<code>                    sk = "community#<code>": what a company has
               place#<code>                      sk = "place"
               login#<issuer>#<subject>          sk = "member#<community>": what they may do there
    members    <community>                       who works in a community
               <community>#places                its labels
    households <community>#<household>           sk = "preference#<code>": what helps, by consent
    ledger     what is counted or was delivered  rate limits, notices; expires by TTL

Nobody who waits waits for a scan: only `reports/reconcile_store.py` has one. Indexes are
eventually consistent: they find items; whoever acts on one re-reads or writes on condition.

A row is made from the domain's own struct (`row_of`), so that a field is named once.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from pynamodb.attributes import (
    UnicodeAttribute,
)
from pynamodb.connection.table import TableConnection
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from chalicelib.platform import settings

from .attributes import Stored, attribute, plain
from .connection import ConditionFailed, asking, connection

T = TypeVar("T", bound=msgspec.Struct)
LONGEST_PK, LONGEST_SK = 2_048, 1_024
"""Bytes of a key that the service takes."""


class Shared(Model):
    """A model that uses the process's one connection instead of making its own."""

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Any:
        return Stored(data)

    def deserialize(self, attribute_values: dict[str, dict[str, Any]]) -> None:
        """Keep what an update says stands there now."""
        self.stored = Stored(attribute_values)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        own = super()._get_connection()
        shared = connection()
        if own.connection is not shared:
            if own.table_name not in shared._tables:
                shared.add_meta_table(own.get_meta_table())
            own.connection = shared
        return own


def _index(name: str, hash_key: str, range_key: str | None = None) -> Any:
    # What an index projects is said once, in infra/resources/tables.json, which makes it.
    keys: dict[str, Any] = {hash_key: UnicodeAttribute(hash_key=True)}
    if range_key:
        keys[range_key] = UnicodeAttribute(range_key=True)
    meta = type("Meta", (), {"index_name": name, "projection": AllProjection()})
    return type(f"{name.title()}Index", (GlobalSecondaryIndex,), {**keys, "Meta": meta})()


class RequestsRow(Shared):
    """Anything in the table `requests`: its key and the keys of the sparse indexes."""

    class Meta:
        table_name = settings.table("requests")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    due_pk = UnicodeAttribute(null=True)
    due_sk = UnicodeAttribute(null=True)
    queue_pk = UnicodeAttribute(null=True)
    queue_sk = UnicodeAttribute(null=True)
    place_pk = UnicodeAttribute(null=True)
    place_sk = UnicodeAttribute(null=True)
    person_pk = UnicodeAttribute(null=True)
    person_sk = UnicodeAttribute(null=True)
    reference_pk = UnicodeAttribute(null=True)
    moved_pk = UnicodeAttribute(null=True)

    by_due = _index("due", "due_pk", "due_sk")
    by_queue = _index("queue", "queue_pk", "queue_sk")
    by_place = _index("place", "place_pk", "place_sk")
    by_person = _index("person", "person_pk", "person_sk")
    by_reference = _index("reference", "reference_pk")
    by_moved = _index("moved", "moved_pk", "pk")


class EstateRow(Shared):
    """Anything in the table `estate`."""

    class Meta:
        table_name = settings.table("estate")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    members_pk = UnicodeAttribute(null=True)
    members_sk = UnicodeAttribute(null=True)

    by_members = _index("members", "members_pk", "members_sk")


class HouseholdsRow(Shared):
    """Anything in the table `households`."""

    class Meta:
        table_name = settings.table("households")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class LedgerRow(Shared):
    """Anything in the table `ledger`."""

    class Meta:
        table_name = settings.table("ledger")

    pk = UnicodeAttribute(hash_key=True)


def row_of(base: type[Shared], struct: type[msgspec.Struct]) -> Any:
    """Make the model that stores `struct` in the table of `base`, a field an attribute."""
    fields = {
        field.name: attribute(field.type)
        for field in msgspec.structs.fields(struct)
        if not hasattr(base, field.name)
    }
    row = type(f"{struct.__name__}Row", (base,), fields)
    row.struct = struct  # type: ignore[attr-defined]
    STORED.add(struct)
    return row


STORED: set[type[msgspec.Struct]] = set()
"""What is stored at all."""


def values_of(item: msgspec.Struct) -> dict[str, Any]:
    """Return the attributes that store `item`; what is None is not stored."""
    plain = msgspec.to_builtins(item)
    return {name: value for name, value in plain.items() if value is not None}


def domain(row: Stored, struct: type[T]) -> T:
    """Return the domain's struct of a stored row."""
    return msgspec.convert(row.values, struct)


def shard(pk: str) -> str:
    """Return the partition of the due index in which an aggregate's clocks stand."""
    return f"due#{spread(pk)}"


def spread(pk: str) -> int:
    """Return which of the shards an aggregate belongs to."""
    return sha256(pk.encode()).digest()[0] % settings.due_shards()


def due_key(due_at: int, pk: str) -> str:
    """Return the sort key of the due index: by time, then by item."""
    return f"{due_at:013d}#{pk}"


def put_new(model: Any, pk: str, sk: str, values: dict[str, Any]) -> bool:
    """Put an item unless its key is taken; say whether it was put.

    Past the model: what `plain` makes of our values is what its attributes would make of
    them one by one, at a tenth of a submit's CPU.
    """
    attributes = {name: plain(value) for name, value in values.items() if value is not None}
    free = model.pk.does_not_exist()
    connection = model._get_connection()
    try:
        asking(lambda: connection.put_item(pk, sk, attributes=attributes, condition=free))
    except ConditionFailed:
        return False
    return True


def put(row: Model, condition: Condition | None = None) -> None:
    """Put a row, whatever stands there, or raise ConditionFailed."""
    asking(lambda: row.save(condition=condition))


def update(row: Shared, actions: Iterable[Action], condition: Condition | None) -> Stored:
    """Write changes, all or none, and return what stands there then; or raise ConditionFailed."""
    asking(lambda: row.update(actions=list(actions), condition=condition))
    return row.stored


def delete(row: Model) -> None:
    """Delete a row; gone already is fine."""
    asking(lambda: row.delete())


def get(model: Any, pk: str, sk: str, *, consistent: bool = True) -> Any:
    """Return a row or None: no row has a key that the service would not take."""
    if len(pk.encode()) > LONGEST_PK or len(sk.encode()) > LONGEST_SK:
        return None
    try:
        return asking(lambda: model.get(pk, sk, consistent_read=consistent))
    except model.DoesNotExist:
        return None


def query(call: Callable[[], Iterable[Any]]) -> list[Any]:
    """Return all pages of a query."""
    return asking(lambda: list(call()))


def batch(model: Any, keys: list[tuple[str, str]], *, consistent: bool = True) -> list[Any]:
    """Return the rows at these keys that are there, a hundred in one call, in any order."""
    return query(lambda: model.batch_get(keys, consistent_read=consistent)) if keys else []
