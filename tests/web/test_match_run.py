"""A match run: what is read, what is kept, the same twice, and never past a limit."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from characters import TODAY, WAN, World, dishonest
from deals import confirmed_asset
from sqlalchemy import select
from sqlmodel import Session

from lianqiao.accounts.models import Organisation
from lianqiao.financing.models import MatchRun, Opportunity
from lianqiao.financing.run_match import OnlyTheOperatorMatches, run_match
from lianqiao.products import limits
from lianqiao.products.models import Product
from lianqiao.products.set_limit import set_ceiling
from lianqiao.registry.models import Authorisation
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns, utc_now
from lianqiao.trade.models import WHOLE_SHARE

EIGHT = ["kind", "park", "industry", "size", "grade", "core", "tenor", "amount"]
FIVE = ["authorised", "dishonest", "free", "first_time", "plan"]


def _run(session: Session, as_of: date = TODAY) -> MatchRun:
    return run_match(session, COMMAND, as_of, utc_now())


def _rows(session: Session, run: MatchRun) -> list[Opportunity]:
    row = columns(Opportunity)
    query = select(Opportunity).where(row.run_id == run.id).order_by(row.asset_id, row.product_id)
    return list(session.execute(query).scalars())


def _failed(row: Opportunity) -> list[str]:
    return [check["rule"] for check in row.checks if not check["passed"]]


def test_every_eligible_pair_is_kept_with_all_thirteen_rules(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        run = _run(session)
        rows = _rows(session, run)
    assert {row.product_id for row in rows} == set(world.products.values())
    for row in rows:
        assert row.eligible
        assert [check["rule"] for check in row.checks] == EIGHT + FIVE
        assert (row.asset_id, row.borrower_id) == (asset.id, world.org("supplier"))
        assert (row.principal_fen, row.days) == (80 * WAN, 90)
        assert row.net_fen + row.cost_fen == row.principal_fen
        assert 0 <= row.fit <= 100
    assert (run.assets, run.eligible_pairs, run.funded_assets) == (1, 2, 1)
    assert run.principal_fen == 80 * WAN
    assert 0 < run.objective_fen <= run.upper_bound_fen


def test_the_cheaper_bank_is_recommended(database: Database, world: World) -> None:
    with database.writing() as session:
        confirmed_asset(session, world)
        rows = {row.bank_id: row for row in _rows(session, _run(session))}
    assert rows[world.org("bank")].recommended_fen == 80 * WAN
    assert rows[world.org("bank2")].recommended_fen == 0
    assert rows[world.org("bank")].fit > rows[world.org("bank2")].fit


def _shape(rows: list[Opportunity]) -> list[dict[str, Any]]:
    left_out = {"id", "run_id", "created_at"}
    return [row.model_dump(exclude=left_out) for row in rows]


def test_the_same_market_gives_the_same_rows_twice(database: Database, world: World) -> None:
    with database.writing() as session:
        for days in (30, 60, 90, 400):
            confirmed_asset(session, world, due_date=TODAY + timedelta(days=days))
        first, again = _run(session), _run(session)
        assert _shape(_rows(session, first)) == _shape(_rows(session, again))
        assert first.objective_fen == again.objective_fen
        session.refresh(first)
        assert (first.is_current, again.is_current) == (False, True)


def test_one_run_writes_one_audit_row(database: Database, world: World) -> None:
    with database.writing() as session:
        confirmed_asset(session, world)
        run = _run(session)
    with database.reading() as session:
        entry = columns(AuditEntry)
        actions = session.execute(select(entry.action).where(entry.subject_id == run.id))
        assert actions.scalars().all() == ["run_match"]


def test_recommended_amounts_stay_within_every_limit(database: Database, world: World) -> None:
    bank = world.org("bank")
    with database.writing() as session:
        for _number in range(8):
            confirmed_asset(session, world)
        quota = limits.Line("product", bank, product_id=world.products["P-A"])
        set_ceiling(session, quota, 400 * WAN, utc_now())
        set_ceiling(session, limits.Line("borrower", bank), 250 * WAN, utc_now())
        run = _run(session)
        given: Counter[str] = Counter()
        for row in _rows(session, run):
            given[row.bank_id] += row.recommended_fen
    assert given[bank] == 240 * WAN
    assert given[world.org("bank2")] == 400 * WAN
    assert any(price["limit"].startswith("borrower:demo-bank:") for price in run.limit_prices)


def test_what_is_reserved_is_no_room(database: Database, world: World) -> None:
    with database.writing() as session:
        confirmed_asset(session, world)
        product = session.get_one(Product, world.products["P-A"])
        parties = world.org("supplier2"), world.org("core2")
        limits.reserve(session, product, *parties, 4950 * WAN, utc_now())
        rows = {row.bank_id: row for row in _rows(session, _run(session))}
    assert rows[world.org("bank")].eligible
    assert rows[world.org("bank")].recommended_fen == 0
    assert rows[world.org("bank2")].recommended_fen == 80 * WAN


@pytest.mark.parametrize(
    "more",
    [
        {"state": "entered"},
        {"state": "disputed"},
        {"due_date": TODAY},
        {"occupied_fen": 80 * WAN, "occupied_share": WHOLE_SHARE},
        {"credited_fen": 100 * WAN},
    ],
    ids=["entered", "disputed", "due", "occupied", "credited"],
)
def test_only_confirmed_free_documents_are_matched(
    database: Database, world: World, more: dict[str, Any]
) -> None:
    with database.writing() as session:
        confirmed_asset(session, world, **more)
        assert _run(session).assets == 0


def test_half_of_a_shared_document_is_offered_once_half_is_taken(
    database: Database, world: World
) -> None:
    half = {"occupied_fen": 40 * WAN, "occupied_share": WHOLE_SHARE // 2, "splittable": True}
    with database.writing() as session:
        confirmed_asset(session, world, **half)
        rows = _rows(session, _run(session))
    assert {row.principal_fen for row in rows} == {40 * WAN}


def test_a_long_term_is_a_near_miss_that_says_by_how_many_days(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        confirmed_asset(session, world, due_date=TODAY + timedelta(days=377))
        rows = _rows(session, _run(session))
    assert [_failed(row) for row in rows] == [["tenor"], ["tenor"]]
    assert {(row.eligible, row.failed_rules, row.recommended_fen) for row in rows} == {
        (False, 1, 0)
    }


def test_without_consent_or_with_a_bad_name_nothing_is_eligible(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        confirmed_asset(session, world)
        consent = columns(Authorisation)
        mine = select(Authorisation).where(consent.enterprise_id == world.org("supplier"))
        session.execute(mine).scalar_one().revoked_on = TODAY
        session.add(dishonest("supplier"))
        rows = _rows(session, _run(session))
    assert [_failed(row) for row in rows] == [["authorised", "dishonest"]] * 2


def test_products_that_are_not_on_offer_are_left_out(database: Database, world: World) -> None:
    with database.writing() as session:
        confirmed_asset(session, world)
        session.get_one(Organisation, world.org("bank2")).state = "suspended"
        session.get_one(Product, world.products["P-A"]).state = "draft"
        assert _rows(session, _run(session)) == []


def test_only_the_operator_starts_a_run(database: Database, world: World) -> None:
    with database.reading() as session:
        for who in ("supplier", "bank-approver", "regulator", "core"):
            with pytest.raises(OnlyTheOperatorMatches):
                run_match(session, world.actor(who), TODAY, utc_now())
