"""Load an estate: communities, places and staff, from one JSON file.

`make run` loads infra/demo/estate.json. A company loads its own:

    python -m infra.seed --file my-estate.json --stage live --region ap-southeast-1

The file has the shape of the demo's. Everything is put by its own key, so that loading
twice changes nothing, and loading a changed file changes what differs. A mistake is said
with its field, and then nothing is put at all.
"""

import argparse
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

from infra import chats, holiday_tables, invite, logins, stacks
from infra.cloud import target
from infra.estate_file import cleaned, shape, typed
from infra.local import environment
from infra.logins import PASSWORD
from infra.paths import ROOT
from infra.say import Refused, line, one_sentence

DEMO = ROOT / "infra/demo/estate.json"


def main() -> None:
    with one_sentence():
        args = _arguments()
        _work_on(args)
        # A calendar names its holiday region, whose table a fresh clone does not have yet.
        holiday_tables.ensure()
        data = read(args.file)
        demo = args.made_up or args.file == DEMO
        # Read whole before a login is made; stored whole before anybody is written to.
        load(data, {each["username"]: "" for each in data["staff"]})
        communities, places, members = load(data, logins.subjects(data, demo=demo))
        known = chats.stored(communities)
        put(communities, places, members)
        chats.try_new(communities, members, known)
        told = summary(data, demo=demo)
        if args.write:
            args.write.write_text(json.dumps(told, ensure_ascii=False))
        if args.stage:
            line(f"  first label: {told['places'][0]['url']}")
        line(f"  {len(communities)} communities, {len(places)} places, {len(members)} staff")
        if os.environ.get("USER_POOL") and not demo:
            for said in invite.invite(members, os.environ["ADDRESS"]):
                line(f"  {said}")


def _work_on(args: argparse.Namespace) -> None:
    """Take the names of tables and user pool from the stack; without a stage, from outside."""
    if not args.stage:
        return
    where = target(args.stage, args.region, args.endpoint)
    outputs = stacks.outputs(where)
    if not outputs:
        raise Refused(f"there is no stack {where.stack} in {where.region}.")
    os.environ.update(environment(where, outputs) | {"ADDRESS": outputs["PublicAddress"]})


def put(communities: list[Any], places: list[Any], members: list[Any]) -> None:
    """Store an estate; open work of who left or what closed goes to somebody else."""
    from chalicelib.cases.tasks import offboarding
    from chalicelib.estate import store as estate
    from chalicelib.kernel.errors import InvalidInput
    from chalicelib.reports import send_digest

    now = time.time_ns() // 1_000_000
    for community in communities:
        before = estate.community(community.code, now=now)
        try:
            offboarding.reorganise(before, community, now=now)
        except InvalidInput as error:
            raise Refused(f"community {community.code}: {error}") from None
    for place in places:
        estate.put_place(place)
    for member in members:
        if member.disabled:
            offboarding.dismiss(member, now=now)
        else:
            estate.put_member(member)
    for community in communities:
        send_digest.ensure(community.code, now=now)


def load(data: dict[str, Any], subjects: dict[str, str]) -> tuple[list[Any], list[Any], list[Any]]:
    """Return communities, places and members as they are stored, or raise Refused.

    `subjects` maps a username to what the identity provider calls that person.
    """
    # Here and not above: the models read the tables' names when they are imported.
    from chalicelib.estate.members import Member
    from chalicelib.kernel.text import clean

    shape(data)
    communities = [_community(each, data["company"]) for each in data["communities"]]
    codes = {community.code: community for community in communities}
    places = [_place(each, codes) for each in data["places"]]
    issuer = os.environ.get("OIDC_ISSUER", "")
    members = []
    for each in data["staff"]:
        where = f"staff {each.get('username')}"
        more = {"username": str, "subject": str, "email": str}
        typed(each, Member, where, more, {"login", "id", "company"})
        community = codes.get(each.get("community"))
        if community is None:
            raise Refused(f"{where}: community: there is none with this code")
        if each.get("role") not in ("staff", "lead", "manager", "admin"):
            raise Refused(f"{where}: role: must be staff, lead, manager or admin")
        for department in each.get("departments", []):
            if department not in community.departments:
                raise Refused(f"{where}: departments: {community.code} has no {department}")
        _check_channel(each, where)
        kept = {n: v for n, v in each.items() if n not in ("username", "subject", "email")}
        kept["name"] = clean(each["name"])
        login = f"{issuer}#{subjects[each['username']]}"
        members.append(Member(login=login, id=each["username"], company=data["company"], **kept))
    return communities, places, members


def summary(data: dict[str, Any], *, demo: bool) -> dict[str, Any]:
    """Return what a person or a script needs to begin: a label, and who may sign in."""
    address = os.environ.get("ADDRESS", "")
    live = [place for place in data["places"] if not place.get("replaced_by")]
    return {
        "place": live[0]["code"],
        "places": [
            {"code": place["code"], "community": place["community"], "name": place["name"],
             "url": f"{address}/q/{place['code']}"}
            for place in live
        ],
        "logins": [
            {"username": each["username"], "password": PASSWORD if demo else "",
             "role": each["role"], "community": each["community"],
             "departments": each["departments"]}
            for each in data["staff"]
        ],
    }  # fmt: skip


def _community(each: dict[str, Any], company: str) -> Any:
    from chalicelib.cases.contractors.model import wrong
    from chalicelib.cases.danger.duties import wrong as wrong_duties
    from chalicelib.channels.chats import spoken_form
    from chalicelib.estate.departments import DEPARTMENTS
    from chalicelib.estate.model import Community, calendars_from
    from chalicelib.estate.topics import effective
    from chalicelib.kernel.ids import is_community
    from chalicelib.kernel.worktime import calendar_from

    where = f"community {each.get('code')}"
    kinds = {"calendar": dict[str, Any], "calendars": dict[str, Any]}
    typed(each, Community, where, kinds, {"company"})
    if not is_community(str(each.get("code", ""))):
        raise Refused(f"{where}: code: 2 to 10 small letters and digits, a letter first")
    if not each["languages"]:
        raise Refused(f"{where}: languages: needs at least one")
    for name in each.get("departments", []):
        if name not in DEPARTMENTS:
            raise Refused(f"{where}: departments: there is no department {name}")
    _, problems = effective(each.get("topics", {}))
    for problem in problems:
        raise Refused(f"{where}: topics.{problem.topic}.{problem.field}: {problem.sentence}")
    for name, address in each.get("chats", {}).items():
        if spoken_form(address) is None:
            raise Refused(f"{where}: chats.{name}: is no robot of a chat that we know")
    said = wrong(each.get("contractors", {}), each.get("departments", []), each["languages"])
    said = said or wrong_duties(each.get("duties", {}), each.get("departments", []))
    if said:
        raise Refused(f"{where}: {said}")
    if bad := [c for c in each.get("text_countries", []) if not re.fullmatch(r"[1-9]\d{0,3}", c)]:
        raise Refused(f"{where}: text_countries: {bad[0]} is no calling code, as 852")
    for name, heir in each.get("redirects", {}).items():
        if heir not in {*each.get("departments", []), *each["redirects"]}:
            raise Refused(f"{where}: redirects.{name}: there is no department {heir} here")
    try:
        calendar = calendar_from(each["calendar"])
    except ValueError as error:
        raise Refused(f"{where}: calendar.{error}") from None
    try:
        hours = calendars_from(each.get("calendars", {}), each["calendar"], each["departments"])
    except ValueError as error:
        raise Refused(f"{where}: {error}") from None
    named = {"name": cleaned(each["name"]), "company": company, "calendar": calendar}
    return Community(**{**each, **named, "calendars": hours})


def _check_channel(each: dict[str, Any], where: str) -> None:
    from chalicelib.cases.contacts.model import parse
    from chalicelib.channels.chats import spoken_form
    from chalicelib.channels.deliver import DELIVER
    from chalicelib.notifications.ways.model import PUSH

    channel = each.get("channel", "email")
    known = [name for name in DELIVER if name != PUSH]
    if channel not in known:
        raise Refused(f"{where}: channel: must be {', '.join(known)}")
    mail = logins.mail_of(each)
    if mail and (parse(mail) or ("",))[0] != "email":
        field = "email" if each.get("email") else "address"
        raise Refused(f"{where}: {field}: is no mail address")
    if channel == "chat" and spoken_form(each.get("address", "")) is None:
        raise Refused(f"{where}: address: is no robot of a chat that we know")


def _place(each: dict[str, Any], codes: dict[str, Any]) -> Any:
    from chalicelib.estate.model import Place
    from chalicelib.kernel.ids import BadId, normalise_place_code

    where = f"place {each.get('code')}"
    typed(each, Place, where)
    if each.get("community") not in codes:
        raise Refused(f"{where}: community: there is none with this code")
    try:
        code = normalise_place_code(str(each["code"]))
    except BadId:
        raise Refused(f"{where}: code: 14 letters and digits, without U") from None
    kept = {name: value for name, value in each.items() if name != "code"}
    kept["name"] = cleaned(each["name"])
    if each.get("replaced_by"):
        try:
            successor = normalise_place_code(each["replaced_by"])
        except BadId:
            raise Refused(f"{where}: replaced_by: 14 letters and digits, without U") from None
        kept |= {
            "replaced_by": successor,
            "retired_at": each.get("retired_at") or time.time_ns() // 1_000_000,
        }
    return Place(code=code, **kept)


def read(path: Path) -> dict[str, Any]:
    """Return what an estate file says, or raise Refused."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise Refused(f"{path} cannot be read") from None
    except ValueError as error:
        raise Refused(f"{path} is not JSON: {error}") from None
    shape(data)
    return dict(data)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.seed", description=__doc__)
    parser.add_argument("--file", type=Path, default=DEMO, help="the estate to load")
    parser.add_argument(
        "--made-up", action="store_true", help="nobody is real: staff get the demo's password"
    )
    parser.add_argument("--stage", default="", help="the stage to load it into")
    parser.add_argument("--region", default=os.environ.get("AWS_REGION", ""))
    parser.add_argument("--endpoint", help="the emulator's address; AWS without it")
    parser.add_argument("--write", type=Path, help="where to write what was loaded, as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
