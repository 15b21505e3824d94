"""The loan book's pages: each side's own, repayments, settlement, risk, letters, what waits."""

from datetime import date, timedelta

import pytest
from characters import TODAY, WAN, World
from deals import freeze
from loan_book import NOW, lend
from sqlalchemy import select

from lianqiao.loans.mark_overdue import mark_overdue
from lianqiao.loans.models import Loan, LoanMovement
from lianqiao.loans.scan_maturities import scan_maturities
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns

NOBODYS = "0" * 26


@pytest.fixture(autouse=True)
def today(database: Database) -> None:
    freeze(database)


def get_loan(database: Database, loan_id: str) -> Loan:
    with database.reading() as session:
        return session.get_one(Loan, loan_id)


def test_each_side_sees_its_own_loans(as_, database: Database, world: World) -> None:
    lend(database, world, "MINE")
    lend(database, world, "OTHER", bank_id=world.org("bank2"), borrower_id=world.org("supplier2"))
    for who, sees, hidden in (
        ("bank", "MINE", "OTHER"),
        ("bank2", "OTHER", "MINE"),
        ("supplier", "MINE", "OTHER"),
        ("supplier2", "OTHER", "MINE"),
    ):
        for path in ("/loans", "/maturities"):
            text = as_(who).get(path).text
            assert sees in text, (who, path)
            assert hidden not in text, (who, path)
    assert as_("regulator").get("/loans").status_code == 403


@pytest.mark.parametrize("who", ["bank2", "supplier2", "core"])
@pytest.mark.parametrize("tail", ["", "/letter"])
def test_a_foreign_loan_and_a_missing_one_are_the_same_404(
    as_, database: Database, world: World, who: str, tail: str
) -> None:
    loan, client = lend(database, world), as_(who)
    foreign, missing = client.get(f"/loans/{loan}{tail}"), client.get(f"/loans/{NOBODYS}{tail}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.text.split("<main")[1] == missing.text.split("<main")[1]


@pytest.mark.parametrize("step", ["repayments", "settle", "risk", "renewal"])
def test_another_bank_changes_nothing(as_, database: Database, world: World, step: str) -> None:
    loan = lend(database, world)
    data = {"principal_fen": "1", "on_date": "2026-11-24", "risk-reason": "x"}
    assert as_("bank2").post(f"/loans/{loan}/{step}", data=data).status_code == 404
    assert as_("supplier").post(f"/loans/{loan}/{step}", data=data).status_code == 403
    assert get_loan(database, loan).version == 1


def test_the_list_filters_and_becomes_a_workbook(as_, database: Database, world: World) -> None:
    lend(database, world, "SOON", TODAY + timedelta(days=20))
    lend(database, world, "LATER", TODAY + timedelta(days=300))
    bank = as_("bank")
    assert "LATER" not in bank.get("/loans?due=30").text
    assert "LATER" in bank.get("/loans?state=live&sort=-balance_fen&q=lat").text
    assert "LATER" in bank.get("/loans?due=nonsense&sort=drop").text
    book = bank.get("/loans?format=xlsx")
    assert book.data[:2] == b"PK"


def test_a_part_and_then_the_rest_is_repaid(as_, database: Database, world: World) -> None:
    loan, bank = lend(database, world), as_("bank")
    path = f"/loans/{loan}/repayments"
    data = {"principal_fen": "３0 万", "interest_fen": "1,234.56", "on_date": "2026-11-24"}
    assert bank.post(path, data=data).status_code == 302
    assert get_loan(database, loan).balance_fen == 70 * WAN
    assert "300,000.00" in bank.get(f"/loans/{loan}").text
    assert bank.post(f"/loans/{loan}/settle").status_code == 302
    kept = get_loan(database, loan)
    assert (kept.state, kept.repaid_fen, kept.principal_fen) == ("settled", 100 * WAN, 100 * WAN)
    assert bank.post(f"/loans/{loan}/settle").status_code == 409
    assert "已结清" in as_("supplier").get("/notices").text


def test_two_clicks_with_one_key_are_one_repayment(as_, database: Database, world: World) -> None:
    loan, bank = lend(database, world), as_("bank")
    data = {"principal_fen": "10000", "on_date": "2026-11-24", "idempotency_key": "k1"}
    for _click in range(2):
        assert bank.post(f"/loans/{loan}/repayments", data=data).status_code == 302
    assert get_loan(database, loan).repaid_fen == 1 * WAN


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"principal_fen": "101万", "on_date": "2026-11-24"}, "超过了贷款余额"),
        ({"principal_fen": "", "on_date": "2026-11-24"}, "金额要大于 0"),
        ({"principal_fen": "1", "on_date": "2026-11-25"}, "还款日须在放款日和今天之间"),
        ({"principal_fen": "一块", "on_date": "2026-11-24"}, "归还本金"),
        ({"principal_fen": "1", "on_date": ""}, "请填写"),
    ],
)
def test_a_wrong_repayment_is_told_beside_the_field_and_keeps_what_was_typed(
    as_, database: Database, world: World, data: dict[str, str], words: str
) -> None:
    loan = lend(database, world)
    answer = as_("bank").post(f"/loans/{loan}/repayments", data={**data, "note": "备注甲"})
    assert answer.status_code == 422
    assert words in answer.text
    assert "备注甲" in answer.text
    assert get_loan(database, loan).repaid_fen == 0


def test_a_late_loan_is_handed_to_risk_and_written_off_by_an_approver(
    as_, database: Database, world: World
) -> None:
    loan = lend(database, world, due=TODAY - timedelta(days=95))
    bank, approver = as_("bank"), as_("bank-approver")
    assert "次级" in bank.get(f"/loans/{loan}").text
    assert "次级" not in as_("supplier").get(f"/loans/{loan}").text
    assert bank.post(f"/loans/{loan}/risk", data={"risk-reason": " "}).status_code == 422
    reason = {"risk-reason": "多次催收未果"}
    assert bank.post(f"/loans/{loan}/risk", data=reason).status_code == 302
    assert "多次催收未果" in bank.get(f"/loans/{loan}").text
    assert "多次催收未果" not in as_("supplier").get(f"/loans/{loan}").text
    assert bank.post(f"/loans/{loan}/write-off").status_code == 403
    off = {"write_off-reason": "核销批文"}
    assert approver.post(f"/loans/{loan}/write-off", data=off).status_code == 302
    kept = get_loan(database, loan)
    assert (kept.state, kept.written_off_fen, kept.balance_fen) == ("written_off", 100 * WAN, 0)
    with database.reading() as session:
        kinds = session.execute(select(columns(LoanMovement).kind)).scalars().all()
        assert sorted(kinds) == ["drawdown", "write_off"]


def test_the_board_puts_each_loan_into_its_lane(as_, database: Database, world: World) -> None:
    for days in (-4, 1, 3, 6, 14, 28, 57, 90):
        lend(database, world, f"D{days}", TODAY + timedelta(days=days))
    text = as_("bank").get("/maturities").text
    lanes = text.split('<section class="lane ')[1:]
    assert len(lanes) == 7
    for lane, loan in zip(lanes, ("D-4", "D1", "D3", "D6", "D14", "D28", "D57"), strict=True):
        assert f">{loan}<" in lane
        assert lane.count("lane-card") == 1
    assert "D90" not in text


def test_one_click_on_the_board_starts_the_review(as_, database: Database, world: World) -> None:
    loan = lend(database, world)
    bank = as_("bank")
    assert "开启续贷评估" in bank.get("/maturities").text
    opened = bank.post(f"/loans/{loan}/renewal")
    assert opened.headers["Location"].startswith("/renewals/")
    assert "开启续贷评估</button>" not in bank.get("/maturities").text
    assert bank.post(f"/loans/{loan}/renewal").status_code == 409
    assert opened.headers["Location"] in as_("supplier").get("/maturities").text


def test_the_reminder_letter_names_amount_due_date_and_chain(
    as_, database: Database, world: World
) -> None:
    loan = lend(database, world, due=date(2026, 12, 24))
    letter = as_("bank").get(f"/loans/{loan}/letter").text
    assert "距今 30 天" in letter
    assert "壹佰万元整" in letter
    assert "审计链 第" in letter
    assert "DQ-20261124-J-1" in letter


def test_what_waits_counts_what_its_list_shows(as_, database: Database, world: World) -> None:
    for number in range(3):
        lend(database, world, f"S{number}", TODAY + timedelta(days=20 + number))
    lend(database, world, "LATE", TODAY - timedelta(days=10))
    with database.writing() as session:
        mark_overdue(session, TODAY, NOW)
        scan_maturities(session, TODAY, NOW)
    for who in ("bank", "supplier"):
        client = as_(who)
        home = client.get("/").text
        for path, count in (("/loans?due=30", 4), ("/renewals?state=opened", 3)):
            assert f'href="{path}"><span class="todo-count">{count}</span>' in home
            assert f"共 {count} 条" in client.get(path).text


def test_alerts_and_missed_stages_stand_on_the_loans_page(
    as_, database: Database, world: World
) -> None:
    loan = lend(database, world, due=TODAY + timedelta(days=14))
    with database.writing() as session:
        scan_maturities(session, TODAY, NOW)
    page = as_("supplier").get(f"/loans/{loan}").text
    assert "T-15" in page
    assert "已错过（补记）" in page
    assert "还有 14 天到期" in as_("supplier").get("/notices").text
