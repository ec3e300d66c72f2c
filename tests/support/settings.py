"""A manager's settings through the door: as they stand, and changed."""

from tests.support.builders import MARA
from tests.support.door import Answer, Door, token_of

PATH = "/staff/v1/settings"


def shown(door: Door, who=MARA) -> Answer:
    return door.get(PATH, headers=token_of(who), query={"community": ["hv"]})


def changed(door: Door, patch: dict, who=MARA, version: int | None = None, lang="en") -> Answer:
    held = shown(door).json["version"] if version is None else version
    headers = token_of(who) | {"if-match": f'"{held}"', "accept-language": lang}
    return door.post_json(PATH, {"community": "hv", **patch}, headers)
