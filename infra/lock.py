"""
Resolve the pins: `python -m infra.lock`, after an edit of infra/requirements/*.in.

Writes requirements.txt (what runs in Lambda) and infra/requirements/*.txt, all with hashes
and good for Python 3.11 to 3.14, by uv in an environment that is thrown away.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from infra.paths import REQUIREMENTS, ROOT
from infra.say import one_sentence, step

FOLDER = ROOT / "infra" / "requirements"
UV = "uv==0.13.9"
OLDEST = "3.11"
LOCKS = {
    "lambda.in": REQUIREMENTS,
    "run.in": FOLDER / "run.txt",
    "dev.in": FOLDER / "dev.txt",
    "ministack.in": FOLDER / "ministack.txt",
    "checkov.in": FOLDER / "checkov.txt",
    "scanners.in": FOLDER / "scanners.txt",
    "bench.in": FOLDER / "bench.txt",
    "learn.in": FOLDER / "learn.txt",
    "node.in": FOLDER / "node.txt",
}


def main() -> None:
    with one_sentence(), tempfile.TemporaryDirectory() as scratch:
        with step("fetching the resolver"):
            uv = _resolver(Path(scratch))
        for source, target in LOCKS.items():
            with step(f"resolving {source}"):
                _resolve(uv, source, target)


def _resolver(scratch: Path) -> str:
    subprocess.run([sys.executable, "-m", "venv", str(scratch)], check=True)
    subprocess.run([str(scratch / "bin" / "pip"), "install", "--quiet", UV], check=True)
    return str(scratch / "bin" / "uv")


def _resolve(uv: str, source: str, target: Path) -> None:
    how = ["--generate-hashes", "--universal", "--python-version", OLDEST, "--quiet"]
    plain = ["--no-header", "--no-annotate"]
    command = [uv, "pip", "compile", *how, *plain, source, "-o", str(target)]
    subprocess.run(command, cwd=FOLDER, check=True)


if __name__ == "__main__":
    main()
