"""A delivered order becomes a receivable and carries its financing over; nothing counts twice."""

import io
import re
from datetime import timedelta

import pytest
from characters import ENTERPRISES, TODAY, WAN, World
from deals import accepted, applied, confirmed_asset, freeze, offered
from loan_book import NOW
from order_deals import (
    INVOICE,
    SECRET,
    an_order,
    billed,
    confirmed,
    delivered,
    financed_order,
    occupied,
)
from sqlalchemy import select, update
from sqlmodel import Session
from vault_files import a_pdf

from lianqiao.accounts.models import Notice
from lianqiao.financing.accept_quote import accept_quote
from lianqiao.financing.cancel_application import cancel_application
from lianqiao.financing.errors import AssetIsAlreadyFinanced
from lianqiao.financing.match_reading import read_market
from lianqiao.financing.pairs import look_at_pair
from lianqiao.financing.record_registration import record_registration
from lianqiao.loans.draw_down import record_drawdown
from lianqiao.loans.settle_loan import settle_loan
from lianqiao.products.models import Product
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.trade import claims
from lianqiao.trade.claims import claim_asset, release_claim
from lianqiao.trade.credit_note_rules import NewCreditNote
from lianqiao.trade.enter_credit_note import enter_credit_note
from lianqiao.trade.enter_receivable import enter_receivable
from lianqiao.trade.errors import AssetIsOccupied, OrderCannotBeBilled
from lianqiao.trade.importers import IMPORTERS
from lianqiao.trade.models import WHOLE_SHARE, Asset, AssetClaim
from lianqiao.trade.papers import NewReceivable, Terms
from lianqiao.verify import verify_database

HELD = (
    "quotas_equal_claims",
    "assets_are_financed_once",
    "claims_belong_to_live_applications",
    "orders_and_bills_fit",
    "bills_lie_between_the_same_two",
)


def faults(database: Database) -> dict[str, tuple[str, ...]]:
    """What ``verify`` says of claims; the documents of these tests have no history."""
    found = verify_database(database).findings
    return {one.name: one.violations for one in found if one.name in HELD and not one.ok}


def test_the_financing_moves_to_the_invoice_that_carries_it(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        order, application_id = financed_order(session, world)
        invoice = billed(session, world, order, 90 * WAN, 1)
        assert occupied(session, order, invoice) == [80 * WAN, 0]
        confirmed(session, world, invoice)
    with database.reading() as session:
        assert occupied(session, order, invoice) == [0, 80 * WAN]
        kept = session.get_one(Asset, invoice.id)
        assert kept.occupied_share == WHOLE_SHARE
        claim = session.execute(select(AssetClaim)).scalar_one()
        assert (claim.asset_id, claim.principal_fen) == (invoice.id, 80 * WAN)
        assert claim.pair_principal_fen == 80 * WAN
        entry = columns(AuditEntry)
        carried = select(entry.subject_id).where(entry.action == "carry_over_financing")
        assert session.execute(carried).scalars().all() == [order.id]
        notice = columns(Notice)
        told = select(notice.organisation_id, notice.path).where(
            notice.kind == "claim_carried_over"
        )
        assert [tuple(row) for row in session.execute(told)] == [
            (world.org("bank"), f"/applications/{application_id}")
        ]
    assert faults(database) == {}


@pytest.mark.parametrize("way", ["cancel", "release"])
def test_what_was_carried_over_is_freed_like_any_other(
    database: Database, world: World, way: str
) -> None:
    with database.writing() as session:
        order, application_id = financed_order(session, world)
        invoice = confirmed(session, world, billed(session, world, order, 90 * WAN, 1))
    with database.writing() as session:
        if way == "cancel":
            bank = world.actor("bank")
            cancel_application(session, bank, application_id, "不做了", utc_now())
        else:
            assert release_claim(session, application_id, utc_now())
            assert not release_claim(session, application_id, utc_now())
        assert occupied(session, order, invoice) == [0, 0]
    if way == "cancel":
        assert faults(database) == {}


def test_an_invoice_that_cannot_carry_it_lends_only_what_is_left(
    database: Database, world: World
) -> None:
    """80 lie on the order; 40 and then 60 are billed: 20 of both together may be lent on."""
    with database.writing() as session:
        order, application_id = financed_order(session, world)
        small = confirmed(session, world, billed(session, world, order, 40 * WAN, 1))
        assert occupied(session, order, small) == [80 * WAN, 0]
        with pytest.raises(AssetIsAlreadyFinanced, match="所属订单"):
            applied(session, world, small)
        with pytest.raises(AssetIsOccupied):
            take(session, world, small, 1)
        other = confirmed(session, world, billed(session, world, order, 60 * WAN, 2))
        assert occupied(session, order, small, other) == [80 * WAN, 0, 0]
        with pytest.raises(AssetIsOccupied):
            take(session, world, other, 20 * WAN + 1)
        take(session, world, other, 15 * WAN)
        with pytest.raises(AssetIsOccupied):
            take(session, world, small, 5 * WAN + 1)
        take(session, world, small, 5 * WAN)
        assert occupied(session, order, small, other) == [80 * WAN, 5 * WAN, 15 * WAN]
        release_claim(session, application_id, utc_now())
        assert occupied(session, order, small, other) == [0, 5 * WAN, 15 * WAN]


def take(session: Session, world: World, asset: Asset, principal_fen: int) -> AssetClaim:
    at = f"{asset.id[-12:]}-{principal_fen % 10**12}"
    bank = world.org("bank2")
    return claim_asset(session, asset.id, bank, at, principal_fen, principal_fen, utc_now())


def test_only_the_part_that_was_confirmed_carries(database: Database, world: World) -> None:
    with database.writing() as session:
        order, _application = financed_order(session, world)
        invoice = billed(session, world, order, 100 * WAN, 1)
        confirmed(session, world, invoice, 79 * WAN)
        assert occupied(session, order, invoice) == [80 * WAN, 0]
        later = confirmed(session, world, billed(session, world, order, 80 * WAN, 2))
        assert occupied(session, order, invoice, later) == [0, 0, 80 * WAN]
        take(session, world, invoice, 79 * WAN)


def test_claims_of_several_banks_move_together(database: Database, world: World) -> None:
    with database.writing() as session:
        order = an_order(session, world, splittable=True)
        for bank, amount in (("bank", 40 * WAN), ("bank2", 30 * WAN)):
            quote = offered(session, world, order, bank, principal_fen=amount)
            accept_quote(session, world.actor("supplier"), quote.id, utc_now(), TODAY)
        delivered(session, world, order)
        invoice = billed(session, world, order, 100 * WAN, 1, splittable=True)
        confirmed(session, world, invoice)
        assert occupied(session, order, invoice) == [0, 70 * WAN]
        held = columns(AssetClaim)
        rows = session.execute(select(held.bank_id, held.asset_id).where(held.live)).all()
        assert {tuple(row) for row in rows} == {
            (world.org("bank"), invoice.id),
            (world.org("bank2"), invoice.id),
        }
    assert faults(database) == {}


def test_a_buyer_that_financed_its_purchase_keeps_its_own_debt(
    database: Database, world: World
) -> None:
    """The seller's invoice does not take the buyer's debt over, and lends on the rest alone."""
    with database.writing() as session:
        order = an_order(
            session, world, borrower_id=world.org("core"), core_id=world.org("supplier")
        )
        claim_asset(session, order.id, world.org("bank"), "app", 80 * WAN, 80 * WAN, utc_now())
        delivered(session, world, order)
        invoice = confirmed(session, world, billed(session, world, order, 100 * WAN, 1))
        assert occupied(session, order, invoice) == [80 * WAN, 0]
        with pytest.raises(AssetIsOccupied):
            take(session, world, invoice, 20 * WAN + 1)
        take(session, world, invoice, 20 * WAN)


def test_the_upload_of_the_debtor_confirms_and_carries_over(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        order, _application = financed_order(session, world)
        new = NewReceivable(
            creditor_id=world.org("supplier"),
            debtor_id=world.org("core"),
            invoice_no=INVOICE.format(9),
            terms=Terms(100 * WAN, TODAY, TODAY + timedelta(days=60), TODAY),
            order_id=order.id,
        )
        core = world.actor("core")
        invoice = enter_receivable(session, core, new, utc_now(), TODAY, secret=SECRET)
        assert occupied(session, order, invoice) == [0, 80 * WAN]


@pytest.mark.parametrize("wrong", ["undelivered", "foreign", "receivable", "missing"])
def test_only_a_delivered_order_of_the_same_two_is_named(
    database: Database, world: World, wrong: str
) -> None:
    with database.writing() as session:
        order = an_order(session, world)
        if wrong == "foreign":
            order = an_order(session, world, creditor_id=world.org("supplier2"), state="delivered")
        elif wrong == "receivable":
            order = confirmed_asset(session, world)
        elif wrong == "missing":
            order = Asset(id="0" * 26)
        with pytest.raises(OrderCannotBeBilled) as refused:
            billed(session, world, order, 90 * WAN, 1)
        assert refused.value.field == "order_id"


def test_the_match_run_and_the_quote_see_only_what_is_left(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        order, _application = financed_order(session, world)
        small = confirmed(session, world, billed(session, world, order, 40 * WAN, 1))
        assert small.id not in read_market(session, TODAY).held
        other = confirmed(session, world, billed(session, world, order, 60 * WAN, 2))
        held = read_market(session, TODAY).held
        assert held[small.id].asset.amount_fen == 20 * WAN  # due first: the other has no room
        assert other.id not in held
        product = session.get_one(Product, world.products["P-A"])
        pair = look_at_pair(session, other, product, TODAY)
        assert (pair.principal_fen, pair.free_fen) == (16 * WAN, 16 * WAN)


def test_verify_names_an_order_that_is_financed_beside_its_invoice(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        order, _application = financed_order(session, world)
        small = confirmed(session, world, billed(session, world, order, 40 * WAN, 1))
    assert faults(database) == {}
    with database.writing() as session:
        row = columns(Asset)
        lent = {"occupied_fen": 30 * WAN, "occupied_share": WHOLE_SHARE}
        session.execute(update(table(Asset)).where(row.id == small.id).values(lent))
        session.add(
            AssetClaim(
                asset_id=small.id,
                bank_id=world.org("bank2"),
                application_id="planted",
                principal_fen=30 * WAN,
                pair_principal_fen=30 * WAN,
                share=WHOLE_SHARE,
            )
        )
    found = faults(database)
    assert order.id in found["orders_and_bills_fit"][0]
    assert "assets_are_financed_once" not in found


def test_without_the_look_at_the_order_the_same_goods_are_financed_twice(
    database: Database, world: World, monkeypatch
) -> None:
    monkeypatch.setattr(claims, "find_held_back", lambda *_any: {})
    with database.writing() as session:
        order, _application = financed_order(session, world)
        small = confirmed(session, world, billed(session, world, order, 40 * WAN, 1))
        take(session, world, small, 40 * WAN)
    assert "orders_and_bills_fit" in faults(database)


def test_the_pages_lead_from_the_order_to_its_invoice_and_back(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        order, _application = financed_order(session, world)
    supplier, core = as_("supplier"), as_("core")
    page = supplier.get(f"/orders/{order.id}").text
    assert f"/receivables/new?order={order.id}" in page
    form = supplier.get(f"/receivables/new?order={order.id}").text
    assert f'<option selected value="{order.id}">' in form
    assert 'value="1,000,000.00"' in form
    typed = {
        "partner_id": f"creditor:{world.org('core')}",
        "invoice_no": INVOICE.format(1),
        "order_id": order.id,
        "amount_fen": "90万",
        "issue_date": TODAY.isoformat(),
        "delivery_date": TODAY.isoformat(),
        "due_date": "2027-01-20",
        "near_reason": "由订单交付后开票",
    }
    checked = supplier.post("/receivables/new", data=typed | {"step": "check"})
    assert "由哪张订单交付而来" in checked.text
    saved = supplier.post("/receivables/new", data=typed | {"step": "save"})
    assert saved.status_code == 302, saved.text
    address = saved.headers["Location"]
    assert order.document_no in supplier.get(address).text
    assert INVOICE.format(1) in supplier.get(f"/orders/{order.id}").text
    sent = {"confirmed_fen": "900000", "confirmed_due": "2027-01-20"}
    assert core.post(f"{address}/confirm", data=sent).status_code == 302
    assert "800,000.00" in supplier.get(address).text
    foreign = as_("supplier2").get(f"/receivables/new?order={order.id}")
    assert foreign.status_code == 404
    wrong = supplier.post("/receivables/new", data=typed | {"order_id": "x", "step": "check"})
    assert wrong.status_code == 422


def brought(
    database: Database, world: World, who: str, order_no: str, number: int = 1
) -> ImportResult:
    """A file with one invoice that names an order, in a transaction of its own."""
    header = "发票号码,供应商代码,核心企业代码,金额,开票日期,到期日,订单编号"
    day = (TODAY - timedelta(days=1)).isoformat()
    firms = f"{ENTERPRISES['supplier'][1]},{ENTERPRISES['core'][1]}"
    line = f"{INVOICE.format(number)},{firms},900000,{day},2027-01-20,{order_no}"
    with database.writing() as session:
        context = ImportContext(session, world.actor(who), utc_now(), TODAY, SECRET)
        data = f"{header}\n{line}".encode()
        return run_import(IMPORTERS["receivables"], context, data, "应收.csv")


def test_a_file_names_the_order_and_the_debtors_file_carries_its_financing_over(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        order, _application = financed_order(session, world)
    number = order.document_no
    assert brought(database, world, "supplier", number).accepted == 1
    assert brought(database, world, "supplier", number).unchanged == 1
    assert brought(database, world, "core", number).accepted == 1
    with database.reading() as session:
        found = select(columns(Asset).id).where(columns(Asset).document_no == INVOICE.format(1))
        invoice = session.get_one(Asset, session.execute(found).scalar_one())
        assert occupied(session, order, invoice) == [0, 80 * WAN]
    assert brought(database, world, "core", number).unchanged == 1
    assert faults(database) == {}


def test_a_file_may_name_the_order_later_but_no_other_one(database: Database, world: World) -> None:
    with database.writing() as session:
        order, _application = financed_order(session, world)
        other = delivered(session, world, an_order(session, world))
    assert brought(database, world, "supplier", "").accepted == 1
    assert brought(database, world, "supplier", order.document_no).accepted == 1
    for wrong in (other.document_no, "没有的"):
        (error,) = brought(database, world, "supplier", wrong).errors
        assert error.field == "order_no"
    assert brought(database, world, "core", "").accepted == 1
    with database.reading() as session:
        assert occupied(session, order) == [0]


def test_a_credit_note_never_pulls_the_ground_from_under_the_debt(
    database: Database, world: World
) -> None:
    """80 lie on the order, 15 on a bill; 100 are billed: 5 may be taken back, and no more."""
    with database.writing() as session:
        order, _application = financed_order(session, world)
        small = confirmed(session, world, billed(session, world, order, 40 * WAN, 1))
        other = confirmed(session, world, billed(session, world, order, 60 * WAN, 2))
        note(session, world, small, 1, 1 * WAN)
        note(session, world, other, 2, 1 * WAN)
        take(session, world, other, 15 * WAN)
        with pytest.raises(AssetIsOccupied):
            note(session, world, small, 3, 3 * WAN + 1)
        note(session, world, small, 4, 3 * WAN)
    assert "orders_and_bills_fit" not in faults(database)


def note(session: Session, world: World, asset: Asset, number: int, amount_fen: int) -> None:
    new = NewCreditNote(f"HZ-{number:06d}", TODAY, amount_fen, "退货")
    enter_credit_note(session, world.actor("supplier"), asset.id, new, utc_now(), TODAY)


def test_drawn_after_the_move_the_loan_stands_on_the_receivable(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        order, application_id = financed_order(session, world)
        invoice = confirmed(session, world, billed(session, world, order, 90 * WAN, 1))
        bank, expires = world.actor("bank"), TODAY + timedelta(days=3650)
        record_registration(session, bank, application_id, "A00001", NOW, expires, NOW, NOW)
        loan = record_drawdown(session, bank, application_id, "J-1", TODAY, NOW, TODAY)
        assert (loan.asset_id, loan.kind) == (invoice.id, "receivable")
        settle_loan(session, bank, loan.id, NOW, TODAY)
        assert occupied(session, order, invoice) == [0, 0]
    assert faults(database) == {}


def test_a_loan_drawn_on_the_order_ends_on_the_receivable(database: Database, world: World) -> None:
    with database.writing() as session:
        order = an_order(session, world)
        application = accepted(session, world, order)
        bank, expires = world.actor("bank"), TODAY + timedelta(days=3650)
        record_registration(session, bank, application.id, "A00001", NOW, expires, NOW, NOW)
        loan = record_drawdown(session, bank, application.id, "J-1", TODAY, NOW, TODAY)
        delivered(session, world, order)
        invoice = confirmed(session, world, billed(session, world, order, 90 * WAN, 1))
        assert occupied(session, order, invoice) == [0, 80 * WAN]
        settle_loan(session, bank, loan.id, NOW, TODAY)
        assert occupied(session, order, invoice) == [0, 0]
    assert faults(database) == {}


def test_the_bank_opens_the_papers_of_the_receivable_that_carries_its_loan(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        order, application_id = financed_order(session, world)
        invoice = confirmed(session, world, billed(session, world, order, 90 * WAN, 1))
    supplier, bank, rival = as_("supplier"), as_("bank"), as_("bank2")
    sent = {"kind": "acceptance", "title": "验收单甲", "file": (io.BytesIO(a_pdf("验")), "a.pdf")}
    done = supplier.post(f"/receivables/{invoice.id}/documents/new", data=sent)
    assert done.status_code == 302, done.text
    page = bank.get(f"/applications/{application_id}").text
    assert "验收单甲" in page
    (path,) = set(re.findall(rf"/assets/{invoice.id}/documents/\w+", page))
    assert bank.get(path).status_code == 200
    assert rival.get(path).status_code == 404
