"""A guaranteed product: capacity is reserved, used and given back; without capacity no loan."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from characters import TODAY, WAN, World
from deals import accepted, confirmed_asset, freeze, offered
from loan_book import NOW
from sqlalchemy import select
from sqlmodel import Session

from lianqiao.accounts.models import Organisation
from lianqiao.financing import mark_drawn as drawing
from lianqiao.financing.accept_quote import accept_quote
from lianqiao.financing.cancel_application import cancel_application
from lianqiao.financing.free_after_settlement import free_after_settlement
from lianqiao.financing.models import Application
from lianqiao.financing.record_registration import record_registration
from lianqiao.products import limits
from lianqiao.products.errors import LimitIsExhausted, NobodyStandsBehindIt
from lianqiao.products.limits import Line
from lianqiao.products.models import CreditLimit, Product
from lianqiao.products.set_limit import set_ceiling
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, utc_now
from lianqiao.verify import verify_database

ASKED = ("limits_have_room", "quotas_equal_claims", "guarantees_equal_claims")


def stand_behind(session: Session, world: World, capacity_fen: int | None, *codes: str) -> None:
    """The guarantor stands behind products, with so much capacity; None: nobody set any."""
    for code in codes or ("P-A",):
        session.get_one(Product, world.products[code]).guarantor_id = world.org("guarantor")
    if capacity_fen is not None:
        set_ceiling(session, line(world), capacity_fen, utc_now())
    session.flush()


def line(world: World) -> Line:
    return Line("guarantee", world.org("guarantor"))


def taken(session: Session, world: World) -> tuple[int, int]:
    row = columns(CreditLimit)
    query = select(row.reserved_fen, row.used_fen).where(*limits.condition(line(world)))
    found = session.execute(query).one()
    return found.reserved_fen, found.used_fen


def faults(database: Database) -> dict[str, tuple[str, ...]]:
    """Of what bounds lending; the documents of the tests were not made step by step."""
    found = verify_database(database).findings
    return {each.name: each.violations for each in found if not each.ok and each.name in ASKED}


def drawn(session: Session, world: World, application: Application) -> None:
    expires = TODAY + timedelta(days=3650)
    record_registration(
        session, world.actor("bank"), application.id, "A00001", NOW, expires, NOW, NOW
    )
    drawing.mark_drawn(session, world.actor("bank"), application.id, utc_now())


def test_acceptance_reserves_capacity_drawing_uses_it_and_settling_frees_it(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        stand_behind(session, world, 100 * WAN)
        application = accepted(session, world, confirmed_asset(session, world))
        assert application.guarantor_id == world.org("guarantor")
        assert taken(session, world) == (80 * WAN, 0)
    assert faults(database) == {}
    with database.writing() as session:
        drawn(session, world, session.get_one(Application, application.id))
        assert taken(session, world) == (0, 80 * WAN)
    with database.writing() as session:
        assert free_after_settlement(session, world.actor("bank"), application.id, utc_now())
        assert taken(session, world) == (0, 0)
    assert faults(database) == {}


def test_a_case_that_is_cancelled_gives_capacity_back(database: Database, world: World) -> None:
    with database.writing() as session:
        stand_behind(session, world, 80 * WAN)
        application = accepted(session, world, confirmed_asset(session, world))
    with database.writing() as session:
        cancel_application(session, world.actor("supplier"), application.id, "不再需要", utc_now())
        assert taken(session, world) == (0, 0)


def test_capacity_is_shared_by_the_products_of_two_banks(database: Database, world: World) -> None:
    with database.writing() as session:
        stand_behind(session, world, 120 * WAN, "P-A", "P-B")
        accepted(session, world, confirmed_asset(session, world), "bank")
        quote = offered(session, world, confirmed_asset(session, world), "bank2")
    with pytest.raises(LimitIsExhausted) as refusal, database.writing() as session:
        accept_quote(session, world.actor("supplier"), quote.id, utc_now(), TODAY)
    assert refusal.value.scope == "guarantee"
    with database.reading() as session:
        assert taken(session, world) == (80 * WAN, 0)


def test_without_a_capacity_that_somebody_set_there_is_no_loan(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        stand_behind(session, world, None)
        quote = offered(session, world, confirmed_asset(session, world))
    refused = as_("supplier").post(f"/quotes/{quote.id}/accept")
    assert refused.status_code == 409
    assert "没有核定的担保能力" in refused.text
    with database.writing() as session:
        set_ceiling(session, line(world), 80 * WAN, utc_now())
    assert as_("supplier").post(f"/quotes/{quote.id}/accept").status_code == 302


def test_a_guarantor_that_is_not_approved_stands_behind_nothing(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        stand_behind(session, world, 800 * WAN)
        session.get_one(Organisation, world.org("guarantor")).state = "suspended"
        quote = offered(session, world, confirmed_asset(session, world))
    with pytest.raises(NobodyStandsBehindIt), database.writing() as session:
        accept_quote(session, world.actor("supplier"), quote.id, utc_now(), TODAY)


def test_what_is_running_keeps_its_guarantor_whoever_stands_behind_the_product_later(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        stand_behind(session, world, 100 * WAN)
        application = accepted(session, world, confirmed_asset(session, world))
    with database.writing() as session:
        session.get_one(Product, world.products["P-A"]).guarantor_id = None
    assert faults(database) == {}
    with database.writing() as session:
        cancel_application(session, world.actor("supplier"), application.id, "不再需要", utc_now())
        assert taken(session, world) == (0, 0)


def _race(database: Database, attempt: Callable[[Session], None], contenders: int) -> int:
    def one(_number: int) -> bool:
        try:
            with database.writing() as session:
                attempt(session)
        except LimitIsExhausted:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(one, range(contenders)))


def _reserve(session: Session, world: World, code: str) -> None:
    product = session.get_one(Product, world.products[code])
    limits.reserve(session, product, world.org("supplier"), world.org("core"), 10 * WAN, utc_now())


def test_many_at_once_at_two_banks_do_not_overdraw_a_guarantor(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        stand_behind(session, world, 70 * WAN, "P-A", "P-B")
    codes = iter(["P-A", "P-B"] * 12)
    won = _race(database, lambda session: _reserve(session, world, next(codes)), 24)
    with database.reading() as session:
        assert (won, taken(session, world)) == (7, (70 * WAN, 0))


def test_a_capacity_that_is_not_moved_would_be_found(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without the fifth line verify names the guarantor."""
    whole = limits.lines_of
    monkeypatch.setattr(limits, "lines_of", lambda *given: whole(*given[:3]))
    with database.writing() as session:
        stand_behind(session, world, 100 * WAN)
        accepted(session, world, confirmed_asset(session, world))
    assert list(faults(database)) == ["guarantees_equal_claims"]
