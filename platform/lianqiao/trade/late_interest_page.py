"""The late interest of one document: its figures read, its payments gathered, the sum shown."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ..shared.accrual import Paid
from ..shared.parameters import Figure
from . import rules
from .asset_page import find_figure
from .late_interest import Figures, LateInterest, LateRate, late_interest, rate_of
from .models import Asset
from .overdue import days_overdue
from .payments import list_payments
from .queries import find_sizes, paid_by_set_offs

DAILY, LPR, MARKUP = "payment.late_interest_daily", "lpr.1y", "payment.late_markup"


@dataclass(frozen=True)
class Late:
    """What a page tells of the late interest of a document; ``found`` None: no rate is known.

    ``source`` is where the rate stands, None where it is the contract's.
    """

    due: date
    until: date
    found: LateInterest | None
    source: Figure | None
    lpr: Figure | None

    @property
    def total_fen(self) -> int | None:
        """The interest, None where no rate is known."""
        return None if self.found is None else self.found.total_fen


def look_at_late_interest(session: Session, asset: Asset, until: date) -> Late:
    """The late interest of a confirmed document until a day, whether or not it is late yet.

    The caller has fetched the asset with permission.
    """
    due = asset.effective_due_date
    daily = find_figure(session, DAILY, due)
    then = find_figure(session, LPR, asset.issue_date)
    at_due = find_figure(session, LPR, due)
    markup = find_figure(session, MARKUP, due)
    creditor, debtor = find_sizes(session, asset.creditor_id, asset.debtor_id)
    figures = Figures(*(one.number if one else None for one in (daily, then, at_due, markup)))
    rate = rate_of(
        asset.late_rate_ppm,
        figures,
        is_protected=rules.has_statutory_clock(debtor, creditor),
    )
    if rate is None:
        return Late(due, until, None, None, None)
    owed = asset.confirmed_fen - asset.credited_fen
    found = late_interest(owed, due, payments_of(session, asset.id), until, rate)
    lpr = {"statutory_floor": then, "estimate": at_due}.get(rate.basis)
    return Late(due, until, found, _source(rate, daily, markup), lpr)


def late_of(session: Session, asset: Asset, today: date) -> Late | None:
    """What an overdue document bears until today; None of one that is not overdue."""
    return look_at_late_interest(session, asset, today) if days_overdue(asset, today) else None


def _source(rate: LateRate, daily: Figure | None, markup: Figure | None) -> Figure | None:
    if rate.is_statutory:
        return daily
    return markup if rate.basis == "estimate" else None


def payments_of(session: Session, asset_id: str) -> list[Paid]:
    """What counts as paid of a document: payments not taken back, and set-offs."""
    paid = [
        Paid(one.paid_on, one.amount_fen)
        for one in list_payments(session, asset_id)
        if not one.taken_back
    ]
    cleared = (Paid(one.ended_on, one.amount_fen) for one in paid_by_set_offs(session, asset_id))
    return [*paid, *cleared]
