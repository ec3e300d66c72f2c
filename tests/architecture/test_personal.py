"""Every stored field says what it is for, by what right it is kept, and for how long."""

import importlib
import pkgutil

import chalicelib
from chalicelib.platform.storage import table
from chalicelib.privacy import personal

for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
    importlib.import_module(module.name)

STORED = table.STORED


def test_every_stored_field_is_explained() -> None:
    missing = {
        f"{struct.__name__}.{name}"
        for struct in STORED
        for name in struct.__struct_fields__
        if personal.use_of(struct.__name__, name) is None
    }
    assert missing == set(), "say in the feature.py of its context what these are for"


def test_no_field_is_explained_that_is_not_stored() -> None:
    fields = {struct.__name__: set(struct.__struct_fields__) for struct in STORED}
    explained = {
        name: {field for names in uses.values() for field in names}
        for name, uses in personal.stored().items()
    }
    assert {
        n: e - fields.get(n, set()) for n, e in explained.items() if e - fields.get(n, set())
    } == {}


def test_no_field_is_explained_twice() -> None:
    for name, uses in personal.stored().items():
        fields = [field for names in uses.values() for field in names]
        assert len(fields) == len(set(fields)), name


def test_what_names_a_resident_has_an_end_and_what_stays_has_none() -> None:
    for uses in personal.stored().values():
        for use in uses:
            assert use.purpose and use.basis
            assert (use.kept is None) != use.goes
