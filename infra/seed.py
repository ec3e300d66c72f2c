"""Load an estate: communities, places and staff, from one JSON file.

`make run` loads infra/demo/estate.json. A company loads its own:

    python -m infra.seed --file my-estate.json --stage live --region ap-southeast-1

Or one community's places, people, contractors and so on from a spreadsheet, as its managers do:

    python -m infra.seed --file places.xlsx --community hv --stage live --region ap-southeast-1
    python -m infra.seed --file people.csv --kind people --community hv --stage live --region ...

The JSON file has the shape of the demo's. Everything is put by its own key, so that loading
twice changes nothing, and loading a changed file changes what differs. Every mistake is said
with its field (setup/checks.py), and then nothing is put at all.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

from infra import chats, holiday_tables, logins, seed_sheet, stacks
from infra.cloud import target
from infra.environment import environment
from infra.estate_file import shape
from infra.logins import PASSWORD
from infra.paths import ROOT
from infra.say import Refused, line, one_sentence

DEMO = ROOT / "infra/demo/estate.json"


def main() -> None:
    with one_sentence():
        args = _arguments()
        _work_on(args)
        if args.file.suffix.lower() in seed_sheet.SUFFIXES:
            seed_sheet.put(args.file, args.community, args.kind)
            return
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
        if args.stage and told["places"]:
            line(f"  first label: {told['places'][0]['url']}")
        line(f"  {len(communities)} communities, {len(places)} places, {len(members)} staff")
        if os.environ.get("USER_POOL") and not demo:
            # Not before the environment is there.
            from chalicelib.administration.invitations import invite

            now = time.time_ns() // 1_000_000
            for said in invite(members, os.environ["ADDRESS"], now=now):
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
    from msgspec import structs

    from chalicelib.cases.tasks import offboarding
    from chalicelib.estate import store as estate
    from chalicelib.kernel.errors import InvalidInput
    from chalicelib.reports import send_digest

    now = time.time_ns() // 1_000_000
    for community in communities:
        before = estate.fresh_community(community.code)
        kept = structs.replace(community, hooks=before.hooks) if before else community
        try:
            offboarding.reorganise(before, kept, now=now)
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
    from chalicelib.setup import checks, rows

    shape(data)
    now = time.time_ns() // 1_000_000
    problems = []
    codes = {}
    for each in data["communities"]:
        row = {**each, "company": data["company"]}
        found = checks.problems(row)
        problems += [f"community {each.get('code')}: {problem}" for problem in found]
        if not found:
            codes[each["code"]] = checks.community_of(row)
    for each in data["places"]:
        found = list(rows.place_problems(each, codes))
        problems += [f"place {each.get('code')}: {problem}" for problem in found]
    for each in data["staff"]:
        found = list(rows.member_problems(each, codes))
        problems += [f"staff {each.get('username')}: {problem}" for problem in found]
    if problems:
        raise Refused("\n  ".join(problems))
    places = [rows.place_of(each, now=now) for each in data["places"]]
    members = [_member(each, data["company"], subjects) for each in data["staff"]]
    return list(codes.values()), places, members


def _member(each: dict[str, Any], company: str, subjects: dict[str, str]) -> Any:
    from chalicelib.estate.members import Member
    from chalicelib.kernel.text import clean

    kept = {n: v for n, v in each.items() if n not in ("username", "subject", "email")}
    kept["name"] = clean(each["name"])
    login = f"{os.environ.get('OIDC_ISSUER', '')}#{subjects[each['username']]}"
    return Member(login=login, id=each["username"], company=company, **kept)


def summary(data: dict[str, Any], *, demo: bool) -> dict[str, Any]:
    """Return what a person or a script needs to begin: a label, and who may sign in."""
    address = os.environ.get("ADDRESS", "")
    live = [place for place in data["places"] if not place.get("replaced_by")]
    return {
        "place": live[0]["code"] if live else "",
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
    parser.add_argument("--community", default="", help="whose rows a spreadsheet has: its code")
    parser.add_argument(
        "--kind", default="places", help="what its rows are: places, households, people, ..."
    )
    parser.add_argument(
        "--made-up", action="store_true", help="nobody is real: staff get the demo's password"
    )
    parser.add_argument("--stage", default="", help="the stage to load it into")
    parser.add_argument("--region", default=os.environ.get("AWS_REGION", ""))
    parser.add_argument("--endpoint", help="the emulator's address; AWS without it")
    parser.add_argument("--write", type=Path, help="where to write what was loaded, as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
