"""Mail in: the part of AWS that receives it, and the door for it on one machine."""

from pathlib import Path

TEMPLATE = Path(__file__).with_name("template.json")
FORWARD = Path(__file__).with_name("forward.py")
