"""Loans for tests: one by the importer's own booking, or many rows at once."""

from datetime import date, datetime, timedelta
from typing import Any

from characters import TODAY, WAN, World
from sqlalchemy import func, insert, select
from sqlmodel import Session, SQLModel

from lianqiao.loans.book_loan import NewLoan, add_schedules, book_loan
from lianqiao.loans.models import Loan
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.tables import table, utc_now
from lianqiao.shared.working_days import get_calendar

NOW = datetime.fromisoformat("2026-11-24T02:00:00+00:00")


def lend(
    database: Database,
    world: World,
    loan_no: str = "J-1",
    due: date = TODAY + timedelta(days=30),
    **more: Any,
) -> str:
    """Book a loan of the bank to the supplier, 100 万元 unless said otherwise; returns its id."""
    values: dict[str, Any] = {
        "bank_id": world.org("bank"),
        "borrower_id": world.org("supplier"),
        "kind": "working_capital",
        "guarantee": "credit",
        "repayment": "bullet",
        "principal_fen": 100 * WAN,
        "rate_ppm": 38_500,
        "day_count": 360,
        "drawdown_date": TODAY - timedelta(days=200),
    }
    values |= more
    new = NewLoan(loan_no=loan_no, maturity_date=due, **values)
    with database.writing() as session:
        calendar = get_calendar(session)
        loan = book_loan(session, calendar, new, "import", COMMAND, NOW, TODAY)
        add_schedules(session, calendar, [loan])
        return loan.id


def lend_many(database: Database, world: World, count: int, spread_days: int = 90) -> None:
    """Rows of loans alone, whose effective due dates spread evenly from today."""
    banks = [world.org("bank"), world.org("bank2")]
    firms = [world.org("supplier"), world.org("supplier2"), world.org("core")]
    rows = []
    for number in range(count):
        due = TODAY + timedelta(days=number % spread_days)
        rows.append(
            {
                "loan_no": f"M-{number:07d}",
                "bank_id": banks[number % 2],
                "borrower_id": firms[number % 3],
                "kind": "working_capital",
                "guarantee": "credit",
                "repayment": "bullet",
                "state": "active",
                "principal_fen": WAN,
                "balance_fen": WAN,
                "rate_ppm": 40_000,
                "day_count": 360,
                "drawdown_date": date(2026, 1, 5),
                "maturity_date": due,
                "effective_due_date": due,
                "created_at": utc_now(),
            }
        )
    with database.writing() as session:
        session.execute(insert(table(Loan)), rows)


def count_rows(session: Session, model: type[SQLModel], *where: Any) -> int:
    """How many rows of a table fit."""
    query = select(func.count()).select_from(table(model)).where(*where)
    return int(session.execute(query).scalar_one())
