"""One document and one product as matching sees them: which rules pass, and how much at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from matching import Asset as MatchedAsset
from matching import Check, explain
from matching import Product as MatchedProduct
from matching.model import principal
from matching.words import cure_phrase, phrase

from ..products.models import Product
from ..registry.models import Enterprise
from ..trade.models import WHOLE_SHARE, Asset, owed_fen
from ..trade.order_family import find_held_back
from .offers import Bounds


@dataclass(frozen=True, slots=True)
class Pair:
    """A document met a product: every rule, and the principal on the whole document in fen."""

    checks: tuple[Check, ...]
    principal_fen: int
    free_fen: int
    product: Product
    splittable: bool

    @property
    def failed(self) -> tuple[Check, ...]:
        """The rules that do not pass."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def bounds(self) -> Bounds:
        """What may be asked for and offered."""
        most = min(self.free_fen, self.product.max_amount_fen)
        return Bounds(self.product.min_amount_fen, most, self.product.max_days)


def look_at_pair(session: Session, asset: Asset, product: Product, as_of: date) -> Pair:
    """The pair as it is today, by the rules that a match run uses."""
    amount_fen = lendable_fen(session, asset)
    matched = _asset(session, asset, amount_fen)
    offered = _product(product)
    whole = principal(matched, offered)
    checks = explain(matched, offered, as_of)
    free = _free(asset, amount_fen, whole)
    return Pair(tuple(checks), whole, free, product, asset.splittable)


def lendable_fen(session: Session, asset: Asset) -> int:
    """What is owed of a document less what the debt of its order keeps back, in fen."""
    kept = find_held_back(session, asset.id).get(asset.id, 0)
    return int(owed_fen(asset)) - kept


def _free(asset: Asset, amount_fen: int, whole_fen: int) -> int:
    """What a product may still lend: the free share of its principal, and of the amount."""
    share = whole_fen * (WHOLE_SHARE - asset.occupied_share) // WHOLE_SHARE
    return max(0, min(share, amount_fen - asset.occupied_fen))


def _asset(session: Session, asset: Asset, amount_fen: int) -> MatchedAsset:
    borrower = _enterprise(session, asset.borrower_id)
    core = _enterprise(session, asset.core_id)
    return MatchedAsset(
        asset_id=asset.id,
        kind=asset.kind,
        borrower_uscc=borrower.uscc,
        core_uscc=core.uscc,
        park=borrower.park,
        industry=borrower.industry[:2],
        size=borrower.size_class,
        grade=borrower.grade,
        amount_fen=amount_fen,
        requested_fen=asset.requested_fen,
        due_date=asset.due_date,
        splittable=asset.splittable,
    )


def _enterprise(session: Session, enterprise_id: str) -> Enterprise:
    found = session.get(Enterprise, enterprise_id)
    assert found is not None, "a foreign key holds it"  # noqa: S101
    return found


def _product(product: Product) -> MatchedProduct:
    return MatchedProduct(
        product_id=product.id,
        bank=product.bank_id,
        kinds=_listed(product.kinds),
        parks=_listed(product.parks),
        industries=_listed(product.industries),
        sizes=_listed(product.sizes),
        max_grade=product.max_grade,
        min_amount_fen=product.min_amount_fen,
        max_amount_fen=product.max_amount_fen,
        min_days=product.min_days,
        max_days=product.max_days,
        advance_rate_ppm=product.advance_ppm,
        rate_ppm=product.rate_ppm,
        fee_ppm=product.fee_ppm,
        quota_fen=None,
        core_list=_listed(product.core_list),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule in words: whether it passes, what it says, and what would mend it."""

    rule: str
    passed: bool
    words: str
    cure: str = ""


def reasons(checks: Sequence[Check]) -> list[Reason]:
    """The rules in the reader's language."""
    return [_reason(check) for check in checks]


def kept_reasons(rows: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """The rules as an opportunity kept them."""
    return reasons(
        [Check(row["rule"], bool(row["passed"]), row["value"], row["required"]) for row in rows]
    )


def _reason(check: Check) -> Reason:
    template, filling = phrase(check)
    cure = cure_phrase(check)
    mend = _(cure[0], **cure[1]) if cure else ""
    return Reason(check.rule, check.passed, _(template, **filling), mend)
