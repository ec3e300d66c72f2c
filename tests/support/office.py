"""LibreOffice as a manager's second opinion of a file: opens it, and saves it in another form."""

import csv
import io
import subprocess
from pathlib import Path

AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
"""A CSV in UTF-8, with commas, as the cells are shown."""

READ = {"csv": ["--infilter=CSV:44,34,76,1"]}
"""Its dialogue sees the mark of UTF-8 by itself; without a screen it has to be told."""


def saved(data: bytes, form: str, to: str, folder: Path) -> bytes:
    """Open a file as LibreOffice does and return what it saves: `form` and `to` are endings."""
    source = folder / f"given.{form}"
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}", *READ.get(form, []),
         "--convert-to", AS_SHOWN if to == "csv" else to, "--outdir", folder / "made", source],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (folder / "made" / f"given.{to}").read_bytes()


def shown(data: bytes, form: str, folder: Path) -> list[list[str]]:
    """Return the cells of a file as LibreOffice shows them."""
    made = saved(data, form, "csv", folder)
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
