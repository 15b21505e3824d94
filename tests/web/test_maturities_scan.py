"""The maturity scan: each stage once, late scans, notices with alerts, reviews opened and late."""

import time
from datetime import date, timedelta

import pytest
from characters import TODAY, World, build_world
from loan_book import NOW, count_rows, lend, lend_many
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lianqiao.accounts.models import Notice
from lianqiao.loans.mark_overdue import mark_overdue
from lianqiao.loans.models import Alert, Loan, Renewal
from lianqiao.loans.scan_maturities import ScanResult, scan_maturities
from lianqiao.registry.models import Enterprise
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, Outbox, StateChange
from lianqiao.shared.tables import columns


def scan(database: Database, today: date = TODAY) -> ScanResult:
    with database.writing() as session:
        return scan_maturities(session, today, NOW)


def stages(database: Database, loan_id: str) -> dict[str, str]:
    row = columns(Alert)
    with database.reading() as session:
        query = select(row.stage, row.state).where(row.loan_id == loan_id).order_by(row.due_on)
        return {row.stage: row.state for row in session.execute(query)}


def test_a_late_scan_raises_the_latest_stage_and_records_the_earlier_as_missed(
    database: Database, world: World
) -> None:
    loan = lend(database, world, due=TODAY + timedelta(days=14))
    found = scan(database)
    assert (found.loans_checked, found.alerts_created) == (1, 1)
    assert stages(database, loan) == {"T-60": "missed", "T-30": "missed", "T-15": "raised"}
    assert scan(database).alerts_created == 0


def test_each_stage_is_raised_once_as_the_days_go_by(database: Database, world: World) -> None:
    loan = lend(database, world, due=date(2026, 12, 1))
    for day in range(-70, 100):
        scan(database, date(2026, 12, 1) + timedelta(days=day))
    seen = stages(database, loan)
    assert len(seen) == 12
    # Raised on the Friday before, T-3 (Saturday) comes with T-1 (Monday) still ahead.
    assert [stage for stage, state in seen.items() if state == "missed"] == []


def test_a_stage_on_a_day_off_is_raised_on_the_working_day_before(
    database: Database, world: World
) -> None:
    loan = lend(database, world, due=date(2026, 12, 1))
    scan(database, date(2026, 11, 26))
    assert "T-3" not in stages(database, loan)
    scan(database, date(2026, 11, 27))
    assert stages(database, loan)["T-3"] == "raised"


def test_a_clock_that_jumps_forward_and_back_raises_nothing_twice(
    database: Database, world: World
) -> None:
    loan = lend(database, world, due=TODAY + timedelta(days=60))
    assert scan(database, TODAY + timedelta(days=58)).alerts_created == 1
    assert scan(database, TODAY).alerts_created == 0
    assert scan(database, TODAY + timedelta(days=61)).alerts_created == 1
    assert list(stages(database, loan).values()).count("raised") == 2


def test_the_effective_due_date_counts_not_the_contracts(database: Database, world: World) -> None:
    loan = lend(database, world, due=date(2027, 1, 2))  # provisional holiday: Monday 4 January
    scan(database, date(2026, 12, 3))
    assert "T-30" not in stages(database, loan)
    with database.reading() as session:
        row = session.get_one(Loan, loan)
        assert row.effective_due_date == date(2027, 1, 4)
        assert "元旦" in row.roll_reason


def test_alert_notice_and_letters_are_written_together(database: Database, world: World) -> None:
    loan = lend(database, world)
    scan(database)
    notice, letter, alert = columns(Notice), columns(Outbox), columns(Alert)
    with database.reading() as session:
        raised = session.execute(select(alert.id).where(alert.state == "raised")).scalar_one()
        told = session.execute(
            select(notice.organisation_id, notice.path).where(notice.kind == "maturity_alert")
        ).all()
        assert {tuple(row) for row in told} == {
            (world.org("supplier"), f"/loans/{loan}"),
            (world.org("bank"), "/maturities"),
        }
        query = select(letter.recipient).where(letter.message_id.like(f"<{raised}.%"))
        assert sorted(session.execute(query).scalars()) == [
            "bank-approver@example.com",
            "bank-colleague@example.com",
            "bank@example.com",
            "supplier@example.com",
        ]
    scan(database)
    with database.reading() as session:
        assert count_rows(session, Notice, notice.kind == "maturity_alert") == 2


def test_a_failing_transaction_leaves_neither_alert_nor_letter(
    database: Database, world: World
) -> None:
    lend(database, world)
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        scan_maturities(session, TODAY, NOW)
        raise ZeroDivisionError
    with database.reading() as session:
        assert count_rows(session, Alert) == count_rows(session, Outbox) == 0


def test_one_audit_row_for_a_batch_and_none_for_nothing(database: Database, world: World) -> None:
    lend(database, world, "J-1")
    lend(database, world, "J-2")
    scan(database)
    scan(database)
    entry = columns(AuditEntry)
    with database.reading() as session:
        assert count_rows(session, AuditEntry, entry.action == "scan_maturities") == 1
        payload = session.execute(
            select(entry.payload).where(entry.action == "scan_maturities")
        ).scalar_one()
        assert '"digest"' in payload
        assert '"raised":2' in payload
        assert inspect_chain(session).ok


def test_reviews_open_in_time_for_loans_that_may_be_renewed(
    database: Database, world: World
) -> None:
    small = lend(database, world, "S", date(2027, 1, 22))
    lend(database, world, "FAR", date(2027, 1, 26))
    lend(database, world, "LARGE", borrower_id=world.org("core"))
    lend(database, world, "LATE", TODAY - timedelta(days=3))
    assert scan(database).reviews_opened == 1
    assert scan(database).reviews_opened == 0
    with database.reading() as session:
        renewal = session.execute(select(Renewal)).scalar_one()
        assert (renewal.loan_id, renewal.state) == (small, "opened")
        assert renewal.answer_by == date(2027, 1, 7)
        assert count_rows(session, StateChange, columns(StateChange).subject_id == renewal.id) == 1
        told = columns(Notice).path == f"/renewals/{renewal.id}"
        assert count_rows(session, Notice, told) == 1


@pytest.mark.parametrize(("due", "opened"), [(date(2027, 9, 30), 1), (date(2027, 10, 8), 0)])
def test_medium_firms_are_covered_until_the_rules_end(
    database: Database, world: World, due: date, opened: int
) -> None:
    with database.writing() as session:
        session.get_one(Enterprise, world.org("supplier")).size_class = "medium"
    lend(database, world, due=due)
    assert scan(database, due - timedelta(days=30)).reviews_opened == opened


def test_a_review_without_answer_is_escalated_once_and_lapses_after_maturity(
    database: Database, world: World
) -> None:
    lend(database, world, due=date(2026, 12, 24))
    scan(database)
    with database.reading() as session:
        late = session.execute(select(columns(Renewal).answer_by)).scalar_one()
    assert scan(database, late).reviews_escalated == 0
    assert scan(database, late + timedelta(days=1)).reviews_escalated == 1
    assert scan(database, late + timedelta(days=2)).reviews_escalated == 0
    notice = columns(Notice)
    with database.reading() as session:
        told = select(notice.role).where(notice.kind == "renewal_late")
        assert session.execute(told).scalars().all() == ["approver"]
    scan(database, date(2026, 12, 25))
    with database.reading() as session:
        assert session.execute(select(columns(Renewal).state)).scalar_one() == "lapsed"


def test_a_loan_past_its_effective_due_date_becomes_overdue_once(
    database: Database, world: World
) -> None:
    loan = lend(database, world, due=TODAY + timedelta(days=3))
    day = TODAY + timedelta(days=4)
    for late, count in ((TODAY + timedelta(days=3), 0), (day, 1), (day, 0)):
        with database.writing() as session:
            assert mark_overdue(session, late, NOW) == count
    with database.reading() as session:
        assert session.get_one(Loan, loan).state == "overdue"


def test_the_database_itself_refuses_a_second_alert_of_a_stage(
    database: Database, world: World
) -> None:
    loan = lend(database, world)
    scan(database)
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(Alert(loan_id=loan, stage="T-30", due_on=TODAY, raised_on=TODAY))


def test_a_hundred_thousand_loans_are_scanned_in_a_moment(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(sqlite_url)
    lend_many(database, build_world(database), 100_000, spread_days=400)
    seconds = []
    for _round in range(2):
        started = time.perf_counter()
        found = scan(database)
        seconds.append(time.perf_counter() - started)
        assert found.loans_checked == 100_000
    database.dispose()
    with capsys.disabled():
        print(f"\n100,000 loans: first scan {seconds[0]:.2f} s, again {seconds[1]:.2f} s", end=" ")
    assert found.alerts_created == 0
    assert seconds[1] < 5
