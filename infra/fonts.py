"""A font that has the letters of every language, for what is printed; each machine has another."""

from pathlib import Path

from msgspec import Struct

from infra.say import Refused

DEBIAN = Path("/usr/share/fonts/opentype/noto")
FEDORA = Path("/usr/share/fonts/google-noto-sans-cjk-fonts")
FACES = {"Noto Sans CJK SC": 2, "Noto Sans CJK HK": 4}
"""The families that a drawing names first, and which face of the collection each is."""


class Font(Struct, frozen=True):
    """The files of one family; a collection has one face a region, other files only one."""

    regular: Path
    bold: Path

    def face(self, family: str) -> int:
        return FACES[family] if self.regular.suffix == ".ttc" else 0


def find(chosen: Path | None = None) -> Font:
    """Return the font that was chosen, else Noto Sans CJK where this system keeps it."""
    if chosen is not None:
        if not chosen.is_file():
            raise Refused(f"there is no font {chosen}.")
        return Font(chosen, chosen)
    for folder in (DEBIAN, FEDORA):
        font = Font(folder / "NotoSansCJK-Regular.ttc", folder / "NotoSansCJK-Bold.ttc")
        if font.regular.is_file() and font.bold.is_file():
            return font
    raise Refused(
        "a PDF carries its font with it, and this machine has none with Chinese letters: "
        "install fonts-noto-cjk (Debian), or name a .ttf, .otf or .ttc file with --font."
    )
