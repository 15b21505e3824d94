"""The notice to the debtor: sent once by the bank, acknowledged by the debtor, ranked from then."""

import pytest
from characters import World
from deals import accepted, confirmed_asset, freeze
from loan_book import NOW
from order_deals import an_order, billed, confirmed, delivered
from sqlalchemy import select
from sqlmodel import Session

from lianqiao.accounts.models import Notice
from lianqiao.financing import todo_register
from lianqiao.financing.acknowledge_notice import acknowledge_notice
from lianqiao.financing.cancel_application import cancel_application
from lianqiao.financing.errors import (
    NoticeCannotBeSent,
    NoticeWasReceivedAlready,
    NoticeWasSentAlready,
    OnlyAClerkMayDoThis,
)
from lianqiao.financing.models import Application, AssignmentNotice
from lianqiao.financing.queries import get_accepted_quote
from lianqiao.financing.register_standing import look_at_standing
from lianqiao.financing.send_assignment_notice import send_assignment_notice
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns
from lianqiao.trade.models import Asset


def notified(session: Session, world: World) -> tuple[Application, AssignmentNotice]:
    application = accepted(session, world, confirmed_asset(session, world))
    return application, send(session, world, application)


def send(
    session: Session, world: World, application: Application, who: str = "bank"
) -> AssignmentNotice:
    return send_assignment_notice(session, world.actor(who), application.id, NOW)


def test_the_debtor_acknowledges_and_the_rank_counts_from_then(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        application, notice = notified(session, world)
        quote = get_accepted_quote(session, application.id)
        before = look_at_standing(session, application, quote, "").own
        assert before.claim.notified_at is None
        acknowledge_notice(session, world.actor("core"), notice.id, NOW)
        own = look_at_standing(session, application, quote, "").own
        assert own.claim.notified_at == NOW
    with database.reading() as session:
        entry = columns(AuditEntry)
        query = select(entry.action).where(entry.action.like("%notice%")).order_by(entry.seq)
        actions = session.execute(query).scalars().all()
        assert actions == ["send_assignment_notice", "acknowledge_notice"]
        told = select(columns(Notice).organisation_id).where(
            columns(Notice).kind == "assignment_notice"
        )
        assert session.execute(told).scalars().all() == [world.org("core")]


def test_it_is_sent_once_and_acknowledged_once(database: Database, world: World) -> None:
    with database.writing() as session:
        application, notice = notified(session, world)
        with pytest.raises(NoticeWasSentAlready):
            send(session, world, application)
        acknowledge_notice(session, world.actor("core"), notice.id, NOW)
        with pytest.raises(NoticeWasReceivedAlready, match="演示core"):
            acknowledge_notice(session, world.actor("core"), notice.id, NOW)


@pytest.mark.parametrize("who", ["bank2", "supplier", "core", "operator"])
def test_nobody_but_the_bank_sends_it(database: Database, world: World, who: str) -> None:
    with database.writing() as session:
        application = accepted(session, world, confirmed_asset(session, world))
        with pytest.raises(NothingIsThere):
            send(session, world, application, who)
        with pytest.raises(OnlyAClerkMayDoThis):
            send(session, world, application, "bank-approver")


@pytest.mark.parametrize("who", ["supplier", "core2", "bank"])
def test_nobody_but_the_debtor_acknowledges_it(database: Database, world: World, who: str) -> None:
    with database.writing() as session:
        _application, notice = notified(session, world)
        with pytest.raises(NothingIsThere):
            acknowledge_notice(session, world.actor(who), notice.id, NOW)


def test_a_buyer_that_borrows_is_its_own_debtor(database: Database, world: World) -> None:
    with database.writing() as session:
        application = accepted(session, world, confirmed_asset(session, world))
        asset = session.get_one(Asset, application.asset_id)
        asset.debtor_id, asset.creditor_id = asset.creditor_id, asset.debtor_id
        with pytest.raises(NoticeCannotBeSent, match="自己就是付款方"):
            send(session, world, application)


def test_when_it_is_over_the_debtor_is_told_whom_to_pay_again(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        application, _notice = notified(session, world)
        cancel_application(session, world.actor("bank"), application.id, "不做了", NOW)
        told = select(columns(Notice).organisation_id).where(
            columns(Notice).kind == "assignment_over"
        )
        assert session.execute(told).scalars().all() == [world.org("core")]
        with pytest.raises(NoticeCannotBeSent):
            send(session, world, application)


def test_the_pages_of_bank_debtor_and_creditor(as_, database: Database, world: World) -> None:
    freeze(database)
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        application = accepted(session, world, asset)
    bank, core, supplier = as_("bank"), as_("core"), as_("supplier")
    path = f"/applications/{application.id}"
    assert "看不到融资金额" in bank.get(path).text
    assert bank.post(f"{path}/assignment-notice").status_code == 302
    assert bank.post(f"{path}/assignment-notice").status_code == 409
    assert "等付款方签收" in bank.get(path).text
    with database.reading() as session:
        notice_id = session.execute(select(columns(AssignmentNotice).id)).scalar_one()
        waiting = todo_register.todos(session, world.actor("core"), NOW.date())
    assert [one.count for one in waiting] == [1]
    assert "共 1 条" in core.get(waiting[0].path).text
    assert "付款对象有变，待签收" in core.get("/").text
    address = f"/assignment-notices/{notice_id}"
    page = core.get(address).text
    assert "演示农商银行" in page
    assert "800,000.00" not in page
    document = core.get(f"/receivables/{asset.id}").text
    assert "演示农商银行" in document
    assert address in document
    assert core.post(f"{address}/receipt").status_code == 302
    assert core.post(f"{address}/receipt").status_code == 409
    assert "已签收" in core.get(address).text
    assert "付款方已签收" in supplier.get(f"/receivables/{asset.id}").text
    assert "演示core" in bank.get(path).text
    assert core.get("/assignment-notices?format=xlsx").status_code == 200
    assert supplier.get(address).status_code == 404
    assert supplier.post(f"{address}/receipt").status_code == 404
    assert "共 0 条" in as_("core2").get("/assignment-notices").text
    assert bank.get(address).status_code == 403


def test_the_notice_follows_the_financing_to_the_receivable(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        order = an_order(session, world)
        application = accepted(session, world, order)
        send(session, world, application)
        delivered(session, world, order)
        invoice = confirmed(session, world, billed(session, world, order, order.amount_fen, 1))
    core = as_("core")
    assert "演示农商银行" in core.get(f"/receivables/{invoice.id}").text
    assert "演示农商银行" not in core.get(f"/orders/{order.id}").text
    assert invoice.document_no in core.get("/assignment-notices").text
    assert "已转到应收账款" in as_("bank").get(f"/applications/{application.id}").text
