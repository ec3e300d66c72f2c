"""Steward: the residents' requests, on the floors that docs/architecture.md draws."""

import gc

from . import one_file

# A fresh process makes 150,000 objects that stay, before its first answer. Looking through
# them for circles finds nothing and is a twentieth of a cold start.
gc.set_threshold(200_000, 20, 20)
one_file.load_from()


def started() -> None:
    """Set aside what was imported, and look for circles among what calls leave."""
    gc.freeze()
    # Every 200,000 objects would be every 40,000 calls: a kilobyte each would pile up.
    gc.set_threshold(5_000, 20, 20)
