"""Try another limit, quota or rule beside the current recommendation: who gains. Nothing is kept.

A bank is told of its own products alone: what it lends more or less, and on which documents.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from matching import Change, Difference, LimitPrice, Moved, Standing, take_up, what_if

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.money import PPM
from ..shared.tables import columns, table
from ..trade.models import Asset
from .match_pairs import PlatformChecks, instance_of
from .match_reading import Market, read_market
from .models import MatchRun
from .multiples import check_by_law, with_multiple
from .queries_guarantee import get_guarantee_for
from .queries_what_if import Ceiling, find_bank_code, list_allocations, list_ceilings
from .run_match import find_current_run
from .what_if_rules import NewMultiple, with_limits, with_quota, with_rule


@dataclass(frozen=True, slots=True)
class NewCeiling:
    """A limit, by its id, that would be so high, in fen."""

    limit_id: str
    ceiling_fen: int


@dataclass(frozen=True, slots=True)
class NewRule:
    """A product, by its code, one rule of which would be another; the value as it was typed."""

    product_code: str
    rule: str
    value: str


Asked = NewCeiling | NewRule | NewMultiple


@dataclass(frozen=True, slots=True)
class MovedDocument:
    """A document that would get more or less, elsewhere or at another cost; principal in fen."""

    asset_id: str
    document_no: str
    firm_id: str
    firm: str
    core: str
    before_fen: int
    after_fen: int

    @property
    def more_fen(self) -> int:
        """What it gains; negative when it loses."""
        return self.after_fen - self.before_fen


@dataclass(frozen=True, slots=True)
class FirmShift:
    """A firm that would get more or less; principal in fen."""

    firm_id: str
    firm: str
    documents: int
    more_fen: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would be. ``net_fen`` and ``banks`` are for the offices alone, None and empty else."""

    more_fen: int
    net_fen: int | None
    documents: Sequence[MovedDocument]
    banks: Sequence[tuple[str, int]]

    @property
    def firms(self) -> list[FirmShift]:
        """Who would get more, and who less, the largest difference first."""
        count, more, names = Counter[str](), Counter[str](), {}
        for each in self.documents:
            names[each.firm_id] = each.firm
            count[each.firm_id] += 1
            more[each.firm_id] += each.more_fen
        found = [FirmShift(firm, names[firm], count[firm], more[firm]) for firm in names]
        return sorted(found, key=lambda each: (-abs(each.more_fen), each.firm, each.firm_id))

    @property
    def gaining(self) -> int:
        """How many firms would get more."""
        return sum(1 for each in self.firms if each.more_fen > 0)

    @property
    def losing(self) -> int:
        """How many would get less."""
        return sum(1 for each in self.firms if each.more_fen < 0)


def try_change(session: Session, actor: Actor, asked: Asked, today: date) -> Outcome | None:
    """What a change would do to the current recommendation, None before the first one.

    Raises NothingIsThere for what is not the viewer's to change, ValueError in words for a
    value that cannot be.
    """
    run = find_current_run(session)
    if run is None:
        return None
    market = read_market(session, today)
    change = _change(session, actor, market, asked)
    return _told(session, actor, market, what_if(standing_now(session, market, run), change))


def _change(session: Session, actor: Actor, market: Market, asked: Asked) -> Change:
    own = find_bank_code(session, actor)
    if isinstance(asked, NewMultiple):
        check_by_law(session, asked, market.as_of)
        return with_multiple(get_guarantee_for(session, actor, asked.guarantor_id), asked.tenths)
    if isinstance(asked, NewRule):
        offered = market.offered.get(asked.product_code)
        if offered is None or own not in ("", offered.rule.bank):
            raise NothingIsThere
        return with_rule(offered.rule, asked.rule, asked.value)
    known = {ceiling.id: ceiling for ceiling in list_ceilings(session, actor)}
    if asked.limit_id not in known:
        raise NothingIsThere
    return _raised(market, known[asked.limit_id], asked.ceiling_fen)


def _raised(market: Market, ceiling: Ceiling, ceiling_fen: int) -> Change:
    """A limit set anew; firms that inherited it follow."""
    bank, scope, party = ceiling.key
    more = ceiling_fen - ceiling.ceiling_fen
    if scope == "product":
        return with_quota(market.offered[party].rule, more)
    parties = {party, *ceiling.heirs}
    return with_limits(
        (
            limit
            for limit in market.limits
            if (limit.bank, limit.scope) == (bank, scope) and limit.party_uscc in parties
        ),
        more,
    )


def standing_now(session: Session, market: Market, run: MatchRun) -> Standing:
    """The current recommendation as far as it still holds today."""
    prices = [
        LimitPrice(kept["limit"], kept["used_fen"], kept["limit_fen"], round(kept["price"] * PPM))
        for kept in run.limit_prices
    ]
    return take_up(
        instance_of(market), list_allocations(session, run), prices, PlatformChecks(market)
    )


def _told(session: Session, actor: Actor, market: Market, both: Difference) -> Outcome:
    lists = (
        *(both.newly_funded, both.no_longer_funded, both.other_amount),
        *(both.other_product, both.other_cost),
    )
    own = find_bank_code(session, actor)
    moved = list(_moved(chain(*lists), market, own))
    papers = _papers(session, [asset_id for asset_id, *_ in moved])
    documents = [
        MovedDocument(asset_id, *papers[asset_id], before, after)
        for asset_id, before, after in moved
    ]
    documents.sort(key=lambda each: (-abs(each.more_fen), each.document_no))
    if own:
        return Outcome(sum(each.more_fen for each in documents), None, documents, ())
    return Outcome(
        more_fen=both.after.principal_fen - both.before.principal_fen,
        net_fen=both.after.objective_fen - both.before.objective_fen,
        documents=documents,
        banks=[(shift.name, shift.more_fen) for shift in both.by_bank],
    )


def _moved(moved: Any, market: Market, own: str) -> Iterator[tuple[str, int, int]]:
    """Documents with principal before and after; for a bank, with its own products only."""

    def fen(parts: Sequence[tuple[str, int]]) -> int:
        return sum(part for code, part in parts if own in ("", market.offered[code].rule.bank))

    each: Moved
    for each in moved:
        before, after = fen(each.before), fen(each.after)
        if not own or before != after:
            yield each.asset_id, before, after


def _papers(session: Session, ids: Sequence[str]) -> Mapping[str, tuple[str, str, str, str]]:
    """Number, borrower's id and name, and the other firm's name of documents, by id."""
    asset, core = columns(Asset), aliased(table(Organisation))
    firm = aliased(table(Organisation))
    query = (
        select(asset.id, asset.document_no, asset.borrower_id, firm.c.name, core.c.name)
        .select_from(table(Asset))
        .join(firm, firm.c.id == asset.borrower_id)
        .join(core, core.c.id == asset.core_id)
        .where(asset.id.in_(ids))
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in session.execute(query)}
