"""The folders of tests that are named like a context: what needs no browser and no deployment."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTEXTS = tuple(
    path.name for path in sorted((ROOT / "tests").iterdir())
    if (ROOT / "chalicelib" / path.name).is_dir() and path.name != "__pycache__"
)  # fmt: skip
