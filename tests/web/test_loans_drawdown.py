"""Drawdown: registered first, principal whole, loan with schedule; by the bank alone."""

from datetime import timedelta

import pytest
from characters import TODAY, World
from deals import accepted, confirmed_asset, freeze
from loan_book import NOW, count_rows
from sqlalchemy import select
from sqlmodel import Session

from lianqiao.financing.models import Application
from lianqiao.financing.queries import get_accepted_quote
from lianqiao.financing.record_registration import record_registration
from lianqiao.loans.draw_down import record_drawdown
from lianqiao.loans.errors import (
    ApplicationIsNotRegistered,
    DrawdownDateDoesNotFit,
    LoanNumberIsTaken,
)
from lianqiao.loans.models import Instalment, Loan, LoanMovement
from lianqiao.loans.record_repayment import Repayment, record_repayment
from lianqiao.loans.settle_loan import settle_loan
from lianqiao.products.models import CreditLimit
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere, TransitionIsNotAllowed
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns
from lianqiao.trade.models import Asset, AssetClaim

NUMBER = "A00001"


def register(
    session: Session, world: World, application: Application, number: str = "A00001"
) -> str:
    expires = TODAY + timedelta(days=3650)
    record_registration(
        session, world.actor("bank"), application.id, number, NOW, expires, NOW, NOW
    )
    return application.id


def registered(database: Database, world: World) -> str:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        return register(session, world, accepted(session, world, asset))


def draw(database: Database, world: World, application_id: str, **more: object) -> Loan:
    values = {"loan_no": "J-9", "drawdown_date": TODAY, "who": "bank"} | more
    with database.writing() as session:
        return record_drawdown(
            session,
            world.actor(str(values["who"])),
            application_id,
            str(values["loan_no"]),
            values["drawdown_date"],  # type: ignore[arg-type]
            NOW,
            TODAY,
        )


def used(session: Session) -> set[int]:
    limit = columns(CreditLimit)
    query = select(limit.used_fen, limit.reserved_fen).where(
        limit.used_fen + limit.reserved_fen > 0
    )
    rows = session.execute(query).all()
    assert all(row.reserved_fen == 0 for row in rows)
    return {row.used_fen for row in rows}


def test_the_loan_stands_whole_with_schedule_movement_and_used_limits(
    database: Database, world: World
) -> None:
    application_id = registered(database, world)
    loan = draw(database, world, application_id)
    with database.reading() as session:
        quote = get_accepted_quote(session, application_id)
        assert loan.principal_fen == loan.balance_fen == quote.principal_fen
        assert (loan.kind, loan.repayment, loan.state) == ("receivable", "bullet", "active")
        move, part = columns(LoanMovement), columns(Instalment)
        moved = session.execute(select(move.kind, move.amount_fen)).all()
        assert [tuple(row) for row in moved] == [("drawdown", quote.principal_fen)]
        parts = session.execute(select(part.principal_fen)).scalars().all()
        assert sum(parts) == quote.principal_fen
        assert used(session) == {quote.principal_fen}
        assert session.get_one(Application, application_id).state == "drawn"
        entry = columns(AuditEntry)
        assert count_rows(session, AuditEntry, entry.action == "record_drawdown") == 1


def test_without_a_registration_nothing_is_drawn(database: Database, world: World) -> None:
    with database.writing() as session:
        application_id = accepted(session, world, confirmed_asset(session, world)).id
    with pytest.raises(ApplicationIsNotRegistered, match="登记"):
        draw(database, world, application_id)
    with database.reading() as session:
        assert count_rows(session, Loan) == 0


@pytest.mark.parametrize("days", [-1, 1])
def test_a_drawdown_before_registration_or_in_the_future_is_refused(
    database: Database, world: World, days: int
) -> None:
    application_id = registered(database, world)
    with pytest.raises(DrawdownDateDoesNotFit):
        draw(database, world, application_id, drawdown_date=TODAY + timedelta(days=days))


def test_it_is_drawn_once(database: Database, world: World) -> None:
    application_id = registered(database, world)
    draw(database, world, application_id)
    with pytest.raises(TransitionIsNotAllowed):
        draw(database, world, application_id, loan_no="J-10")


def test_a_loan_number_is_taken_once_per_bank(database: Database, world: World) -> None:
    first, second = registered(database, world), None
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        second = register(session, world, accepted(session, world, asset), "A00002")
    draw(database, world, first)
    with pytest.raises(LoanNumberIsTaken):
        draw(database, world, second)


@pytest.mark.parametrize("who", ["bank2", "supplier", "core", "operator"])
def test_nobody_but_the_bank_records_its_drawdown(
    database: Database, world: World, who: str
) -> None:
    application_id = registered(database, world)
    with pytest.raises(NothingIsThere):
        draw(database, world, application_id, who=who)


def test_settling_frees_limits_and_asset_and_repayments_sum_to_the_fen(
    database: Database, world: World
) -> None:
    loan = draw(database, world, registered(database, world))
    bank = world.actor("bank")
    with database.writing() as session:
        record_repayment(session, bank, loan.id, Repayment(12_345_67, 89, TODAY), NOW, TODAY)
    with database.writing() as session:
        settle_loan(session, bank, loan.id, NOW, TODAY)
    with database.reading() as session:
        kept = session.get_one(Loan, loan.id)
        assert (kept.state, kept.balance_fen, kept.repaid_fen) == ("settled", 0, loan.principal_fen)
        move = columns(LoanMovement)
        query = select(move.amount_fen).where(move.kind == "repayment")
        assert sum(session.execute(query).scalars()) == loan.principal_fen
        assert used(session) == set()
        assert session.execute(select(columns(Asset).occupied_fen)).scalar_one() == 0
        assert count_rows(session, AssetClaim, columns(AssetClaim).live.is_(True)) == 0


def test_the_page_of_a_registered_application_records_the_drawdown(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    application_id = registered(database, world)
    bank = as_("bank")
    path = f"/applications/{application_id}/drawdown"
    assert f'href="{path}"' in bank.get(f"/applications/{application_id}").text
    form = bank.get(path)
    assert "民法典第六百七十条" in form.text
    wrong = bank.post(path, data={"loan_no": "J-5", "drawdown_date": "2026-12-30"})
    assert wrong.status_code == 422
    assert 'value="J-5"' in wrong.text
    assert "不能晚于今天" in wrong.text
    done = bank.post(path, data={"loan_no": "J-5", "drawdown_date": "2026年11月24日"})
    assert done.status_code == 302
    page = bank.get(done.headers["Location"])
    assert "借据 J-5" in page.text
    assert as_("bank2").get(path).status_code == 404
    assert as_("bank-approver").get(path).status_code == 403
    assert as_("supplier").get(path).status_code == 403
