"""Where staff come back to after signing in: the pages themselves say it."""

from infra.corrections.reading import Template
from infra.paths import ROOT

STATIC = ROOT / "chalicelib" / "web" / "static"


def pages() -> list[str]:
    """Return the path of each page that staff sign in to, as in /manage/board."""
    shells = [page for folder in ("staff", "manage") for page in (STATIC / folder).glob("*.html")]
    return sorted(f"/{page.parent.name}/{page.stem}" for page in shells)


def let_every_page_sign_in(template: Template) -> None:
    """Name each page to the user pool, which compares byte by byte: a page that is not named
    ends in "redirect_mismatch"."""
    named = [{"Fn::Sub": f"${{Address}}{page}"} for page in pages()]
    client = template["Resources"]["StaffApp"]["Properties"]
    client["CallbackURLs"], client["LogoutURLs"] = named, list(named)
