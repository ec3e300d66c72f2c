"""
Give one person a copy of all that is kept of them, or erase them everywhere:

    python -m infra.person export --community hv --contact rosa@example.com --out copy/
    python -m infra.person erase  --community hv --contact rosa@example.com

On AWS add --stage and --region; without them, the system that `make run` runs. The copy is
copy.json, copy.html and the photos. An address that never answered its confirmation message
proves nothing: what came with it is left out, and left alone, unless you made sure who is
asking and say --unproven.
"""

import argparse
import getpass
import json
import os
import time
from pathlib import Path
from typing import Any

from infra import stacks
from infra.cloud import Target, target
from infra.environment import environment
from infra.paths import LOCAL
from infra.say import Refused, line, one_sentence


def main() -> None:
    with one_sentence():
        asked = _arguments()
        where = _target(asked)
        outputs = stacks.outputs(where)
        if not outputs:
            raise Refused(f"there is no stack {where.stack} in {where.region}.")
        # Before anything of the system is imported: it reads its settings when it is.
        os.environ.update(environment(where, outputs))
        export(asked) if asked.what == "export" else erase(asked)


def export(asked: argparse.Namespace) -> dict[str, Any]:
    """Write the copy into the folder, and return it."""
    from chalicelib.kernel.errors import InvalidInput
    from chalicelib.platform.aws import photo_bucket
    from chalicelib.platform.services import id_secret
    from chalicelib.privacy import person

    asked.out.mkdir(parents=True, exist_ok=True)

    def photo(key: str) -> str:
        found = photo_bucket.read(key)
        path = asked.out / Path(key).name
        path.write_bytes(found.data if found and found.data else b"")
        return path.name

    try:
        copy = person.export(
            asked.community,
            asked.contact,
            by=_me(),
            unproven=asked.unproven,
            secret=id_secret(),
            photo=photo,
            now=_now(),
        )
    except InvalidInput as error:
        raise Refused(str(error)) from None
    text = json.dumps(copy, ensure_ascii=False, indent=1)
    (asked.out / "copy.json").write_text(text, encoding="utf-8")
    (asked.out / "copy.html").write_text(page(copy, asked.lang), encoding="utf-8")
    found = copy["requests"]
    left_out = sum(bool(each.get("unproven")) for each in found)
    line(f"  {len(found) - left_out} requests in {asked.out}/copy.html and copy.json")
    if left_out:
        line(f"  {left_out} left out: the address never answered there (see --unproven)")
    return copy


def page(copy: dict[str, Any], lang: str) -> str:
    """Return the copy as a page to read or to print."""
    from chalicelib.cases.pages.form import look_of
    from chalicelib.estate.communities import community_of
    from chalicelib.privacy import data_page
    from chalicelib.web import language, render, views

    community = community_of(copy["community"], now=copy["at"])
    reader = language.reader({"lang": lang}, {}, "")
    view = views.Data(
        here="/mine",
        now=copy["at"],
        look=look_of(community, reader.lang),
        copies=data_page.readable(copy["requests"], community, reader.lang),
    )
    return render.page(view, reader)[0]


def erase(asked: argparse.Namespace) -> dict[str, list[str]]:
    """Begin to erase, and return what goes; the system ends it within minutes."""
    from chalicelib.kernel.errors import InvalidInput
    from chalicelib.platform.services import enqueue, id_secret
    from chalicelib.privacy import person

    try:
        gone = person.erase(
            asked.community,
            asked.contact,
            by=_me(),
            unproven=asked.unproven,
            secret=id_secret(),
            now=_now(),
            enqueue=enqueue(),
        )
    except InvalidInput as error:
        raise Refused(str(error)) from None
    for store, ids in gone.items():
        line(f"  {store}: {len(ids)} erased{': ' if ids else ''}{', '.join(ids)}")
    return gone


def _me() -> str:
    return f"admin:{getpass.getuser()}"


def _now() -> int:
    return time.time_ns() // 1_000_000


def _target(asked: argparse.Namespace) -> Target:
    if asked.stage:
        return target(asked.stage, asked.region, asked.endpoint)
    try:
        running = json.loads((LOCAL / "run.json").read_text())
    except FileNotFoundError:
        raise Refused("say which: --stage test --region …, or start make run.") from None
    return target("local", running["region"], running["endpoint"])


def _arguments(given: list[str] | None = None) -> argparse.Namespace:
    about, _, more = (__doc__ or "").strip().partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m infra.person",
        description=about,
        epilog=more,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=("export", "erase"))
    parser.add_argument("--community", required=True)
    parser.add_argument("--contact", required=True, help="e-mail address or telephone number")
    parser.add_argument("--unproven", action="store_true", help="you made sure who is asking")
    parser.add_argument("--out", type=Path, default=Path("copy"), help="folder of the copy")
    parser.add_argument("--lang", default="en", help="language of the page")
    parser.add_argument("--stage", default="")
    parser.add_argument("--region", default="")
    parser.add_argument("--endpoint", help="the emulator's address; AWS without it")
    return parser.parse_args(given)


if __name__ == "__main__":
    main()
