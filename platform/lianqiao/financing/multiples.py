"""A guarantor's multiple as it is tried: within the law, and as a change of matching."""

from datetime import date

from sqlmodel import Session

from matching import Change

from ..products.guarantors import multiples_by_law
from .queries_guarantee import Guarantee
from .what_if_rules import Capacity, NewMultiple, capacity_at, check_multiple


def check_by_law(session: Session, asked: NewMultiple, on: date) -> None:
    """Raises ValueError in words for a multiple that the law does not allow."""
    check_multiple(asked.tenths, multiples_by_law(session, on)[1])


def capacity_of(guarantee: Guarantee, tenths: int) -> Capacity:
    """What the guarantor could stand for at a multiple."""
    return capacity_at(guarantee.net_assets_fen, tenths, guarantee.taken_fen)


def with_multiple(guarantee: Guarantee, tenths: int) -> Change:
    """Its free capacity at another multiple, as matching sees it."""
    return Change(limits=(guarantee.limit(capacity_of(guarantee, tenths).free_fen),))
