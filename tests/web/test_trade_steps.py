"""The steps of a document: who may take which, what they leave behind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from characters import WAN, World
from sqlalchemy import select
from trade_samples import (
    NOW,
    SECRET,
    TODAY,
    a_receivable,
    an_order,
    audited,
    count,
    enter,
    events,
    order,
    read,
)

from lianqiao.accounts.models import Notice
from lianqiao.registry.models import TradeLink
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere, TransitionIsNotAllowed
from lianqiao.shared.tables import columns
from lianqiao.trade.claims import claim_asset
from lianqiao.trade.confirm_asset import confirm_asset
from lianqiao.trade.confirm_assets import confirm_assets
from lianqiao.trade.confirm_rules import Answer
from lianqiao.trade.deliver_order import deliver_order
from lianqiao.trade.dispute_asset import dispute_asset
from lianqiao.trade.errors import (
    DocumentIsThereAlready,
    ItIsSettledAlready,
    NothingWasChosen,
    NoTradeLinkIsActive,
    OnlyOrdersAreDelivered,
    ReasonForNearDocumentIsMissing,
    ReasonIsMissing,
    SomebodyDidItAlready,
)
from lianqiao.trade.models import Asset
from lianqiao.trade.papers import Terms
from lianqiao.trade.resubmit_asset import resubmit_asset
from lianqiao.trade.settle_asset import settle_asset
from lianqiao.trade.withdraw_asset import withdraw_asset


def confirm(database: Database, world: World, asset_id: str, by: str = "core") -> Asset:
    with database.writing() as session:
        return confirm_asset(session, world.actor(by), asset_id, NOW, TODAY)


def dispute(database: Database, world: World, asset_id: str, by: str = "core") -> None:
    with database.writing() as session:
        dispute_asset(session, world.actor(by), asset_id, "数量与收货单不符", NOW)


def test_a_creditors_document_waits_for_the_debtor(database: Database, world: World) -> None:
    asset = read(database, enter(database, world, a_receivable(world)))
    assert (asset.state, asset.confirmed_fen, asset.confirmation_no) == ("entered", 0, "")
    assert asset.number == "YS-20261124-0001"
    assert events(database, asset.id) == ["enter"]
    assert audited(database, asset.id) == ["enter_receivable"]


def test_the_debtors_upload_is_the_confirmation(database: Database, world: World) -> None:
    asset = read(database, enter(database, world, a_receivable(world), by="core"))
    assert (asset.state, asset.confirmed_fen) == ("confirmed", asset.amount_fen)
    assert asset.confirmation_no == "QQ-20261124-0001"
    assert events(database, asset.id) == ["enter", "confirm"]
    assert audited(database, asset.id) == ["enter_receivable"]


def test_a_due_date_on_a_day_off_moves_to_the_next_working_day(
    database: Database, world: World
) -> None:
    new = a_receivable(world, due_date=date(2027, 1, 16))
    asset = read(database, enter(database, world, new))
    assert (asset.due_date, asset.effective_due_date) == (date(2027, 1, 16), date(2027, 1, 18))


def test_an_order_that_the_buyer_finances_is_confirmed_by_the_seller(
    database: Database, world: World
) -> None:
    asset_id = order(database, world, an_order(world, borrower="buyer"), by="customer")
    assert read(database, asset_id).state == "entered"
    with pytest.raises(NothingIsThere):
        confirm(database, world, asset_id, by="customer")
    assert confirm(database, world, asset_id, by="core").state == "confirmed"


@pytest.mark.parametrize("who", ["supplier", "supplier2", "core2", "customer", "bank", "operator"])
def test_only_the_debtors_own_login_confirms_and_disputes(
    database: Database, world: World, who: str
) -> None:
    asset_id = enter(database, world, a_receivable(world))
    with pytest.raises(NothingIsThere):
        confirm(database, world, asset_id, by=who)
    with pytest.raises(NothingIsThere):
        dispute(database, world, asset_id, by=who)
    assert read(database, asset_id).state == "entered"


def test_confirming_tells_the_creditor_and_leaves_one_audit_entry(
    database: Database, world: World
) -> None:
    asset_id = enter(database, world, a_receivable(world))
    confirm(database, world, asset_id)
    assert audited(database, asset_id) == ["enter_receivable", "confirm_asset"]
    notice = columns(Notice)
    query = select(notice.kind, notice.path).where(notice.organisation_id == world.org("supplier"))
    with database.reading() as session:
        assert session.execute(query).all() == [("asset_confirmed", f"/receivables/{asset_id}")]


def test_a_second_confirmation_says_who_did_it(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    confirm(database, world, asset_id)
    with pytest.raises(SomebodyDidItAlready, match="已由 演示core 确权"):
        confirm(database, world, asset_id)
    assert events(database, asset_id) == ["enter", "confirm"]


def test_a_part_is_confirmed_with_another_due_date(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    with database.writing() as session:
        confirm_asset(
            session,
            world.actor("core"),
            asset_id,
            NOW,
            TODAY,
            amount_fen=60 * WAN,
            due_date=date(2027, 2, 27),
            reason="其余未验收",
        )
    asset = read(database, asset_id)
    assert (asset.confirmed_fen, asset.amount_fen) == (60 * WAN, 100 * WAN)
    assert (asset.due_date, asset.effective_due_date) == (date(2027, 2, 27), date(2027, 3, 1))


def test_a_batch_is_confirmed_whole_or_not_at_all(database: Database, world: World) -> None:
    ids = [enter(database, world, a_receivable(world, f"A{n}", amount_fen=n)) for n in (1, 2, 3)]
    foreign = enter_for_the_other_chain(database, world)
    with pytest.raises(NothingIsThere), database.writing() as session:
        confirm_assets(session, world.actor("core"), _whole([*ids, foreign]), NOW, TODAY)
    assert {read(database, one).state for one in ids} == {"entered"}
    with database.writing() as session:
        done = confirm_assets(session, world.actor("core"), _whole([*ids, ids[0]]), NOW, TODAY)
    assert [asset.confirmation_no[-4:] for asset in done] == ["0001", "0002", "0003"]


def _whole(ids: list[str]) -> dict[str, Answer]:
    return dict.fromkeys(ids, Answer())


def test_an_empty_batch_is_no_batch(database: Database, world: World) -> None:
    with pytest.raises(NothingWasChosen), database.writing() as session:
        confirm_assets(session, world.actor("core"), {}, NOW, TODAY)


def enter_for_the_other_chain(database: Database, world: World) -> str:
    new = replace(
        a_receivable(world), creditor_id=world.org("supplier2"), debtor_id=world.org("core2")
    )
    return enter(database, world, new, by="supplier2")


def test_a_dispute_needs_a_reason(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    with pytest.raises(ReasonIsMissing), database.writing() as session:
        dispute_asset(session, world.actor("core"), asset_id, "  ", NOW)


def test_a_disputed_document_is_mended_and_confirmed(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    dispute(database, world, asset_id)
    before = read(database, asset_id)
    assert (before.state, before.dispute_reason) == ("disputed", "数量与收货单不符")
    with database.writing() as session:
        resubmit_asset(
            session,
            world.actor("supplier"),
            asset_id,
            "按收货单更正金额",
            NOW,
            TODAY,
            terms=Terms(90 * WAN, date(2026, 11, 2), date(2027, 1, 11)),
            secret=SECRET,
        )
    after = confirm(database, world, asset_id)
    assert (after.confirmed_fen, after.dispute_reason) == (90 * WAN, "")
    assert after.fingerprint != before.fingerprint
    assert events(database, asset_id) == ["enter", "dispute", "resubmit", "confirm"]


def test_the_debtor_may_confirm_what_it_disputed(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    dispute(database, world, asset_id)
    assert confirm(database, world, asset_id).state == "confirmed"


def test_a_document_is_withdrawn_while_nobody_confirmed_it_and_comes_back(
    database: Database, world: World
) -> None:
    asset_id = enter(database, world, a_receivable(world))
    with database.writing() as session:
        withdraw_asset(session, world.actor("supplier"), asset_id, NOW)
    with pytest.raises(DocumentIsThereAlready, match="重新提交"):
        enter(database, world, a_receivable(world))
    with database.writing() as session:
        resubmit_asset(session, world.actor("supplier"), asset_id, "撤错了", NOW, TODAY)
    confirm(database, world, asset_id)
    with pytest.raises(TransitionIsNotAllowed, match="已确权"), database.writing() as session:
        withdraw_asset(session, world.actor("supplier"), asset_id, NOW)


def test_either_side_records_the_payment_once(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world), by="core")
    with database.writing() as session:
        settle_asset(session, world.actor("supplier"), asset_id, TODAY, NOW, TODAY)
    asset = read(database, asset_id)
    assert (asset.state, asset.settled_on, asset.settled_fen) == ("settled", TODAY, 100 * WAN)
    with pytest.raises(TransitionIsNotAllowed), database.writing() as session:
        settle_asset(session, world.actor("core"), asset_id, TODAY, NOW, TODAY)


def test_what_was_paid_before_is_not_confirmed_later(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    with database.writing() as session:
        session.get_one(Asset, asset_id).settled_on = TODAY
    with pytest.raises(ItIsSettledAlready):
        confirm(database, world, asset_id)


def test_orders_are_delivered_and_receivables_are_not(database: Database, world: World) -> None:
    order_id = order(database, world, an_order(world), by="core")
    with database.writing() as session:
        assert deliver_order(session, world.actor("supplier"), order_id, NOW).state == "delivered"
    asset_id = enter(database, world, a_receivable(world, amount_fen=WAN), by="core")
    with pytest.raises(OnlyOrdersAreDelivered), database.writing() as session:
        deliver_order(session, world.actor("supplier"), asset_id, NOW)


def test_a_payment_leaves_the_banks_claim_alone(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world), by="core")
    with database.writing() as session:
        claim_asset(session, asset_id, world.org("bank"), "a", WAN, WAN, NOW)
        settle_asset(session, world.actor("core"), asset_id, TODAY, NOW, TODAY)
    assert read(database, asset_id).occupied_fen == WAN


def test_the_same_document_is_blocked_from_either_side(database: Database, world: World) -> None:
    enter(database, world, a_receivable(world, "ａ１２ 34"))
    for by in ("supplier", "core"):
        with pytest.raises(DocumentIsThereAlready, match="YS-20261124-0001"):
            enter(database, world, a_receivable(world, "A1234"), by=by)
    with pytest.raises(DocumentIsThereAlready):
        enter(database, world, a_receivable(world, "A1234", amount_fen=1))
    assert count(database, Asset) == 1


def test_a_near_document_asks_for_a_written_reason(database: Database, world: World) -> None:
    enter(database, world, a_receivable(world, "1"))
    with pytest.raises(ReasonForNearDocumentIsMissing) as refusal:
        enter(database, world, a_receivable(world, "2"))
    assert refusal.value.field == "near_reason"
    assert "演示" not in str(refusal.value)
    reasoned = replace(a_receivable(world, "2"), near_reason="同日第二车货")
    assert read(database, enter(database, world, reasoned)).near_reason == "同日第二车货"


def test_an_invoice_on_the_goods_of_an_order_is_near_to_it(
    database: Database, world: World
) -> None:
    """Order and receivable finance never stand on the same goods without a word on it."""
    order(database, world, an_order(world))
    with pytest.raises(ReasonForNearDocumentIsMissing):
        enter(database, world, a_receivable(world))


@pytest.mark.parametrize("state", ["proposed", "refused", "ended"])
def test_only_an_active_link_carries_documents(
    database: Database, world: World, state: str
) -> None:
    with database.writing() as session:
        query = select(TradeLink).where(columns(TradeLink).partner_id == world.org("supplier"))
        session.execute(query).scalar_one().state = state
    with pytest.raises(NoTradeLinkIsActive):
        enter(database, world, a_receivable(world))


def test_a_link_in_the_wrong_direction_carries_nothing(database: Database, world: World) -> None:
    new = replace(
        a_receivable(world), creditor_id=world.org("core"), debtor_id=world.org("supplier")
    )
    with pytest.raises(NoTradeLinkIsActive):
        enter(database, world, new, by="core")


def test_a_core_enterprise_does_not_confirm_its_own_claim_on_a_customer(
    database: Database, world: World
) -> None:
    new = replace(
        a_receivable(world), creditor_id=world.org("core"), debtor_id=world.org("customer")
    )
    asset_id = enter(database, world, new, by="core")
    assert read(database, asset_id).state == "entered"
    assert confirm(database, world, asset_id, by="customer").borrower_id == world.org("core")


ALL_STEPS: dict[str, Callable[..., object]] = {
    "confirm": lambda s, w, a: confirm_asset(s, w.actor("core"), a, NOW, TODAY),
    "dispute": lambda s, w, a: dispute_asset(s, w.actor("core"), a, "数量不符", NOW),
    "resubmit": lambda s, w, a: resubmit_asset(s, w.actor("supplier"), a, "更正", NOW, TODAY),
    "withdraw": lambda s, w, a: withdraw_asset(s, w.actor("supplier"), a, NOW),
    "settle": lambda s, w, a: settle_asset(s, w.actor("core"), a, TODAY, NOW, TODAY),
    "deliver": lambda s, w, a: deliver_order(s, w.actor("core"), a, NOW),
}


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("entered", {"confirm", "dispute", "withdraw"}),
        ("disputed", {"confirm", "resubmit", "withdraw"}),
        ("withdrawn", {"resubmit"}),
        ("confirmed", {"settle", "deliver"}),
        ("settled", set()),
        ("delivered", {"settle"}),
    ],
)
def test_from_each_state_only_the_declared_steps_lead_on(
    database: Database, world: World, state: str, allowed: set[str]
) -> None:
    asset_id = order(database, world, an_order(world))
    with database.writing() as session:
        asset = session.get_one(Asset, asset_id)
        asset.state = state
        asset.confirmed_fen = asset.amount_fen if state in ("confirmed", "delivered") else 0
    for event, step in ALL_STEPS.items():
        session = database.open(write=True)
        try:
            if event in allowed:
                step(session, world, asset_id)
            else:
                with pytest.raises((TransitionIsNotAllowed, SomebodyDidItAlready)):
                    step(session, world, asset_id)
        finally:
            session.rollback()
            session.close()
