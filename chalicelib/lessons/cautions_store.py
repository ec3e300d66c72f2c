"""Cautions: at most one under a request."""

from chalicelib.platform.storage.items import Kind

from .cautions import Caution

CAUTION = "caution"

CAUTIONS = Kind(Caution, lambda caution: (caution.request, CAUTION))


def insert(caution: Caution) -> bool:
    """Put a caution unless the request has one; say whether it was put."""
    return CAUTIONS.insert(caution)


def get(request_id: str) -> Caution | None:
    return CAUTIONS.get(request_id, CAUTION)


def save(before: Caution, after: Caution) -> Caution:
    """See Kind.save."""
    return CAUTIONS.save(before, after)


def delete(caution: Caution) -> None:
    """See Kind.delete."""
    CAUTIONS.delete(caution)
