"""Accepting, declining, expiring and calling off: what is held, and what is free again."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from characters import TODAY, WAN, World
from deals import OFFER, accepted, applied, confirmed_asset, drafted, freeze, offered
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from lianqiao.financing.accept_quote import accept_quote
from lianqiao.financing.apply_for_financing import apply_for_financing
from lianqiao.financing.approve_quote import approve_quote
from lianqiao.financing.cancel_application import cancel_application
from lianqiao.financing.claim_application import claim_application
from lianqiao.financing.decline_quote import decline_quote
from lianqiao.financing.draft_quote import draft_quote
from lianqiao.financing.errors import (
    AmountIsOutOfBounds,
    AssetIsNotConfirmed,
    AuthorisationIsMissing,
    MakerCannotApprove,
    ProductDoesNotFit,
    ProductIsNotOnOffer,
    QuoteIsNoLongerValid,
    RegistrationNumberIsTaken,
)
from lianqiao.financing.expire_quotes import expire_quotes
from lianqiao.financing.free_after_settlement import free_after_settlement
from lianqiao.financing.mark_drawn import mark_drawn
from lianqiao.financing.models import Application, Quote
from lianqiao.financing.record_registration import record_registration
from lianqiao.financing.refuse_application import refuse_application
from lianqiao.financing.withdraw_application import withdraw_application
from lianqiao.products.errors import LimitIsExhausted
from lianqiao.products.models import CreditLimit, Product
from lianqiao.registry.models import Authorisation
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere, SomebodyWasFaster, TransitionIsNotAllowed
from lianqiao.shared.models import AuditEntry, StateChange
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.trade.claims import AssetIsOccupied
from lianqiao.trade.models import Asset, AssetClaim


def _held(database: Database) -> dict[str, tuple[int, int]]:
    """Reserved and used by scope, of limits that carry something."""
    with database.reading() as session:
        limit = columns(CreditLimit)
        query = select(limit.scope, limit.reserved_fen, limit.used_fen)
        rows = session.execute(query.where(limit.reserved_fen + limit.used_fen > 0))
        return {row.scope: (row.reserved_fen, row.used_fen) for row in rows}


def _row(database: Database, model: type, row_id: str):
    with database.reading() as session:
        return session.get_one(model, row_id)


def test_acceptance_reserves_every_limit_and_claims_the_document(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        application = accepted(session, world, asset)
        assert application.state == "accepted"
    held = (80 * WAN, 0)
    assert _held(database) == {"product": held, "bank": held, "core": held, "borrower": held}
    assert _row(database, Asset, asset.id).occupied_fen == 80 * WAN


def test_the_other_bank_learns_only_that_the_document_is_occupied(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        second = offered(session, world, asset, "bank2")
        accepted(session, world, asset, "bank")
    before = _held(database)
    refused = as_("supplier").post(f"/quotes/{second.id}/accept")
    assert refused.status_code == 409
    assert "该单据已被占用" in refused.text
    assert "演示农商银行" not in refused.text
    assert _held(database) == before
    assert _row(database, Quote, second.id).state == "offered"
    assert _row(database, Application, second.application_id).state == "quoted"


def test_a_quota_without_room_leaves_nothing_behind(database: Database, world: World) -> None:
    with database.writing() as session:
        quote = offered(session, world, confirmed_asset(session, world))
        limit = columns(CreditLimit)
        product = limit.product_id == world.products["P-A"]
        row = session.execute(select(CreditLimit).where(product)).scalar_one()
        row.ceiling_fen = 80 * WAN - 1
    with pytest.raises(LimitIsExhausted), database.writing() as session:
        accept_quote(session, world.actor("supplier"), quote.id, utc_now(), TODAY)
    assert _held(database) == {}
    assert _row(database, Quote, quote.id).state == "offered"
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(table(AssetClaim))).scalar() == 0


def test_the_last_limit_in_order_undoes_the_first(database: Database, world: World) -> None:
    with database.writing() as session:
        quote = offered(session, world, confirmed_asset(session, world))
        session.add(
            CreditLimit(scope="borrower", holder_id=world.org("bank"), ceiling_fen=10 * WAN)
        )
    with pytest.raises(LimitIsExhausted), database.writing() as session:
        accept_quote(session, world.actor("supplier"), quote.id, utc_now(), TODAY)
    assert _held(database) == {}


def test_cancelling_frees_limits_and_document_at_once(database: Database, world: World) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        application = accepted(session, world, asset)
    with database.writing() as session:
        cancel_application(session, world.actor("supplier"), application.id, "不再需要", utc_now())
    assert _held(database) == {}
    assert _row(database, Asset, asset.id).occupied_share == 0
    with database.writing() as session:
        accepted(session, world, session.get_one(Asset, asset.id))
    assert _held(database)["product"] == (80 * WAN, 0)


def test_drawing_uses_what_was_reserved_and_settling_frees_it_once(
    database: Database, world: World
) -> None:
    officer = world.actor("bank")
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        application = accepted(session, world, asset)
        with pytest.raises(TransitionIsNotAllowed):
            mark_drawn(session, officer, application.id, utc_now())
        _register(session, world, application.id)
        mark_drawn(session, officer, application.id, utc_now())
    assert _held(database)["borrower"] == (0, 80 * WAN)
    with database.writing() as session:
        assert free_after_settlement(session, officer, application.id, utc_now())
        assert not free_after_settlement(session, officer, application.id, utc_now())
    assert _held(database) == {}
    assert _row(database, Asset, asset.id).occupied_fen == 0


def _register(session: Session, world: World, application_id: str, number: str = "A00001") -> None:
    now = utc_now()
    record_registration(
        session,
        world.actor("bank"),
        application_id,
        number,
        now,
        TODAY + timedelta(days=3650),
        now,
        now,
    )


def test_a_registration_number_stands_in_one_record_only(database: Database, world: World) -> None:
    with database.writing() as session:
        _register(session, world, accepted(session, world, confirmed_asset(session, world)).id)
    with pytest.raises(RegistrationNumberIsTaken), database.writing() as session:
        application = accepted(session, world, confirmed_asset(session, world))
        _register(session, world, application.id, " a000 01 ")


def test_a_quote_expires_with_its_application_and_cannot_be_accepted(
    database: Database, world: World
) -> None:
    last = TODAY + timedelta(days=7)
    with database.writing() as session:
        old = offered(session, world, confirmed_asset(session, world), valid_until=last)
        later = last + timedelta(days=1)
        young = offered(session, world, confirmed_asset(session, world), valid_until=later)
        waiting = drafted(session, world, confirmed_asset(session, world), valid_until=last)
    for day, expected in ((last, 0), (later, 1), (later, 0)):
        with database.writing() as session:
            assert expire_quotes(session, day, utc_now()) == expected
    assert _row(database, Quote, old.id).state == "expired"
    assert _row(database, Application, old.application_id).state == "expired"
    assert _row(database, Quote, young.id).state == "offered"
    assert _row(database, Quote, waiting.id).state == "drafted"
    with pytest.raises(TransitionIsNotAllowed, match="已过期"):
        _accept(database, world, old.id)
    with database.reading() as session:
        change = columns(StateChange)
        events = select(change.event).where(change.subject_id.in_([old.id, old.application_id]))
        assert list(session.execute(events).scalars()).count("expire") == 2
        assert inspect_chain(session).ok


def _accept(database: Database, world: World, quote_id: str, who: str = "supplier") -> None:
    with database.writing() as session:
        accept_quote(session, world.actor(who), quote_id, utc_now(), TODAY)


def test_a_quote_is_not_accepted_after_its_last_day_even_before_the_job_ran(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        quote = offered(session, world, confirmed_asset(session, world))
    with pytest.raises(QuoteIsNoLongerValid), database.writing() as session:
        late = quote.valid_until + timedelta(days=1)
        accept_quote(session, world.actor("supplier"), quote.id, utc_now(), late)


@pytest.mark.parametrize("who", ["supplier2", "core", "bank", "bank2", "operator"])
def test_only_the_firm_that_asked_accepts(database: Database, world: World, who: str) -> None:
    with database.writing() as session:
        quote = offered(session, world, confirmed_asset(session, world))
    with pytest.raises(NothingIsThere):
        _accept(database, world, quote.id, who)


def test_a_draft_is_not_there_for_the_firm(database: Database, world: World) -> None:
    with database.writing() as session:
        quote = drafted(session, world, confirmed_asset(session, world))
    with pytest.raises(NothingIsThere):
        _accept(database, world, quote.id)


def test_the_maker_cannot_approve_and_the_table_holds_it_too(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        quote = drafted(session, world, confirmed_asset(session, world))
        row = session.get_one(Quote, quote.id)
        row.made_by = world.users["bank-approver"]
    with pytest.raises(MakerCannotApprove), database.writing() as session:
        approve_quote(session, world.actor("bank-approver"), quote.id, utc_now(), TODAY)
    with pytest.raises(IntegrityError), database.writing() as session:
        session.get_one(Quote, quote.id).approved_by = world.users["bank-approver"]


def test_another_banks_approver_finds_nothing(database: Database, world: World) -> None:
    with database.writing() as session:
        quote = drafted(session, world, confirmed_asset(session, world))
    with pytest.raises(NothingIsThere), database.writing() as session:
        approve_quote(session, world.actor("bank2-approver"), quote.id, utc_now(), TODAY)


def test_a_clerk_cannot_approve_and_an_approver_cannot_claim(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        quote = drafted(session, world, confirmed_asset(session, world))
        fresh = applied(session, world, confirmed_asset(session, world))
    assert as_("bank-colleague").post(f"/quotes/{quote.id}/approve").status_code == 403
    assert as_("bank-approver").post(f"/applications/{fresh.id}/claim").status_code == 403
    assert as_("bank2").post(f"/applications/{fresh.id}/claim").status_code == 404
    assert as_("bank2-approver").post(f"/quotes/{quote.id}/approve").status_code == 404


def test_of_two_officers_the_slower_one_is_told_who_was_faster(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        case = applied(session, world, confirmed_asset(session, world))
    assert as_("bank").post(f"/applications/{case.id}/claim").status_code == 302
    late = as_("bank-colleague").post(f"/applications/{case.id}/claim")
    assert late.status_code == 409
    assert "演示bank 刚刚已处理" in late.text


def test_of_two_officers_at_the_same_moment_one_claims(database: Database, world: World) -> None:
    with database.writing() as session:
        case = applied(session, world, confirmed_asset(session, world))
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def claim(who: str) -> None:
        start.wait()
        try:
            with database.writing() as session:
                claim_application(session, world.actor(who), case.id, utc_now())
            outcomes.append("claimed")
        except SomebodyWasFaster as refusal:
            outcomes.append(str(refusal))

    threads = [threading.Thread(target=claim, args=(who,)) for who in ("bank", "bank-colleague")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[0] == "claimed"
    assert "刚刚已处理" in sorted(outcomes)[1]


def test_what_a_slower_colleague_typed_is_kept(as_, database: Database, world: World) -> None:
    freeze(database)
    with database.writing() as session:
        quote = drafted(session, world, confirmed_asset(session, world))
    typed = {
        "principal_fen": "12 万",
        "rate_ppm": "4",
        "fee_ppm": "0",
        "guarantee_fee_ppm": "0",
        "guarantee": "credit",
        "start_date": "2026-12-01",
        "maturity_date": "2027-02-01",
        "valid_until": "2026-11-30",
        "conditions": "专款专用",
    }
    late = as_("bank-colleague").post(f"/applications/{quote.application_id}/quote", data=typed)
    assert late.status_code == 409
    assert "演示bank 刚刚已处理" in late.text
    assert "12 万" in late.text
    assert "专款专用" in late.text


Act = Callable[[Session, World, str], object]


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("claim", lambda s, w, i: claim_application(s, w.actor("bank"), i, utc_now())),
        ("quote", lambda s, w, i: draft_quote(s, w.actor("bank"), i, OFFER, utc_now(), TODAY)),
        ("refuse", lambda s, w, i: refuse_application(s, w.actor("bank"), i, "不合", utc_now())),
        ("withdraw", lambda s, w, i: withdraw_application(s, w.actor("supplier"), i, utc_now())),
        ("draw", lambda s, w, i: mark_drawn(s, w.actor("bank"), i, utc_now())),
        ("register", _register),
    ],
)
def test_a_step_that_is_not_declared_is_refused_in_words(
    database: Database, world: World, name: str, act: Act
) -> None:
    with database.writing() as session:
        application = accepted(session, world, confirmed_asset(session, world))
        cancel_application(session, world.actor("bank"), application.id, "停办", utc_now())
    with (
        pytest.raises((TransitionIsNotAllowed, SomebodyWasFaster), match="已撤销"),
        database.writing() as session,
    ):
        act(session, world, application.id)
    assert _row(database, Application, application.id).state == "cancelled", name


def test_declining_ends_the_application_and_a_new_one_may_follow(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        quote = offered(session, world, asset)
        decline_quote(session, world.actor("supplier"), quote.id, utc_now(), "成本高")
        assert applied(session, world, asset).state == "submitted"
    assert _held(database) == {}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"state": "entered", "confirmed_fen": 0}, AssetIsNotConfirmed),
        ({"due_date": TODAY + timedelta(days=400)}, ProductDoesNotFit),
        ({"confirmed_fen": 1 * WAN}, ProductDoesNotFit),
    ],
)
def test_what_is_not_eligible_is_not_applied_for(
    database: Database, world: World, change: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error), database.writing() as session:
        applied(session, world, confirmed_asset(session, world, **change))


def test_without_an_authorisation_or_a_published_product_nothing_is_applied_for(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        session.get_one(Product, world.products["P-B"]).state = "retired"
        mine = columns(Authorisation).enterprise_id == world.org("supplier")
        session.execute(select(Authorisation).where(mine)).scalar_one().revoked_on = TODAY
        session.flush()
        with pytest.raises(AuthorisationIsMissing):
            applied(session, world, asset, "bank")
        with pytest.raises(ProductIsNotOnOffer):
            applied(session, world, asset, "bank2")


def test_more_than_the_product_lends_is_not_asked_for(database: Database, world: World) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        with pytest.raises(AmountIsOutOfBounds, match=r"800,000\.00"):
            apply_for_financing(
                session,
                world.actor("supplier"),
                asset.id,
                world.products["P-A"],
                80 * WAN + 1,
                "采购",
                utc_now(),
                TODAY,
            )


def test_a_splittable_document_is_shared_until_nothing_is_left(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world, splittable=True)
        half = offered(session, world, asset, "bank", principal_fen=40 * WAN)
        other = offered(session, world, asset, "bank2", principal_fen=40 * WAN + 1)
    _accept(database, world, half.id)
    with pytest.raises(AssetIsOccupied):
        _accept(database, world, other.id)
    assert _row(database, Asset, asset.id).occupied_share == 5 * 10**11


def test_every_business_write_has_one_audit_entry(database: Database, world: World) -> None:
    with database.writing() as session:
        accepted(session, world, confirmed_asset(session, world))
    with database.reading() as session:
        entry = columns(AuditEntry)
        actions = list(session.execute(select(entry.action).order_by(entry.seq)).scalars())
    assert actions[-5:] == [
        "apply_for_financing",
        "claim_application",
        "draft_quote",
        "approve_quote",
        "accept_quote",
    ]
