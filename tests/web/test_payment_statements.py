"""A debtor pays a financed receivable: the bank is asked, and whose the rest is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from characters import TODAY, WAN, World
from deals import accepted, confirmed_asset, freeze
from flask.testing import FlaskClient
from loan_book import NOW
from payment_samples import pay
from sqlalchemy import select, update

from lianqiao.accounts.models import Notice
from lianqiao.financing.models import Quote
from lianqiao.financing.record_registration import record_registration
from lianqiao.home import collect_todos
from lianqiao.loans.draw_down import record_drawdown
from lianqiao.loans.errors import NothingIsToBePassedOn, RepaymentDoesNotFit
from lianqiao.loans.models import Loan, LoanMovement
from lianqiao.loans.payment_statement import Statement, find_statement
from lianqiao.loans.record_passed_on import PassedOn, record_passed_on
from lianqiao.loans.record_repayment import Repayment, record_repayment
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere
from lianqiao.shared.tables import columns, table
from lianqiao.shared.web import Application

As = Callable[[str], FlaskClient]
PAYDAY = TODAY + timedelta(days=30)
PLACE = "/assets/{}/payment-statement"


def drawn(database: Database, world: World, arrangement: str = "pledge") -> tuple[str, str]:
    """A receivable of 100 万元 on which the bank lent 80 万元 today: (asset, loan)."""
    with database.writing() as session:
        application = accepted(session, world, confirmed_asset(session, world))
        quote = columns(Quote)
        session.execute(
            update(table(Quote))
            .where(quote.application_id == application.id)
            .values(arrangement=arrangement)
        )
        expires = TODAY + timedelta(days=3650)
        bank = world.actor("bank")
        record_registration(session, bank, application.id, "A00001", NOW, expires, NOW, NOW)
        session.expire_all()
        loan = record_drawdown(session, bank, application.id, "J-1", TODAY, NOW, TODAY)
        return application.asset_id, loan.id


def statement(database: Database, loan_id: str) -> Statement:
    with database.reading() as session:
        found = find_statement(session, session.get_one(Loan, loan_id))
    assert found is not None
    return found


def repay(database: Database, world: World, loan_id: str, whole: Statement) -> None:
    with database.writing() as session:
        paid = Repayment(whole.owed.principal_fen, whole.owed.interest_fen, PAYDAY)
        record_repayment(session, world.actor("bank"), loan_id, paid, NOW, PAYDAY)


def pass_on(database: Database, world: World, loan_id: str, fen: int, who: str = "bank") -> None:
    with database.writing() as session:
        record_passed_on(session, world.actor(who), loan_id, PassedOn(fen, PAYDAY), NOW, PAYDAY)


INTEREST = 266_667  # 800,000.00 at 4 % for 30 days of 360
FEE = 80_000  # 0.1 % of 800,000.00


def test_under_a_pledge_the_rest_goes_back_to_the_firm(database: Database, world: World) -> None:
    asset_id, loan_id = drawn(database, world)
    pay(database, world, asset_id, on=PAYDAY, today=PAYDAY)
    found = statement(database, loan_id)
    assert (found.owed.principal_fen, found.owed.interest_fen, found.owed.fees_fen) == (
        80 * WAN,
        INTEREST,
        FEE,
    )
    assert found.parts.surplus_to == "supplier"
    assert found.parts.surplus_fen == 20 * WAN - INTEREST - FEE
    repay(database, world, loan_id, found)
    assert statement(database, loan_id).parts == found.parts  # what is recorded changes nothing


def test_a_factor_without_recourse_keeps_the_rest(database: Database, world: World) -> None:
    asset_id, loan_id = drawn(database, world, "factoring")
    pay(database, world, asset_id, on=PAYDAY, today=PAYDAY)
    found = statement(database, loan_id)
    assert (found.parts.surplus_to, found.left_to_pass_on_fen) == ("factor", 0)
    with pytest.raises(NothingIsToBePassedOn):
        pass_on(database, world, loan_id, 1)


def test_what_is_short_stays_with_the_firm_or_the_bank(database: Database, world: World) -> None:
    asset_id, loan_id = drawn(database, world)
    pay(database, world, asset_id, 50 * WAN, on=PAYDAY, today=PAYDAY)
    found = statement(database, loan_id)
    assert found.parts.shortfall_of == "supplier"
    assert found.parts.to_bank_fen == 50 * WAN


def test_what_was_passed_on_is_kept_with_the_movements_and_told(
    database: Database, world: World
) -> None:
    asset_id, loan_id = drawn(database, world)
    pay(database, world, asset_id, on=PAYDAY, today=PAYDAY)
    whole = statement(database, loan_id)
    repay(database, world, loan_id, whole)
    pass_on(database, world, loan_id, whole.parts.surplus_fen)
    assert statement(database, loan_id).left_to_pass_on_fen == 0
    move, notice = columns(LoanMovement), columns(Notice)
    with database.reading() as session:
        kept = session.execute(select(move.amount_fen).where(move.kind == "passed_on")).scalars()
        assert list(kept) == [whole.parts.surplus_fen]
        kinds = select(notice.kind).where(notice.organisation_id == world.org("supplier"))
        assert "surplus_passed_on" in set(session.execute(kinds).scalars())
    with pytest.raises(RepaymentDoesNotFit):
        pass_on(database, world, loan_id, 100 * WAN)
    with pytest.raises(NothingIsThere):
        pass_on(database, world, loan_id, 1, who="bank2")


def test_before_anybody_paid_there_is_no_statement_and_nothing_to_pass_on(
    database: Database, world: World
) -> None:
    _asset_id, loan_id = drawn(database, world)
    with database.reading() as session:
        assert find_statement(session, session.get_one(Loan, loan_id)) is None
    with pytest.raises(NothingIsToBePassedOn):
        pass_on(database, world, loan_id, 1)


def test_the_bank_finds_the_payment_among_what_waits_until_it_has_recorded_it(
    app: Application, as_: As, database: Database, world: World
) -> None:
    asset_id, loan_id = drawn(database, world)
    pay(database, world, asset_id, 40 * WAN, on=PAYDAY, today=PAYDAY)
    freeze(database, PAYDAY)

    def waiting(who: str) -> list[int]:
        with app.test_request_context(), database.reading() as session:
            todos = collect_todos(session, world.actor(who), PAYDAY)
            return [todo.count for todo in todos if "付款方已付款" in str(todo.title)]

    assert (waiting("bank"), waiting("bank2")) == ([1], [])
    page = as_("bank").get("/loans?debtor=paid").text
    assert "J-1" in page
    assert "付款方已付款，请核对后登记还款" in as_("bank").get(f"/loans/{loan_id}").text
    with database.writing() as session:
        paid = Repayment(39 * WAN, WAN, PAYDAY)
        record_repayment(session, world.actor("bank"), loan_id, paid, NOW, PAYDAY)
    assert waiting("bank") == []


def test_the_firm_sees_where_the_payment_went_and_the_debtor_does_not(
    as_: As, database: Database, world: World
) -> None:
    asset_id, loan_id = drawn(database, world)
    pay(database, world, asset_id, on=PAYDAY, today=PAYDAY)
    freeze(database, PAYDAY)
    supplier = as_("supplier")
    page = supplier.get(PLACE.format(asset_id)).text
    assert "余款退回企业" in page
    assert "民法典第四百三十八条" in page
    assert PLACE.format(asset_id) in supplier.get(f"/receivables/{asset_id}").text
    assert "付款方的付款和分配" in supplier.get(f"/loans/{loan_id}").text
    core = as_("core")
    assert core.get(PLACE.format(asset_id)).status_code == 404
    own = core.get(f"/receivables/{asset_id}").text
    assert "payment-statement" not in own
    assert "银行登记" not in own
    assert as_("supplier2").get(PLACE.format(asset_id)).status_code == 404


def test_the_page_of_the_loan_records_what_was_passed_on(
    as_: As, database: Database, world: World
) -> None:
    asset_id, loan_id = drawn(database, world)
    pay(database, world, asset_id, on=PAYDAY, today=PAYDAY)
    freeze(database, PAYDAY)
    bank, place = as_("bank"), f"/loans/{loan_id}/passed-on"
    assert "登记退回余款" in bank.get(f"/loans/{loan_id}").text
    wrong = bank.post(place, data={"passed-amount_fen": "", "passed-on_date": "2026-12-24"})
    assert wrong.status_code == 422
    data = {
        "passed-amount_fen": "1000",
        "passed-on_date": PAYDAY.isoformat(),
        "idempotency_key": "one",
    }
    for _press in range(2):
        assert bank.post(place, data=data).status_code == 302
    assert statement(database, loan_id).passed_on_fen == 100_000
    assert as_("bank2").post(place, data=data).status_code == 404
