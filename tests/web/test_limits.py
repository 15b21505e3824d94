"""Limits: reserved, used and given back; threads cannot overdraw them; ceilings move with care."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from characters import WAN, World
from sqlalchemy import select, text
from sqlmodel import Session

from lianqiao.products import limits
from lianqiao.products.errors import (
    LimitDoesNotFit,
    LimitIsExhausted,
    LimitIsTooLow,
    OnlyABankHasProducts,
    OnlyAnApproverDecides,
    ReservationIsMissing,
)
from lianqiao.products.limits import NO_CEILING, Line
from lianqiao.products.models import CreditLimit, Product
from lianqiao.products.set_limit import add_limit, change_limit, set_ceiling, set_guarantee_capacity
from lianqiao.registry.models import Guarantor
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere
from lianqiao.shared.tables import columns, utc_now

PER_LOAN = 500 * WAN


def _product(session: Session, world: World) -> Product:
    return session.get_one(Product, world.products["P-A"])


def _state(session: Session, line: Line) -> tuple[int, int, int]:
    row = columns(CreditLimit)
    query = select(row.ceiling_fen, row.reserved_fen, row.used_fen)
    found = session.execute(query.where(*limits.condition(line))).one()
    return found.ceiling_fen, found.reserved_fen, found.used_fen


def _reserve(session: Session, world: World, amount_fen: int) -> None:
    product = _product(session, world)
    parties = world.org("supplier"), world.org("core")
    limits.reserve(session, product, *parties, amount_fen, utc_now())


def _lines(session: Session, world: World) -> tuple[Line, ...]:
    return limits.lines_of(_product(session, world), world.org("supplier"), world.org("core"))


def test_a_loan_moves_all_four_limits_and_back(database: Database, world: World) -> None:
    with database.writing() as session:
        parties = _product(session, world), world.org("supplier"), world.org("core")
        limits.reserve(session, *parties, 7 * WAN, utc_now())
        assert {_state(session, line)[1:] for line in _lines(session, world)} == {(7 * WAN, 0)}
        limits.use_reserved(session, *parties, 7 * WAN)
        assert {_state(session, line)[1:] for line in _lines(session, world)} == {(0, 7 * WAN)}
        limits.release_used(session, *parties, 7 * WAN)
        limits.reserve(session, *parties, 3 * WAN, utc_now())
        limits.release_reserved(session, *parties, 3 * WAN)
        assert {_state(session, line)[1:] for line in _lines(session, world)} == {(0, 0)}


def test_more_is_never_given_back_than_was_taken(database: Database, world: World) -> None:
    with database.open(write=True) as session:
        parties = _product(session, world), world.org("supplier"), world.org("core")
        limits.reserve(session, *parties, 7 * WAN, utc_now())
        with pytest.raises(ReservationIsMissing):
            limits.release_reserved(session, *parties, 8 * WAN)


def test_a_default_line_is_the_limit_of_each_firm_not_named(
    database: Database, world: World
) -> None:
    with database.open(write=True) as session:
        set_ceiling(session, Line("borrower", world.org("bank")), 10 * WAN, utc_now())
        _reserve(session, world, 6 * WAN)
        own = Line("borrower", world.org("bank"), party_id=world.org("supplier"))
        assert _state(session, own) == (10 * WAN, 6 * WAN, 0)
        with pytest.raises(LimitIsExhausted) as refusal:
            _reserve(session, world, 5 * WAN)
        assert refusal.value.scope == "borrower"


def test_a_changed_default_takes_its_heirs_along_but_not_the_named(
    database: Database, world: World
) -> None:
    bank = world.org("bank")
    default, heir = Line("borrower", bank), Line("borrower", bank, party_id=world.org("supplier"))
    named = Line("borrower", bank, party_id=world.org("customer"))
    with database.open(write=True) as session:
        set_ceiling(session, default, 10 * WAN, utc_now())
        set_ceiling(session, named, 99 * WAN, utc_now())
        _reserve(session, world, 6 * WAN)
        set_ceiling(session, default, 20 * WAN, utc_now())
        assert _state(session, heir)[0] == 20 * WAN
        assert _state(session, named)[0] == 99 * WAN
        with pytest.raises(LimitIsTooLow, match="60,000"):
            set_ceiling(session, default, 5 * WAN, utc_now())


def test_a_limit_set_later_knows_what_was_taken_before(database: Database, world: World) -> None:
    line = Line("core", world.org("bank"), party_id=world.org("core"))
    with database.open(write=True) as session:
        _reserve(session, world, 6 * WAN)
        assert _state(session, line)[0] == NO_CEILING
        with pytest.raises(LimitIsTooLow):
            set_ceiling(session, line, 5 * WAN, utc_now())
        set_ceiling(session, line, 8 * WAN, utc_now())
        assert _state(session, line) == (8 * WAN, 6 * WAN, 0)


def test_a_limit_is_not_lowered_below_what_is_taken(database: Database, world: World) -> None:
    line = Line("bank", world.org("bank"))
    with database.open(write=True) as session:
        _reserve(session, world, 600 * WAN)
        with pytest.raises(LimitIsTooLow, match=r"6,000,000\.00"):
            set_ceiling(session, line, 600 * WAN - 1, utc_now())
        set_ceiling(session, line, 600 * WAN, utc_now())
        assert _state(session, line)[0] == 600 * WAN


def test_only_an_approver_of_the_bank_moves_its_limits(database: Database, world: World) -> None:
    with database.open(write=True) as session:
        for who, refusal in (
            ("bank", OnlyAnApproverDecides),
            ("supplier", OnlyABankHasProducts),
            ("operator", OnlyABankHasProducts),
        ):
            with pytest.raises(refusal):
                add_limit(session, world.actor(who), "bank", WAN, utc_now())
        quota = session.execute(
            select(columns(CreditLimit).id).where(
                columns(CreditLimit).product_id == world.products["P-A"]
            )
        ).scalar_one()
        with pytest.raises(NothingIsThere):
            change_limit(session, world.actor("bank2-approver"), quota, WAN, utc_now())
        with pytest.raises(LimitDoesNotFit):
            unknown = "91350100M000100Y44"
            approver = world.actor("bank-approver")
            add_limit(session, approver, "core", WAN, utc_now(), party_uscc=unknown)


def test_a_guarantor_stands_for_ten_times_its_net_assets(database: Database, world: World) -> None:
    guarantor_id = world.org("guarantor")
    with database.open(write=True) as session:
        guarantor = session.get_one(Guarantor, guarantor_id)
        assert set_guarantee_capacity(session, guarantor, utc_now()) == 100_000 * WAN
        assert _state(session, Line("guarantee", guarantor_id)) == (100_000 * WAN, 0, 0)


def _race(database: Database, attempt: Callable[[Session], None], contenders: int) -> int:
    """How many of so many threads succeed, each in a transaction of its own."""

    def one(_number: int) -> bool:
        try:
            with database.writing() as session:
                attempt(session)
        except LimitIsExhausted:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        return sum(pool.map(one, range(contenders)))


def test_sixty_four_at_once_get_what_a_quota_for_ten_holds(
    database: Database, world: World
) -> None:
    won = _race(database, lambda session: _reserve(session, world, PER_LOAN), 64)
    with database.reading() as session:
        quota = Line("product", world.org("bank"), product_id=world.products["P-A"])
        assert (won, _state(session, quota)) == (10, (5000 * WAN, 10 * PER_LOAN, 0))


def test_without_the_guard_the_quota_does_not_hold(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: guard and CHECK both off, everybody gets through."""
    monkeypatch.setattr(limits, "has_room", lambda taken, ceiling: taken >= 0)
    if not database.is_sqlite:
        with database.writing() as session:
            session.execute(text("ALTER TABLE credit_limit DROP CONSTRAINT ck_credit_limit_room"))

    def attempt(session: Session) -> None:
        if database.is_sqlite:
            session.execute(text("PRAGMA ignore_check_constraints = ON"))
        _reserve(session, world, PER_LOAN)

    won = _race(database, attempt, 16)
    with database.reading() as session:
        quota = Line("product", world.org("bank"), product_id=world.products["P-A"])
        ceiling, reserved, _used = _state(session, quota)
    assert won == 16
    assert reserved > ceiling
