"""
Posters and label sheets of a community, as PDF for the printer and SVG for the designer.

    python -m infra.posters                                        of what `make run` runs
    python -m infra.posters --stage prod --region ap-southeast-1        of a stage on AWS
    python -m infra.posters --file my-estate.json --address https://requests.example.com

Writes build/posters/<community>/: posters.pdf and labels.pdf, whose letters are embedded,
and the same pages as SVG. Print at 100 %, cut at the marks.
"""

import argparse
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chalicelib.i18n import catalogues
from infra import fonts, holiday_tables
from infra.paths import BUILD, ROOT
from infra.say import Refused, line, one_sentence, step

RUN_FILE = ROOT / ".local/run.json"


def main() -> None:
    with one_sentence():
        chosen = _options()
        # A fresh clone has neither the tables of holidays nor the compiled words.
        holiday_tables.ensure()
        catalogues.compile_catalogues()
        communities, places, address = _estate(chosen)
        for community in communities:
            own = [place for place in places if place.community == community.code]
            font = fonts.find(chosen.font)
            write(community, own, address, BUILD / "posters", font, now=time.time_ns() // 1_000_000)


def write(
    community: Any, places: list[Any], address: str, folder: Path, font: fonts.Font, *, now: int
) -> Path:
    """Write the posters and labels of a community's places that are in use; return where."""
    from chalicelib.estate import posters as labels
    from chalicelib.estate.label_actions import live

    target = folder / community.code
    target.mkdir(parents=True, exist_ok=True)
    used = live(places)
    posters = [labels.poster(place, community, base=address, now=now) for place in used]
    sheets = labels.sheets(used, community, base=address, now=now)
    with step(f"{community.code}: posters of {len(posters)} places, labels on A4: {len(sheets)}"):
        _write_svgs(target, posters, [f"poster-{place.code}" for place in used])
        _write_svgs(target, sheets, [f"labels-{number + 1}" for number in range(len(sheets))])
        for name, pages in (("posters", posters), ("labels", sheets)):
            if pages:
                pdf(pages, target / f"{name}.pdf", font)
    line(f"    {target}")
    return target


def pdf(pages: Iterable[Any], path: Path, font: fonts.Font) -> None:
    """Write pages as a PDF of their size: their SVG, with the letters that they use embedded."""
    from fpdf import FPDF
    from fpdf.svg import SVGObject

    from chalicelib.web import drawing

    made = FPDF(unit="mm")
    made.set_auto_page_break(False)
    made.set_creator("Steward")
    for family in fonts.FACES:
        made.add_font(family, "", font.regular, collection_font_number=font.face(family))
        made.add_font(family, "B", font.bold, collection_font_number=font.face(family))
    for page in pages:
        made.add_page(format=(page.width, page.height))
        SVGObject(drawing.svg(page)).draw_to_page(made)
    path.write_bytes(bytes(made.output()))


def _write_svgs(target: Path, pages: Iterable[Any], names: Iterable[str]) -> None:
    from chalicelib.web import drawing

    for page, name in zip(pages, names, strict=True):
        (target / f"{name}.svg").write_text(drawing.svg(page), encoding="utf-8")


def _estate(chosen: argparse.Namespace) -> tuple[list[Any], list[Any], str]:
    """Return communities, places and public address: of a file, of a stage, of what runs here."""
    if chosen.file:
        return _of_file(chosen.file, chosen.address, chosen.community)
    if chosen.stage:
        return _of_stage(chosen)
    if not RUN_FILE.is_file():
        raise Refused("nothing runs here: start `make run`, or give --file or --stage.")
    running = json.loads(RUN_FILE.read_text())
    from infra.running import STAGE

    chosen.stage, chosen.region, chosen.endpoint = STAGE, running["region"], running["endpoint"]
    chosen.address = chosen.address or running["base_url"]
    chosen.community = chosen.community or sorted({p["community"] for p in running["places"]})
    return _of_stage(chosen)


def _of_file(path: Path, address: str, codes: list[str]) -> tuple[list[Any], list[Any], str]:
    if not address:
        raise Refused("say where the labels lead: --address https://requests.example.com")
    _settings({})
    from infra.seed import load, read

    data = read(path)
    names = {each["username"]: each["username"] for each in data["staff"]}
    communities, places, _ = load(data, names)
    chosen = [each for each in communities if not codes or each.code in codes]
    if codes and len(chosen) < len(set(codes)):
        raise Refused(f"not every one of these is a community: {', '.join(codes)}")
    return chosen, places, address


def _of_stage(chosen: argparse.Namespace) -> tuple[list[Any], list[Any], str]:
    from infra import stacks
    from infra.cloud import target
    from infra.environment import environment

    if not chosen.community:
        raise Refused("say which communities: --community hv")
    where = target(chosen.stage, chosen.region, chosen.endpoint)
    outputs = stacks.outputs(where)
    _settings(environment(where, outputs))
    from chalicelib.estate import store as estate

    now = time.time_ns() // 1_000_000
    address = chosen.address or _public_address(now)
    communities = [estate.community(code, now=now) for code in chosen.community]
    if None in communities:
        raise Refused(f"not every one of these is a community: {', '.join(chosen.community)}")
    places = [place for code in chosen.community for place in estate.places(code, now=now)]
    return communities, places, address


def _public_address(now: int) -> str:
    """Return the address that notices and the board's labels use; refuse when nobody knows it."""
    from chalicelib.kernel.errors import Unavailable
    from chalicelib.platform.aws import parameters

    try:
        return parameters.settled("public_address", now=now)
    except Unavailable:
        raise Refused(
            "the parameter public_address does not answer; say where the labels lead: "
            "--address https://requests.example.com"
        ) from None


def _settings(given: dict[str, str]) -> None:
    """Name the tables before anything is imported whose models read their names."""
    tables = ("REQUESTS", "ESTATE", "HOUSEHOLDS", "LEDGER")
    for name, value in ({f"{table}_TABLE": "none" for table in tables} | given).items():
        os.environ.setdefault(name, value)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m infra.posters", description=__doc__)
    options.add_argument("--file", type=Path, help="an estate file, as infra.seed takes it")
    options.add_argument("--stage", default="", help="a stage whose tables are read")
    options.add_argument("--region", default="")
    options.add_argument("--endpoint", help="the emulator's address; AWS without it")
    options.add_argument("--community", nargs="+", default=[], metavar="CODE")
    options.add_argument("--address", default="", help="where the labels lead")
    options.add_argument("--font", type=Path, help="a font with every letter that is printed")
    return options.parse_args()


if __name__ == "__main__":
    main()
