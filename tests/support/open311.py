"""A city that reports to Harbour View: its key, and places with points."""

from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.programs.keys import store as keys
from tests.programs.keys.samples import program_key
from tests.support.builders import HARBOUR, LIFT, LOBBY

FLAT = structs.replace(
    LIFT, code="9KQ2M9X0AB3CDE", name={"en": "Flat 12A"}, kind="private", household="12A"
)


def given(*rights: str) -> str:
    """Store a key and an estate with a point, a lobby and a flat; return the key's text."""
    made, text = program_key("city", "hv", list(rights))
    keys.insert(made)
    estate.put_community(structs.replace(HARBOUR, point="22.2810,114.1580"))
    estate.put_place(structs.replace(LOBBY, point="22.2900,114.1600"))
    estate.put_place(FLAT)
    return text
