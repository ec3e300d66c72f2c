"""The clean tree that Chalice packages: what git knows, plus what is generated from it."""

import shutil
import subprocess
from pathlib import Path

from infra.paths import ROOT
from infra.say import Refused

SHIPPED = ("app.py", "chalicelib", ".chalice")


def stage(into: Path) -> None:
    """Copy the shipped files into an empty folder and add what the build generates."""
    for name in shipped_files():
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    # Chalice would download and even compile what it finds here; infra.vendor does it with hashes.
    (into / "requirements.txt").write_text("")
    _write_holidays(into)
    _compile_catalogues(into)
    _compile_templates(into)


def shipped_files() -> list[str]:
    """Return the paths of what ships: tracked, or new and not ignored; never junk beside it."""
    listing = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *SHIPPED)
    names = {name for name in listing.split("\0") if name}
    return sorted(name for name in names if (ROOT / name).is_file())


def commit() -> str:
    """Return the short id of the commit, marked when the tree differs from it."""
    head = _git("rev-parse", "--short=12", "HEAD").strip()
    changed = _git("status", "--porcelain", "--", *SHIPPED, "requirements.txt", "infra").strip()
    return f"{head}-changed" if changed else head


def _git(*arguments: str) -> str:
    try:
        return subprocess.run(
            ["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
    except FileNotFoundError:
        raise Refused("git is not installed; the build asks it which files ship.") from None
    except subprocess.CalledProcessError as error:
        raise Refused(f"git could not list the files to ship: {error.stderr.strip()}") from None


def _write_holidays(tree: Path) -> None:
    """Write the tables from the commit's year on: by the clock, one commit would be two zips."""
    from infra import holiday_tables

    year = _git("log", "-1", "--format=%cd", "--date=format:%Y").strip()
    holiday_tables.write(tree, int(year))


def _compile_catalogues(tree: Path) -> None:
    """Ship what is read at run time; the sources stay here."""
    from chalicelib.i18n import catalogues

    catalogues.compile_catalogues(tree / "chalicelib")
    for source in (tree / "chalicelib").rglob("*.po"):
        source.unlink()


def _compile_templates(tree: Path) -> None:
    """Ship the pages as Python: compiling one costs the first visitor 25 ms."""
    from chalicelib.web import render

    pages = tree / "chalicelib" / "web" / "templates"
    render.compile_to(pages / "compiled")
    for source in pages.glob("*.html"):
        source.unlink()
