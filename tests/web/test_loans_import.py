"""Importing a loan book: live loans, defaults, errors by row, paid down, unchanged, by whom."""

import time
from dataclasses import replace
from datetime import date

import pytest
from characters import TODAY, World
from loan_book import NOW, count_rows
from sqlalchemy import select

from lianqiao.loans.importers import IMPORTERS
from lianqiao.loans.models import Instalment, Loan, LoanMovement
from lianqiao.shared.actor import COMMAND, Actor
from lianqiao.shared.database import Database
from lianqiao.shared.errors import ItIsNotYours
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.shared.tables import columns

HEADER = (
    "借据号,银行,借款人代码,贷款种类,本金(万元),余额(万元),年利率,放款日,到期日,担保方式,还款方式"
)
SUPPLIER = "91350100M000100Y43"
GOOD = f"J-1,demo-bank,{SUPPLIER},流动资金,100,60,3.85,2026-03-02,2027-03-01,保证,利随本清"


def load(database: Database, *lines: str, actor: Actor = COMMAND) -> ImportResult:
    with database.writing() as session:
        context = ImportContext(session, actor, NOW, TODAY)
        data = "\n".join((HEADER, *lines)).encode()
        return run_import(IMPORTERS[0], context, data, "loans.csv")


def get_loan(database: Database, loan_no: str = "J-1") -> Loan:
    with database.reading() as session:
        return session.execute(select(Loan).where(columns(Loan).loan_no == loan_no)).scalar_one()


def test_an_imported_loan_is_live_with_schedule_and_movements(
    database: Database, world: World
) -> None:
    found = load(database, GOOD)
    assert (found.rows, found.accepted, found.errors) == (1, 1, [])
    loan = get_loan(database)
    assert (loan.state, loan.principal_fen, loan.balance_fen, loan.repaid_fen) == (
        *("active", 100_000_000, 60_000_000, 40_000_000),
    )
    move = columns(LoanMovement)
    with database.reading() as session:
        kinds = session.execute(select(move.kind, move.amount_fen).order_by(move.kind)).all()
        assert [tuple(row) for row in kinds] == [
            ("drawdown", 100_000_000),
            ("repayment", 40_000_000),
        ]
        parts = session.execute(select(columns(Instalment).principal_fen)).scalars().all()
        assert list(parts) == [100_000_000]


def test_guarantee_and_repayment_have_their_usual_values(database: Database, world: World) -> None:
    load(
        database,
        f"J-1,演示农商银行,{SUPPLIER},固定资产,100,100,4,2026-03-02,2029-03-01,,",
    )
    loan = get_loan(database)
    assert (loan.guarantee, loan.repayment) == ("credit", "quarterly")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (GOOD.replace("demo-bank", "nobody"), "bank"),
        (GOOD.replace(SUPPLIER, "91341721MA2T1007XH".replace("X", "Y")), "borrower_uscc"),
        (GOOD.replace(SUPPLIER, "91350100M000100Y4Z"), "borrower_uscc"),
        (GOOD.replace(",60,", ",160,"), "balance"),
        (GOOD.replace("2027-03-01", "2026-03-02"), "maturity_date"),
        (GOOD.replace("2026-03-02", "2026-12-02"), "drawdown_date"),
        (GOOD.replace("2027-03-01", "2027-02-30"), "maturity_date"),
        (GOOD.replace(",100,60", ",0,0"), "principal"),
        (GOOD.replace("流动资金", "消费"), "kind"),
    ],
)
def test_a_wrong_row_is_named_and_the_others_are_applied(
    database: Database, world: World, line: str, field: str
) -> None:
    found = load(database, line.replace("J-1", "J-0"), GOOD)
    assert [(error.row, error.field) for error in found.errors] == [(2, field)]
    assert (found.rows, found.accepted, found.rejected) == (2, 1, 1)


def test_the_last_row_may_be_wrong_and_schedules_are_written_all_the_same(
    database: Database, world: World
) -> None:
    load(database, GOOD, GOOD.replace("J-1", "J-2").replace(",60,", ",160,"))
    with database.reading() as session:
        assert count_rows(session, Instalment) == 1


def test_a_second_import_changes_nothing(database: Database, world: World) -> None:
    load(database, GOOD)
    found = load(database, GOOD)
    assert (found.accepted, found.unchanged) == (0, 1)


def test_a_smaller_balance_is_a_repayment_and_none_settles(
    database: Database, world: World
) -> None:
    load(database, GOOD)
    assert load(database, GOOD.replace(",60,", ",20,")).accepted == 1
    assert get_loan(database).balance_fen == 20_000_000
    assert load(database, GOOD.replace(",60,", ",0,")).accepted == 1
    assert get_loan(database).state == "settled"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ((",60,", ",70,"), "balance"),
        ((",100,60", ",101,60"), "principal"),
        (("3.85", "3.9"), "rate"),
        (("2027-03-01", "2027-03-02"), "maturity_date"),
    ],
)
def test_what_the_contract_fixed_is_not_changed_by_a_file(
    database: Database, world: World, change: tuple[str, str], field: str
) -> None:
    load(database, GOOD)
    found = load(database, GOOD.replace(*change))
    assert [error.field for error in found.errors] == [field]


def test_past_loans_come_in_as_overdue_or_settled(database: Database, world: World) -> None:
    late = GOOD.replace("2027-03-01", "2026-11-20")
    load(database, late, late.replace("J-1", "J-2").replace(",60,", ",0,"))
    assert get_loan(database, "J-1").state == "overdue"
    assert get_loan(database, "J-2").state == "settled"


def test_a_due_date_on_a_day_off_is_moved_with_its_reason(database: Database, world: World) -> None:
    load(database, GOOD.replace("2027-03-01", "2026-11-29"))
    loan = get_loan(database)
    assert loan.effective_due_date == date(2026, 11, 30)
    assert "顺延" in loan.roll_reason


def test_a_bank_imports_its_own_loans_and_no_other(database: Database, world: World) -> None:
    found = load(
        database, GOOD, GOOD.replace("J-1,demo-bank", "J-2,demo-bank2"), actor=world.actor("bank2")
    )
    assert (found.accepted, [error.field for error in found.errors]) == (1, ["bank"])


def test_a_firm_imports_no_loans(database: Database, world: World) -> None:
    firm = replace(world.actor("supplier"))
    with pytest.raises(ItIsNotYours):
        load(database, GOOD, actor=firm)


def test_five_thousand_rows_take_seconds(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from characters import build_world

    database = Database(sqlite_url)
    build_world(database)
    kinds = ("利随本清", "按季付息", "等额本金", "等额本息")
    lines = [GOOD.replace("J-1", f"J-{n}").replace("利随本清", kinds[n % 4]) for n in range(5_000)]
    started = time.perf_counter()
    found = load(database, *lines)
    seconds = time.perf_counter() - started
    database.dispose()
    with capsys.disabled():
        print(f"\n5,000 loans imported in {seconds:.1f} s", end=" ")
    assert found.accepted == 5_000
    assert seconds < 30
