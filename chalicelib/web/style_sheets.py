"""Style sheets as they are sent: without comments, and without spaces that mean nothing."""

import re


def minified(css: str) -> str:
    """Return a style sheet that says the same in fewer bytes."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*([{};:,>])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(";}", "}").strip()
