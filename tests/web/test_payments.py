"""Payments of a document: whole, in parts, never above what is owed, taken back with a reason."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from characters import WAN, World
from deals import freeze
from flask.testing import FlaskClient
from payment_samples import faults, pay, payments, take_back
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from trade_samples import (
    NOW,
    TERMS,
    TODAY,
    a_receivable,
    an_order,
    audited,
    enter,
    events,
    order,
    read,
)

from lianqiao.accounts.models import Notice
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere, Refusal, TransitionIsNotAllowed
from lianqiao.shared.tables import columns, table
from lianqiao.trade.claims import claim_asset, release_claim
from lianqiao.trade.deliver_order import deliver_order
from lianqiao.trade.errors import (
    AmountIsNotPossible,
    DatesAreNotPossible,
    PaymentIsReliedUpon,
    PaymentIsSomebodyElses,
    ReasonIsMissing,
    SomebodyDidItAlready,
    TheInvoiceIsPaid,
)
from lianqiao.trade.models import Asset, Receivable
from lianqiao.trade.take_back_payment import take_back_payment

As = Callable[[str], FlaskClient]


@pytest.fixture
def asset_id(database: Database, world: World) -> str:
    """A confirmed receivable of 100 万元."""
    return enter(database, world, a_receivable(world), by="core")


def kinds_of_notices(database: Database, organisation_id: str) -> list[str]:
    notice = columns(Notice)
    query = select(notice.kind).where(notice.organisation_id == organisation_id)
    with database.reading() as session:
        return list(session.execute(query.order_by(notice.at, notice.id)).scalars())


def test_parts_add_up_and_the_last_fen_settles(
    database: Database, world: World, asset_id: str
) -> None:
    pay(database, world, asset_id, 40 * WAN)
    part = read(database, asset_id)
    assert (part.paid_fen, part.state, part.settled_on) == (40 * WAN, "confirmed", None)
    pay(database, world, asset_id, 60 * WAN, by="supplier", on=TODAY - timedelta(days=1))
    whole = read(database, asset_id)
    assert (whole.paid_fen, whole.state, whole.settled_fen) == (100 * WAN, "settled", 100 * WAN)
    assert whole.settled_on == TODAY  # the day of the last payment, not of the last record
    assert events(database, asset_id) == ["enter", "confirm", "pay", "settle"]
    assert audited(database, asset_id) == ["enter_receivable", "record_payment", "record_payment"]
    assert faults(database) == []


def test_nothing_is_paid_above_what_is_owed_and_the_refusal_names_it(
    database: Database, world: World, asset_id: str
) -> None:
    pay(database, world, asset_id, 40 * WAN)
    with pytest.raises(AmountIsNotPossible, match=r"尚欠 600,000\.00 元"):
        pay(database, world, asset_id, 60 * WAN + 1)
    with pytest.raises(AmountIsNotPossible):
        pay(database, world, asset_id, 0)
    assert read(database, asset_id).paid_fen == 40 * WAN


@pytest.mark.parametrize("who", ["supplier2", "core2", "customer", "bank", "operator"])
def test_only_the_two_sides_record_and_take_back(
    database: Database, world: World, asset_id: str, who: str
) -> None:
    payment_id = pay(database, world, asset_id, WAN)
    with pytest.raises(NothingIsThere):
        pay(database, world, asset_id, WAN, by=who)
    with pytest.raises(NothingIsThere):
        take_back(database, world, asset_id, payment_id, by=who)
    assert read(database, asset_id).paid_fen == WAN


def test_a_day_before_the_invoice_or_after_today_is_refused(
    database: Database, world: World, asset_id: str
) -> None:
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=400)):
        with pytest.raises(DatesAreNotPossible):
            pay(database, world, asset_id, WAN, on=day)


def test_what_nobody_confirmed_is_not_paid(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    with pytest.raises(TransitionIsNotAllowed):
        pay(database, world, asset_id, WAN)


def test_each_payment_tells_the_other_side(database: Database, world: World, asset_id: str) -> None:
    payment_id = pay(database, world, asset_id, WAN)
    take_back(database, world, asset_id, payment_id)
    pay(database, world, asset_id, by="supplier")
    supplier = kinds_of_notices(database, world.org("supplier"))
    assert [kind for kind in supplier if "pa" in kind] == ["asset_paid", "payment_taken_back"]
    assert kinds_of_notices(database, world.org("core"))[-1] == "asset_settled"


def test_a_wrong_record_is_taken_back_and_stays_on_record(
    database: Database, world: World, asset_id: str
) -> None:
    payment_id = pay(database, world, asset_id, 40 * WAN)
    take_back(database, world, asset_id, payment_id)
    (kept,) = payments(database, asset_id)
    assert (kept.taken_back, kept.taken_back_reason) == (True, "金额填错了")
    assert read(database, asset_id).paid_fen == 0
    with pytest.raises(SomebodyDidItAlready):
        take_back(database, world, asset_id, payment_id)
    assert read(database, asset_id).paid_fen == 0
    assert faults(database) == []


def test_taking_back_the_payment_that_settled_it_opens_it_again(
    database: Database, world: World, asset_id: str
) -> None:
    pay(database, world, asset_id, 40 * WAN)
    last = pay(database, world, asset_id)
    take_back(database, world, asset_id, last)
    asset = read(database, asset_id)
    assert (asset.state, asset.paid_fen, asset.settled_on) == ("confirmed", 40 * WAN, None)
    pay(database, world, asset_id)
    assert events(database, asset_id)[-3:] == ["settle", "reopen", "settle"]
    assert faults(database) == []


def test_who_recorded_takes_back_and_gives_a_reason(
    database: Database, world: World, asset_id: str
) -> None:
    payment_id = pay(database, world, asset_id, WAN, by="core")
    with pytest.raises(PaymentIsSomebodyElses):
        take_back(database, world, asset_id, payment_id, by="supplier")
    with pytest.raises(ReasonIsMissing), database.writing() as session:
        take_back_payment(session, world.actor("core"), asset_id, payment_id, " ", NOW)


def test_a_payment_on_which_a_financing_ended_is_not_taken_back(
    database: Database, world: World, asset_id: str
) -> None:
    with database.writing() as session:
        claim_asset(session, asset_id, world.org("bank"), "a", WAN, WAN, NOW)
    payment_id = pay(database, world, asset_id)
    with database.writing() as session:
        assert release_claim(session, "a", NOW)
    with pytest.raises(PaymentIsReliedUpon) as refused:
        take_back(database, world, asset_id, payment_id)
    assert "银行" not in str(refused.value.message)


def test_the_bank_that_holds_the_document_is_told_and_no_other(
    database: Database, world: World, asset_id: str
) -> None:
    with database.writing() as session:
        claim_asset(session, asset_id, world.org("bank"), "a", WAN, WAN, NOW)
    pay(database, world, asset_id, WAN)
    assert kinds_of_notices(database, world.org("bank")) == ["debtor_paid"]
    assert kinds_of_notices(database, world.org("bank2")) == []


def test_an_order_is_paid_before_delivery_and_after_and_opens_where_it_was(
    database: Database, world: World
) -> None:
    order_id = order(database, world, an_order(world), by="core")
    pay(database, world, order_id, 30 * WAN)
    with database.writing() as session:
        deliver_order(session, world.actor("supplier"), order_id, NOW)
    last = pay(database, world, order_id)
    assert read(database, order_id).state == "settled"
    take_back(database, world, order_id, last)
    assert (read(database, order_id).state, read(database, order_id).paid_fen) == (
        "delivered",
        30 * WAN,
    )


def test_an_order_that_was_invoiced_is_paid_on_the_invoice(
    database: Database, world: World, asset_id: str
) -> None:
    new = replace(an_order(world), terms=replace(TERMS, amount_fen=WAN))
    order_id = order(database, world, new, by="core")
    with database.writing() as session:
        session.execute(
            update(table(Receivable))
            .where(columns(Receivable).id == asset_id)
            .values(order_id=order_id)
        )
    with pytest.raises(TheInvoiceIsPaid):
        pay(database, world, order_id, WAN)


def test_ten_payments_at_once_never_pay_more_than_is_owed(
    database: Database, world: World, asset_id: str
) -> None:
    def attempt(_number: int) -> int:
        try:
            pay(database, world, asset_id, 30 * WAN)
        except Refusal:
            return 0
        return 1

    with ThreadPoolExecutor(10) as pool:
        done = sum(pool.map(attempt, range(10)))
    asset = read(database, asset_id)
    assert (done, asset.paid_fen, asset.state) == (3, 90 * WAN, "confirmed")
    assert faults(database) == []


def test_behind_the_guard_stands_a_constraint(
    database: Database, world: World, asset_id: str
) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(update(table(Asset)).values(paid_fen=100 * WAN + 1))


def test_without_the_guard_a_payment_would_be_lost(
    database: Database, world: World, asset_id: str
) -> None:
    """The negative control: read, then write what was read."""
    with database.open(write=False) as session:
        stale = session.get_one(Asset, asset_id).paid_fen
    for amount in (30 * WAN, 40 * WAN):
        with database.writing() as session:
            session.execute(update(table(Asset)).values(paid_fen=stale + amount))
    assert read(database, asset_id).paid_fen == 40 * WAN
    assert faults(database) != []


def test_a_planted_payment_is_named(database: Database, world: World, asset_id: str) -> None:
    pay(database, world, asset_id, WAN)
    assert faults(database) == []
    with database.writing() as session:
        session.execute(update(table(Asset)).values(paid_fen=2 * WAN))
    (fault,) = faults(database)
    assert "paid 2000000, payments say 1000000" in fault


def key_on(page: str, name: str) -> str:
    found = re.search(rf'name="idempotency_key" value="([^"]+-{name})"', page)
    assert found
    return found[1]


def test_the_page_records_a_part_once_however_often_it_is_pressed(
    as_: As, database: Database, world: World, asset_id: str
) -> None:
    freeze(database, TODAY)
    client, place = as_("core"), f"/receivables/{asset_id}"
    page = client.get(place).text
    assert "尚欠 1,000,000.00 元" in page
    data = {
        "amount_fen": "40 万",
        "paid_on": TODAY.isoformat(),
        "means": "bill",
        "note": "第一笔",
        "idempotency_key": key_on(page, "pay"),
    }
    first = client.post(f"{place}/payments", data=data)
    again = client.post(f"{place}/payments", data=data)
    assert first.location == again.location == place
    page = client.get(place).text
    assert len(payments(database, asset_id)) == 1
    assert "第一笔" in page
    assert "票据" in page
    assert "尚欠 600,000.00 元" in page


def test_a_payment_that_is_too_large_is_refused_beside_its_field(
    as_: As, database: Database, world: World, asset_id: str
) -> None:
    freeze(database, TODAY)
    client, place = as_("supplier"), f"/receivables/{asset_id}/payments"
    data = {"amount_fen": "200 万", "paid_on": TODAY.isoformat()}
    answer = client.post(place, data=data)
    assert answer.status_code == 422
    assert "这张单据尚欠 1,000,000.00 元" in answer.text
    assert 'value="200 万"' in answer.text
    assert as_("supplier2").post(place, data=data).status_code == 404
    assert payments(database, asset_id) == []


def test_the_page_takes_a_record_back(
    as_: As, database: Database, world: World, asset_id: str
) -> None:
    freeze(database, TODAY)
    client, place = as_("supplier"), f"/receivables/{asset_id}"
    client.post(f"{place}/settle", data={"paid_on": TODAY.isoformat()})
    assert read(database, asset_id).state == "settled"
    (payment,) = payments(database, asset_id)
    back = f"{place}/payments/{payment.id}/take-back"
    assert client.post(back, data={"reason": ""}).status_code == 422
    assert as_("core").post(back, data={"reason": "不是我方"}).status_code == 403
    assert client.post(back, data={"reason": "录错单据"}).status_code == 302
    page = client.get(place).text
    assert "录错单据" in page
    assert "已撤销" in page
    assert read(database, asset_id).state == "confirmed"
