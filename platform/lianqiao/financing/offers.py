"""A bank's offer and what it may hold: pure rules."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from ..shared.interest import DayCount, all_in_ppm, interest_fen
from ..shared.money import PPM, format_yuan, multiply_ppm
from .errors import AmountIsOutOfBounds, CostIsImplausible, DatesDoNotFit, GuaranteeIsUnknown
from .states import GUARANTEES


@dataclass(frozen=True, slots=True)
class QuoteOffer:
    """What an officer offers. Fees: ``fee_ppm`` once, ``guarantee_fee_ppm`` a year."""

    principal_fen: int
    rate_ppm: int
    start_date: date
    maturity_date: date
    valid_until: date
    fee_ppm: int = 0
    guarantee_fee_ppm: int = 0
    guarantee: str = "pledged"
    conditions: str = ""
    arrangement: str = "pledge"

    @property
    def days(self) -> int:
        """From start (counted) to maturity (not counted)."""
        return (self.maturity_date - self.start_date).days


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the product and the document allow, in fen and days."""

    least_fen: int
    most_fen: int
    max_days: int


def check_amount(amount_fen: int, bounds: Bounds, field: str) -> None:
    """The amount lies within the bounds; raises AmountIsOutOfBounds with the mend."""
    if amount_fen > bounds.most_fen:
        words = _("最多 %(most)s 元，请改小", most=format_yuan(bounds.most_fen))
        raise AmountIsOutOfBounds(words, field)
    if amount_fen < max(1, bounds.least_fen):
        words = _("最少 %(least)s 元，请改大", least=format_yuan(max(1, bounds.least_fen)))
        raise AmountIsOutOfBounds(words, field)


def check_offer(offer: QuoteOffer, bounds: Bounds, today: date) -> None:
    """The offer can be made; raises one of the slice's refusals, with its field."""
    check_amount(offer.principal_fen, bounds, "principal_fen")
    _check_cost(offer)
    _check_dates(offer, bounds.max_days, today)
    if offer.guarantee not in GUARANTEES:
        raise GuaranteeIsUnknown(_("请从列表里选择担保方式"), "guarantee")


def _check_cost(offer: QuoteOffer) -> None:
    for field in ("rate_ppm", "fee_ppm", "guarantee_fee_ppm"):
        if not 0 <= getattr(offer, field) < PPM:
            raise CostIsImplausible(_("请填 0 到 100 之间的百分数，例如 3.85"), field)


def _check_dates(offer: QuoteOffer, max_days: int, today: date) -> None:
    if offer.start_date < today:
        raise DatesDoNotFit(_("起息日不能早于今天"), "start_date")
    if offer.days <= 0:
        raise DatesDoNotFit(_("到期日必须晚于起息日"), "maturity_date")
    if offer.days > max_days:
        words = _(
            "期限 %(days)s 天，产品最长 %(most)s 天，请提前到期日", days=offer.days, most=max_days
        )
        raise DatesDoNotFit(words, "maturity_date")
    if offer.valid_until < today:
        raise DatesDoNotFit(_("有效期不能早于今天"), "valid_until")
    if offer.valid_until >= offer.maturity_date:
        raise DatesDoNotFit(_("有效期必须早于到期日"), "valid_until")


def all_in(offer: QuoteOffer, day_count: int) -> int:
    """The all-in cost (综合融资成本) of the offer, ppm a year."""
    return all_in_ppm(
        offer.principal_fen,
        offer.rate_ppm,
        offer.fee_ppm,
        offer.guarantee_fee_ppm,
        offer.days,
        day_count=_basis(day_count),
    )


def cost_fen(offer: QuoteOffer, day_count: int) -> int:
    """Interest, fee and guarantee fee over the whole term, in fen."""
    yearly = offer.rate_ppm + offer.guarantee_fee_ppm
    interest = interest_fen(
        offer.principal_fen, yearly, offer.start_date, offer.maturity_date, _basis(day_count)
    )
    return interest + multiply_ppm(offer.principal_fen, offer.fee_ppm)


def _basis(day_count: int) -> DayCount:
    return 365 if day_count == 365 else 360
