"""
Which dangers of one kind were told at one place lately: two ledger items, ten minutes each.

An item names each danger once with when it was told first, in one update that answers with
all of them: no two workers can both take the last room, and a redelivery counts nothing.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.platform.storage import ledger

from .floods import WINDOW_MS


def note(kind: str, name: str, *, now: int) -> dict[str, int]:
    """Note a danger, once, and return what was told of this kind in its window and the one before.

    `kind` is what dangers are counted by; `name`, letters and digits, is this one's own.
    """
    window = now // WINDOW_MS
    before = _told(ledger.marks(f"danger#{kind}#{window - 1}"))
    told = _told(
        ledger.mark_at(
            f"danger#{kind}#{window}", f"d_{name}", at=now, expires_at=(window + 3) * WINDOW_MS
        )
    )
    return told | before


def _told(item: Mapping[str, Any]) -> dict[str, int]:
    return {
        key.removeprefix("d_"): int(value["N"])
        for key, value in item.items()
        if key.startswith("d_")
    }
