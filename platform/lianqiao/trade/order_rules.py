"""Pure rules of an order that became invoices: what is lent on goods counts once.

What banks lent on an order is ``live_fen``. It moves to the invoice that can carry all of it;
until one can, it lies on the order and is kept back from all invoices that bill its goods.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Billed:
    """A confirmed receivable that bills an order: what is owed of it, and what it carries."""

    asset_id: str
    owed_fen: int
    occupied_fen: int

    @property
    def free_fen(self) -> int:
        """What nobody lent on."""
        return max(0, self.owed_fen - self.occupied_fen)


def held_back(own: Billed, billed: Sequence[Billed], live_fen: int) -> int:
    """What of ``own`` may not be lent on because its order's debt may fall on it, in fen.

    All free parts of the order's receivables less the debt that still lies on the order is
    what may be lent on them together; ``billed`` holds them all, ``own`` included.
    """
    room = max(0, sum(one.free_fen for one in billed) - live_fen)
    return own.free_fen - min(own.free_fen, room)


def shared_out(turn: Sequence[Billed], billed: Sequence[Billed], live_fen: int) -> dict[str, int]:
    """What is kept back of each when all of ``turn`` may be lent on at once, in fen.

    The room of the order's receivables goes to them one after another, each as much as it can
    take: together they never exceed it.
    """
    room = max(0, sum(one.free_fen for one in billed) - live_fen)
    kept: dict[str, int] = {}
    for one in turn:
        share = min(one.free_fen, room)
        kept[one.asset_id] = one.free_fen - share
        room -= share
    return kept


def can_carry(live_fen: int, owed_fen: int, *, same_borrower: bool) -> bool:
    """Whether a receivable takes over the whole debt of its order.

    A buyer that financed its purchase does not owe by the seller's invoice: that debt stays.
    """
    return same_borrower and 0 < live_fen <= owed_fen
