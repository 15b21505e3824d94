"""The demo's public register: looks and what they found, notices, entries to extend or strike out.

Played over what the cases have left behind, the demo's own people first.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from random import Random

from sqlalchemy import select

from ..financing.acknowledge_notice import acknowledge_notice
from ..financing.add_prior_claim import add_prior_claim
from ..financing.models import Application, Registration
from ..financing.record_register_query import record_register_query
from ..financing.register_rules import NewPrior, NewQuery
from ..financing.release_registration import release_registration
from ..financing.send_assignment_notice import send_assignment_notice
from ..financing.warn_expiring import warn_expiring
from ..products.models import Product
from ..shared.tables import columns, table
from ..trade.deliver_order import deliver_order
from ..trade.enter_receivable import enter_receivable
from ..trade.models import Asset, AssetClaim
from ..trade.papers import NewReceivable, Terms
from ..vault.upload_document import NewDocument
from .confirming import confirm
from .lending import Case
from .offices import officer
from .paper import pdf
from .stage import Stage
from .trade import Document, Market

BANKS = ("bank", "bank2")
FIRST_NUMBER = 930_000_000_000_000  # of invoices: far from those of the market
RELEASED = 4  # of each bank, the latest are left to be struck out
BILLED_IN_DAYS = 50
ASIDE = 1_000_000  # where the order of what is planned aside begins
HOLDERS = ("示例某商业保理公司", "演示某小额贷款公司")
PAPER = ("查询人：演示银行", "结果：见下", "本文件为演示，内容虚构")


def order_and_borrow(market: Market, products: list[Product], cases: list[Case]) -> None:
    """Two orders of the demo's supplier on which a bank lends; their goods will be delivered.

    Planned with dice of their own, so that the rest of the demo stays as it is.
    """
    stage = market.stage
    aside = replace(stage, rng=Random("订单"), _order=ASIDE)  # noqa: S311 - a demo, not a secret
    for number, ends in enumerate(("draw", "accept"), 1):
        entered = stage.day(-20)
        document = Document(
            kind="order",
            seller="supplier",
            buyer="core",
            borrower="supplier",
            number=f"PO{entered:%y%m}-D{number:03d}",
            amount_fen=62_000_000 + 8_000_000 * number,
            issued=entered - timedelta(days=3),
            due=stage.day(75),
            entered=entered,
            splittable=False,
            fate="confirmed",
        )
        market.documents.append(document)
        starts = stage.day(-16)
        cases.append(Case(aside, market, products, document, starts, ends, "bank"))


def keep_registers(stage: Stage) -> None:
    """Play all of it, once the cases stand where they end."""
    for bank in BANKS:
        _look(stage, bank)
        _notify(stage, bank)
        _strike_out(stage, bank)
    _bill_orders(stage)
    warn_expiring(stage.session, stage.today, stage.now)


def _cases(stage: Stage, bank: str, *states: str) -> Sequence[Application]:
    row = columns(Application)
    query = select(Application).where(row.bank_id == stage.ids[bank], row.state.in_(states))
    return stage.session.execute(query.order_by(row.number.desc())).scalars().all()


def _look(stage: Stage, bank: str) -> None:
    """Of the cases that wait for money, the first found an earlier right and the second none."""
    clerk = officer(stage, bank)
    for number, case in enumerate(islice(_cases(stage, bank, "registered"), 2)):
        found = number == 0
        file = NewDocument("other", "", "中登网查询结果.pdf", pdf(case.number, PAPER))
        note = "查到一笔在先保理" if found else ""
        query = NewQuery(stage.now, "found" if found else "clear", note)
        record_register_query(stage.session, clerk, case.id, query, stage.now, file)
        if found:
            add_prior_claim(stage.session, clerk, case.id, _prior(stage, case), stage.now)


def _prior(stage: Stage, case: Application) -> NewPrior:
    return NewPrior(
        holder=HOLDERS[0],
        amount_fen=case.requested_fen // 2,
        arrangement="recourse_factoring",
        registration_no=f"DEMOZ{case.number.replace('-', '')}",
        registered_at=stage.now - timedelta(days=40),
    )


def _notify(stage: Stage, bank: str) -> None:
    """The debtors of some cases are notified; those that nobody of the demo plays have received."""
    clerk, played = officer(stage, bank), {stage.ids["core"], stage.ids["core2"]}
    sent = 0
    for case in _cases(stage, bank, "accepted", "registered", "drawn"):
        asset = _claimed(stage, case)
        if asset is None or asset.debtor_id == case.borrower_id:
            continue
        if asset.debtor_id not in played and sent % 3:
            continue
        row = send_assignment_notice(stage.session, clerk, case.id, stage.now)
        if asset.debtor_id not in played or sent % 2:
            debtor = stage.firm(stage.key_of(asset.debtor_id))
            acknowledge_notice(stage.session, debtor, row.id, stage.now)
        sent += 1
        if sent == 8:
            return


def _claimed(stage: Stage, case: Application) -> Asset | None:
    claim = columns(AssetClaim)
    held = select(claim.asset_id).where(claim.application_id == case.id, claim.live)
    query = select(Asset).where(columns(Asset).id.in_(held))
    found: Asset | None = stage.session.execute(query).scalar_one_or_none()
    return found


def _strike_out(stage: Stage, bank: str) -> None:
    """The entries of debts that ended longest ago are struck out; the latest are still to do."""
    row, case, claim = columns(Registration), columns(Application), columns(AssetClaim)
    query = (
        select(row.id, row.number)
        .join(table(Application), case.id == row.application_id)
        .join(table(AssetClaim), claim.application_id == case.id)
        .where(case.bank_id == stage.ids[bank], claim.live.is_(False), case.state == "drawn")
        .order_by(claim.released_at, row.id)
        .limit(RELEASED)
    )
    for entry in stage.session.execute(query).all():
        number = f"ZX{entry.number}"
        clerk, day = officer(stage, bank), stage.today
        release_registration(stage.session, clerk, entry.id, number, day, stage.now, day)


def _bill_orders(stage: Stage) -> None:
    """Of the sellers' financed orders one is billed and carried over, one is to be billed yet."""
    row, claim = columns(Asset), columns(AssetClaim)
    known = [stage.ids[key] for key in ("supplier", "supplier2", "core", "core2")]
    query = (
        select(Asset)
        .join(AssetClaim, claim.asset_id == row.id)
        .where(
            row.kind == "order",
            row.state == "confirmed",
            row.borrower_id == row.creditor_id,
            claim.live,
        )
        .order_by(row.borrower_id.not_in(known), row.debtor_id.not_in(known), row.number)
        .limit(2)
    )
    orders = stage.session.execute(query).scalars().all()
    for number, order in enumerate(orders):
        seller = stage.firm(stage.key_of(order.creditor_id))
        deliver_order(stage.session, seller, order.id, stage.now)
        if number == 0:
            _bill(stage, order)


def _bill(stage: Stage, order: Asset) -> None:
    today = stage.today
    new = NewReceivable(
        creditor_id=order.creditor_id,
        debtor_id=order.debtor_id,
        invoice_no=f"{today:%y}341{FIRST_NUMBER:015d}",
        terms=Terms(order.amount_fen, today, today + timedelta(days=BILLED_IN_DAYS), today),
        near_reason="由订单交付后开票",
        order_id=order.id,
    )
    seller = stage.firm(stage.key_of(order.creditor_id))
    asset = enter_receivable(stage.session, seller, new, stage.now, today, secret=stage.secret)
    confirm(stage, stage.firm(stage.key_of(order.debtor_id)), asset.id, today)
