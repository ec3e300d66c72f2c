"""What staff were reminded of."""

from tests.support.builders import GRACE, World


def nudged(world: World) -> list[tuple[str, list[str]]]:
    """Return who was sent a bundle, and about what."""
    return [
        (notice.address.split("@")[0], [line["what"] for line in notice.lines])
        for notice in world.sent
        if notice.template == "bundle"
    ]


def until_sent(world: World, now: int) -> None:
    world.sweep(now)
    world.sweep(now + GRACE)
