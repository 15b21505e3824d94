"""A guarantor tries its own multiple: how much more it would stand behind, for how many firms.

Nothing is kept. It is told sums and counts, and neither a firm, a document nor a bank.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matching import what_if

from ..shared.actor import Actor
from .match_reading import Market, read_market
from .multiples import capacity_of, check_by_law, with_multiple
from .queries_guarantee import get_guarantee_for
from .run_match import find_current_run
from .try_change import standing_now
from .what_if_rules import Capacity, NewMultiple


@dataclass(frozen=True, slots=True)
class Guaranteed:
    """What would be: more principal under the own guarantee in fen, firms that gain or lose."""

    more_fen: int
    gaining: int
    losing: int
    capacity: Capacity


def try_multiple(
    session: Session, actor: Actor, asked: NewMultiple, today: date
) -> Guaranteed | None:
    """What the recommendation would be at another multiple, None before the first one.

    Firms are counted by all that they would get, so that a loan which only moves from one bank
    to another is nobody's gain. Raises NothingIsThere for another guarantor, ValueError in words
    for a multiple that the law does not allow.
    """
    own = get_guarantee_for(session, actor, asked.guarantor_id)
    check_by_law(session, asked, today)
    run = find_current_run(session)
    if run is None:
        return None
    market = read_market(session, today)
    both = what_if(standing_now(session, market, run), with_multiple(own, asked.tenths))
    behind = products_behind(market, own.code)
    return Guaranteed(
        more_fen=sum(each.more_fen for each in both.by_product if each.name in behind),
        gaining=sum(1 for each in both.by_borrower if each.more_fen > 0),
        losing=sum(1 for each in both.by_borrower if each.more_fen < 0),
        capacity=capacity_of(own, asked.tenths),
    )


def products_behind(market: Market, guarantor: str) -> set[str]:
    """Codes of the products on offer behind which a guarantor stands."""
    return {code for code, each in market.offered.items() if each.rule.guarantor == guarantor}
