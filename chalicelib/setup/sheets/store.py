"""The pieces of imports, a partition each import."""

from chalicelib.platform.storage.items import Kind

from .model import Piece

PIECE = "piece"

PIECES = Kind(Piece, lambda piece: _key(piece.community, piece.change, piece.number))


def insert(piece: Piece) -> bool:
    """Put a piece unless it stands; say whether it was put."""
    return PIECES.insert(piece)


def get(community: str, change: str, number: int) -> Piece | None:
    return PIECES.get(*_key(community, change, number))


def save(before: Piece, after: Piece) -> Piece:
    """See Kind.save."""
    return PIECES.save(before, after)


def delete(piece: Piece) -> None:
    PIECES.delete(piece)


def _key(community: str, change: str, number: int) -> tuple[str, str]:
    return f"{community}-import-{change}", f"{PIECE}#{number:05d}"
