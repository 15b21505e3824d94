"""What a match run reads: free documents, published products, and the room under every limit.

Products and banks go by their codes, so that the same county gives the same result on
another machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, column, or_, select
from sqlalchemy import table as named
from sqlalchemy.orm import aliased
from sqlmodel import Session

from matching import Asset as MatchedAsset
from matching import Limit as MatchedLimit
from matching import Product as MatchedProduct

from ..accounts.models import Organisation
from ..products.limits import NO_CEILING
from ..products.models import CreditLimit, Product
from ..products.terms import listed
from ..registry.models import Authorisation, Bank, Enterprise
from ..registry.queries import consent_holds, is_dishonest
from ..shared.tables import columns, table
from ..trade.models import WHOLE_SHARE, Asset, AssetClaim, owed_fen
from ..trade.order_family import share_held_back
from .fit_rules import FitRule
from .queries_fit import lenders_query, read_fit_rule
from .queries_guarantee import Guarantee, code_of, limits_of, read_guarantees


@dataclass(frozen=True, slots=True)
class Offered:
    """A product as a row and as matching sees it."""

    id: str
    bank_id: str
    decision_days: int
    first_time_only: bool
    rule: MatchedProduct


@dataclass(frozen=True, slots=True)
class Held:
    """A document as matching sees it, and what the rules of the platform ask of its borrower."""

    borrower_id: str
    authorised: frozenset[str | None]
    dishonest: bool
    borrowed: bool
    claimed_by: frozenset[str]
    lenders: frozenset[str]
    asset: MatchedAsset

    def lets_see(self, bank_id: str) -> bool:
        """Whether the borrower's consent covers a bank; None stands for all of them."""
        return None in self.authorised or bank_id in self.authorised


@dataclass(frozen=True, slots=True)
class Market:
    """Everything that is matched on one day, by id of the document and code of the product."""

    as_of: date
    held: dict[str, Held]
    offered: dict[str, Offered]
    limits: tuple[MatchedLimit, ...]
    fit_rule: FitRule

    @property
    def assets(self) -> list[MatchedAsset]:
        """The documents."""
        return [one.asset for one in self.held.values()]

    @property
    def products(self) -> list[MatchedProduct]:
        """The products."""
        return [one.rule for one in self.offered.values()]


def read_market(session: Session, as_of: date) -> Market:
    """The confirmed, free documents that fall due later, against what banks offer."""
    room = _room_of_products(session)
    guarantees = read_guarantees(session)
    offered = {row.code: _offered(row, room, guarantees) for row in session.execute(_products())}
    codes = {row.id: row.code for row in session.execute(_banks())}
    limits = (*_limits(session, codes), *limits_of(guarantees.values()))
    return Market(as_of, _held(session, as_of), offered, limits, read_fit_rule(session, as_of))


def free_parts(row: Any, kept_fen: int = 0) -> tuple[int, int | None]:
    """Amount and request of what is still free of a document, in fen; 0 where nothing is.

    Both shrink with the occupied share, so that a part of what is left is the same part of
    the whole; and never more than the amount that carries no debt. ``kept_fen`` is what the
    debt of its order keeps back.
    """
    amount: int = owed_fen(row) - kept_fen
    if not row.splittable:
        return (0 if row.occupied_fen else max(0, amount)), row.requested_fen
    free = WHOLE_SHARE - row.occupied_share
    left = min(amount * free // WHOLE_SHARE, amount - row.occupied_fen)
    asked = row.requested_fen
    return max(0, left), None if asked is None else asked * free // WHOLE_SHARE


def _held(session: Session, as_of: date) -> dict[str, Held]:
    consents = _grouped(session, _consents(as_of))
    borrowed = _ids(session, _with_loans())
    claims = _grouped(session, _claims())
    rows = session.execute(_assets(as_of)).all()
    kept = share_held_back(session, _turn(rows))
    lenders = _grouped(session, lenders_query())
    found: dict[str, Held] = {}
    for row in rows:
        asset = _asset(row, kept.get(row.id, 0))
        if asset is not None:
            found[row.id] = Held(
                borrower_id=row.borrower_id,
                authorised=frozenset(consents.get(row.borrower_id, ())),
                dishonest=row.dishonest,
                borrowed=row.borrower_id in borrowed,
                claimed_by=frozenset(claims.get(row.id, ())),
                lenders=frozenset(lenders.get(row.borrower_id, ())),
                asset=asset,
            )
    return found


def _turn(rows: Sequence[Any]) -> list[str]:
    """The documents that may be lent on, those that are due first before the others."""
    free = (row for row in rows if free_parts(row)[0])
    return [row.id for row in sorted(free, key=lambda row: (row.due_date, row.id))]


def _grouped(session: Session, query: Any) -> dict[str, set[Any]]:
    """The second of two columns, gathered by the first."""
    found: dict[str, set[Any]] = {}
    for key, value in session.execute(query):
        found.setdefault(key, set()).add(value)
    return found


def _ids(session: Session, query: Any) -> set[str]:
    return set(session.execute(query).scalars())


def _assets(as_of: date) -> Any:
    asset, firm, core = columns(Asset), columns(Enterprise), aliased(table(Enterprise))
    return (
        select(
            asset.id,
            asset.kind,
            asset.borrower_id,
            asset.confirmed_fen,
            asset.credited_fen,
            asset.paid_fen,
            asset.requested_fen,
            asset.occupied_fen,
            asset.occupied_share,
            asset.splittable,
            asset.due_date,
            firm.uscc,
            firm.park,
            firm.industry,
            firm.size_class,
            firm.grade,
            is_dishonest(as_of).label("dishonest"),
            core.c.uscc.label("core_uscc"),
        )
        .select_from(table(Asset))
        .join(table(Enterprise), firm.id == asset.borrower_id)
        .join(core, core.c.id == asset.core_id)
        .where(asset.confirmed_fen > 0, asset.issue_date <= as_of, asset.due_date > as_of)
        .where(_owed_on(as_of))
        .order_by(asset.id)
    )


def _owed_on(as_of: date) -> Any:
    """Confirmed and not paid by that day; a run as of a past day sees what was paid afterwards."""
    asset = columns(Asset)
    unpaid = or_(asset.settled_on.is_(None), asset.settled_on > as_of)
    later = and_(asset.state == "settled", asset.settled_on > as_of)
    return or_(and_(asset.state == "confirmed", unpaid), later)


def _asset(row: Any, kept_fen: int) -> MatchedAsset | None:
    amount_fen, requested_fen = free_parts(row, kept_fen)
    if amount_fen <= 0 or requested_fen == 0:
        return None
    return MatchedAsset(
        asset_id=row.id,
        kind=row.kind,
        borrower_uscc=row.uscc,
        core_uscc=row.core_uscc,
        park=row.park,
        industry=row.industry[:2],
        size=row.size_class,
        grade=row.grade,
        amount_fen=amount_fen,
        requested_fen=requested_fen,
        due_date=row.due_date,
        splittable=row.splittable,
    )


def _consents(as_of: date) -> Any:
    row = columns(Authorisation)
    return select(row.enterprise_id, row.bank_id).where(consent_holds(as_of))


def _with_loans() -> Any:
    # The loan book stands above this slice; of it only who has ever borrowed is read.
    loan = named("loan", column("borrower_id"))
    return select(loan.c.borrower_id).distinct()


def _claims() -> Any:
    claim = columns(AssetClaim)
    return select(claim.asset_id, claim.bank_id).where(claim.live)


def _banks() -> Any:
    bank, organisation = columns(Bank), columns(Organisation)
    return (
        select(bank.id, bank.code)
        .join(table(Organisation), organisation.id == bank.id)
        .where(organisation.state == "approved")
    )


def _products() -> Any:
    product, bank, organisation = columns(Product), columns(Bank), columns(Organisation)
    return (
        select(table(Product), bank.code.label("bank_code"))
        .join(table(Bank), bank.id == product.bank_id)
        .join(table(Organisation), organisation.id == bank.id)
        .where(product.state == "published", organisation.state == "approved")
        .order_by(product.code)
    )


def _offered(row: Any, room: dict[str, int], guarantees: dict[str, Guarantee]) -> Offered:
    guarantor = code_of(guarantees, row.guarantor_id)
    rule = product_rule(row, row.bank_code, room.get(row.id), guarantor)
    return Offered(row.id, row.bank_id, row.decision_days, row.first_time_only, rule)


def product_rule(row: Any, bank: str, quota_fen: int | None, guarantor: str = "") -> MatchedProduct:
    """A product's row as matching sees it, under the names of its bank and its guarantor."""
    return MatchedProduct(
        product_id=row.code,
        bank=bank,
        kinds=listed(row.kinds),
        parks=listed(row.parks),
        industries=listed(row.industries),
        sizes=listed(row.sizes),
        max_grade=row.max_grade,
        min_amount_fen=row.min_amount_fen,
        max_amount_fen=row.max_amount_fen,
        min_days=row.min_days,
        max_days=row.max_days,
        advance_rate_ppm=row.advance_ppm,
        rate_ppm=row.rate_ppm,
        fee_ppm=row.fee_ppm,
        quota_fen=quota_fen,
        core_list=listed(row.core_list),
        guarantor=guarantor,
    )


def _room_of_products(session: Session) -> dict[str, int]:
    row = columns(CreditLimit)
    query = select(row.product_id, row.ceiling_fen - row.reserved_fen - row.used_fen).where(
        row.product_id.is_not(None), row.ceiling_fen < NO_CEILING
    )
    return {product_id: int(room) for product_id, room in session.execute(query)}


def _limits(session: Session, codes: dict[str, str]) -> tuple[MatchedLimit, ...]:
    row, firm = columns(CreditLimit), columns(Enterprise)
    query = (
        select(
            row.scope,
            row.holder_id,
            firm.uscc,
            (row.ceiling_fen - row.reserved_fen - row.used_fen).label("room"),
        )
        .select_from(table(CreditLimit))
        .outerjoin(table(Enterprise), firm.id == row.party_id)
        .where(row.scope.in_(("bank", "core", "borrower")), row.ceiling_fen < NO_CEILING)
    )
    return tuple(_matched(codes, session.execute(query).all()))


def _matched(codes: dict[str, str], rows: Sequence[Any]) -> Iterator[MatchedLimit]:
    for row in rows:
        if row.holder_id in codes:
            yield MatchedLimit(codes[row.holder_id], row.scope, row.uscc or "", int(row.room))
