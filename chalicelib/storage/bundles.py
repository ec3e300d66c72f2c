"""Open nudge bundles: one item per person and community."""

from ..domain.nudges import Bundle, Nudge, bundle_id, opened, with_event
from ..domain.steps import GRACE_MS
from .items import ConditionFailed, Kind

BUNDLES = Kind(Bundle, lambda bundle: (bundle.id, "bundle"))

TRIES = 5


def add(
    community: str,
    person: str,
    event: str,
    nudge: Nudge,
    *,
    now: int,
    window_ms: int = GRACE_MS,
) -> Bundle:
    """Put a nudge into a person's open bundle, opening one if there is none.

    The same event twice is one nudge. Raises ConditionFailed when others kept writing
    the bundle; the caller's own effect is then done again.
    """
    for _ in range(TRIES):
        bundle = BUNDLES.get(bundle_id(community, person), "bundle")
        if bundle is None:
            fresh = with_event(
                opened(community, person, now=now, window_ms=window_ms), event, nudge
            )
            if BUNDLES.insert(fresh):
                return fresh
            continue
        if event in bundle.events:
            return bundle
        try:
            return BUNDLES.save(bundle, with_event(bundle, event, nudge))
        except ConditionFailed:
            continue
    raise ConditionFailed


def save(before: Bundle, after: Bundle | None) -> None:
    """Keep what is left of a bundle after its message went out, or delete it."""
    if after is None:
        BUNDLES.delete(before)
    else:
        BUNDLES.save(before, after)
