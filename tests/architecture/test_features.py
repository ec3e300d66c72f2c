"""A feature is a folder and one line: a toy one is added here, and it lives like the others."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from msgspec import structs

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.personal import BOOKKEEPING, COUNT, SYSTEM
from chalicelib.platform import entities
from chalicelib.platform.feature import Feature, features
from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import KINDS, Kind
from chalicelib.privacy import personal
from chalicelib.wiring import effect_handlers, timers
from chalicelib.wiring.features import FEATURES

DONE: list[str] = []


class Toy(Entity, frozen=True, kw_only=True):
    """A thing that asks for nothing but to be looked at once."""

    id: str
    rings_at: int


def _clocks(toy: Toy, now: int) -> list[int | None]:
    return [toy.rings_at]


def _tick(toy: Toy, *, now: int, tools: Any) -> bool:
    DONE.append(f"ticked {toy.id}")
    return True


def _wave(toy: Toy, name: str, *, now: int, tools: Any) -> None:
    DONE.append(f"finished {name}")


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Toy]:
    """A context of one folder, `toys`, and its one line in the list of features."""
    kind = Kind(Toy, lambda toy: (toy.id, "toy"))
    manifest = Feature(
        "toys",
        entities={"toy": "toys:TOYS"},
        clocks={"toy": "toys:clocks"},
        timers={"toy": "toys:tick"},
        effects={("toy", "wave"): "toys:wave"},
        personal={"Toy": {COUNT: ("id", "rings_at"), SYSTEM: BOOKKEEPING}},
    )
    folder = {"feature": {"FEATURE": manifest},
              "toys": {"TOYS": kind, "clocks": _clocks, "tick": _tick, "wave": _wave}}  # fmt: skip
    for name, holds in folder.items():
        module = ModuleType(f"chalicelib.toys.{name}")
        vars(module).update(holds)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(sys.modules, "chalicelib.toys", ModuleType("chalicelib.toys"))
    monkeypatch.setattr("chalicelib.wiring.features.FEATURES", (*FEATURES, "toys"))
    _forget()
    monkeypatch.setattr(timers, "TIMERS", timers.timers())
    yield Toy(id="t1", rings_at=7)
    _forget()
    DONE.clear()
    del KINDS[Toy]
    table.STORED.discard(Toy)


def _forget() -> None:
    for cached in (features, entities.names, entities.kind_of, entities._clocks, personal.stored):
        cached.cache_clear()


def test_a_new_feature_needs_its_folder_and_one_line(toy: Toy) -> None:
    assert entities.key_of(toy) == ("t1", "toy")
    assert entities.clocks_of(toy, now=1) == [7]
    assert timers.tick(toy, now=8, tools=None)  # type: ignore[arg-type]
    effect_handlers.handlers()["toy", "wave"](toy, "1#wave", now=8, tools=None)
    assert DONE == ["ticked t1", "finished 1#wave"]
    assert personal.use_of("Toy", "rings_at") == COUNT


def test_what_a_manifest_names_is_there() -> None:
    for feature in features():
        for rows in (feature.clocks, feature.timers, feature.effects):
            assert all(callable(named.load()) for _, named in feature.named(rows)), feature.name
        assert all(isinstance(kind.load(), Kind) for _, kind in feature.named(feature.entities))


def test_an_entity_belongs_to_one_feature_and_an_effect_to_one_use_case() -> None:
    for rows in ("entities", "clocks", "effects", "personal"):
        told = [key for feature in features() for key in getattr(feature, rows)]
        assert len(told) == len(set(told)), rows


def test_nobody_ticks_for_an_entity_without_a_timer(toy: Toy) -> None:
    timers.TIMERS.pop(("toy", "toys"))
    assert not timers.tick(structs.replace(toy, id="t2"), now=8, tools=None)  # type: ignore[arg-type]
