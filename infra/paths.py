"""Where things stand in the project; everything generated is under `build/` and `.local/`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "infra" / "resources"
REQUIREMENTS = ROOT / "requirements.txt"
BUILD = ROOT / "build"
TEMPLATE = BUILD / "template.json"
LOCAL = ROOT / ".local"
