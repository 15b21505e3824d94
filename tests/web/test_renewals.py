"""Renewal reviews: from the firm's application to the new loan, four eyes, never after maturity."""

from datetime import date, timedelta
from typing import Any

import pytest
from characters import TODAY, WAN, World, dishonest
from deals import confirmed_asset, freeze
from flask.testing import FlaskClient
from loan_book import NOW, count_rows, lend
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lianqiao.loans.approve_opinion import approve_opinion
from lianqiao.loans.errors import ApproverMadeTheOpinion, RenewalIsTooLate
from lianqiao.loans.give_opinion import give_opinion
from lianqiao.loans.models import Loan, LoanMovement, Renewal
from lianqiao.loans.open_renewal import open_renewal
from lianqiao.loans.review_renewal import review_renewal
from lianqiao.loans.rules import RenewalTerms
from lianqiao.loans.settle_loan import settle_loan
from lianqiao.loans.sign_renewal import sign_renewal
from lianqiao.shared.actor import Actor
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns

MATURITY = TODAY + timedelta(days=30)
ALL_MET = dict.fromkeys(("lawful", "operating", "credit", "standards", "others"), "yes")
TERMS = {
    "loan_no": "J-2",
    "principal_fen": "100万",
    "rate_ppm": "3.5",
    "signed_on": "2026-11-24",
    "maturity_date": "2027-11-24",
}


@pytest.fixture(autouse=True)
def today(database: Database) -> None:
    freeze(database)


@pytest.fixture
def renewal_id(database: Database, world: World) -> str:
    """An open review of the bank's loan to the supplier."""
    loan = lend(database, world, due=MATURITY)
    with database.writing() as session:
        return open_renewal(session, world.actor("bank"), loan, NOW, TODAY).id


def get_renewal(database: Database, renewal_id: str) -> Renewal:
    with database.reading() as session:
        return session.get_one(Renewal, renewal_id)


def post(client: FlaskClient, renewal_id: str, step: str, **data: Any) -> int:
    return client.post(f"/renewals/{renewal_id}/{step}", data=data).status_code


def answer(as_: Any, renewal_id: str, opinion: str = "renew", text: str = "经营稳定") -> None:
    bank = as_("bank")
    assert post(bank, renewal_id, "review", **ALL_MET) == 302
    assert post(bank, renewal_id, "opinion", opinion=opinion, opinion_text=text) == 302
    assert post(as_("bank-approver"), renewal_id, "approve") == 302


def test_the_whole_review_ends_in_a_new_loan_and_the_old_one_is_renewed(
    as_, database: Database, world: World, renewal_id: str
) -> None:
    firm, bank = as_("supplier"), as_("bank")
    assert post(firm, renewal_id, "apply", statement="订单充足，回款稳定") == 302
    assert "订单充足" in bank.get(f"/renewals/{renewal_id}").text
    answer(as_, renewal_id, "renew_no_principal")
    page = firm.get(f"/renewals/{renewal_id}").text
    assert "同意无还本续贷" in page
    assert "经营稳定" in page
    signed = bank.post(f"/renewals/{renewal_id}/sign", data=TERMS)
    assert signed.status_code == 302
    with database.reading() as session:
        renewal = session.get_one(Renewal, renewal_id)
        old = session.get_one(Loan, renewal.loan_id)
        new = session.get_one(Loan, renewal.new_loan_id)
        assert (renewal.state, old.state, new.state) == ("signed", "renewed", "active")
        assert (old.balance_fen, old.repaid_fen, new.balance_fen) == (0, 100 * WAN, 100 * WAN)
        assert new.renewed_from_id == old.id
        move = columns(LoanMovement)
        rows = session.execute(select(move.loan_id, move.kind, move.amount_fen)).all()
        assert {tuple(row) for row in rows} == {
            (old.id, "drawdown", 100 * WAN),
            (old.id, "renewal", 100 * WAN),
            (new.id, "drawdown", 100 * WAN),
        }


def test_what_is_not_renewed_is_repaid_and_no_fen_is_lost(
    as_, database: Database, world: World, renewal_id: str
) -> None:
    answer(as_, renewal_id)
    data = TERMS | {"principal_fen": "699,999.99"}
    assert post(as_("bank"), renewal_id, "sign", **data) == 302
    move = columns(LoanMovement)
    with database.reading() as session:
        old = get_renewal(database, renewal_id).loan_id
        rows = session.execute(select(move.kind, move.amount_fen).where(move.loan_id == old))
        assert {row.kind: row.amount_fen for row in rows} == {
            "drawdown": 100 * WAN,
            "repayment": 30 * WAN + 1,
            "renewal": 70 * WAN - 1,
        }


def test_the_firm_sees_no_opinion_before_it_is_approved(
    as_, database: Database, renewal_id: str
) -> None:
    bank, firm = as_("bank"), as_("supplier")
    post(bank, renewal_id, "review", **ALL_MET)
    post(bank, renewal_id, "opinion", opinion="refuse", opinion_text="暂不支持")
    page = firm.get(f"/renewals/{renewal_id}").text
    assert "暂不支持" not in page
    assert "失信名单" not in page
    assert "演示bank" not in page.replace("演示bank 开启", "").split("进度")[0]
    assert firm.get(f"/renewals/{renewal_id}/letter").status_code == 404
    post(as_("bank-approver"), renewal_id, "approve")
    assert "暂不支持" in firm.get(f"/renewals/{renewal_id}").text
    assert "审计链 第" in firm.get(f"/renewals/{renewal_id}/letter").text
    assert "已反馈续贷意见" in firm.get("/notices").text


def test_data_tick_what_they_can_and_the_rest_is_asked(
    as_, database: Database, world: World, renewal_id: str
) -> None:
    bank = as_("bank")
    page = bank.get(f"/renewals/{renewal_id}").text
    assert page.count("待核实") == 3
    with database.writing() as session:
        confirmed_asset(session, world)
        session.add(dishonest("supplier"))
    page = bank.get(f"/renewals/{renewal_id}").text
    assert "已列入失信名单" in page
    assert "近一年有 1 笔已确权" in page
    assert page.count("待核实") == 2
    missing = {key: value for key, value in ALL_MET.items() if key != "others"}
    wrong = bank.post(f"/renewals/{renewal_id}/review", data=missing)
    assert wrong.status_code == 422
    assert "请选择满足或不满足" in wrong.text


def test_a_bank_is_told_nothing_of_loans_at_other_banks(
    as_, database: Database, world: World, renewal_id: str
) -> None:
    due = TODAY - timedelta(days=40)
    lend(database, world, "X-1", due, bank_id=world.org("bank2"))
    assert "在本行没有逾期记录" in as_("bank").get(f"/renewals/{renewal_id}").text
    lend(database, world, "X-2", due)
    assert "在本行有 1 笔贷款发生过逾期" in as_("bank").get(f"/renewals/{renewal_id}").text


def test_renewing_without_all_five_conditions_is_refused(as_, renewal_id: str) -> None:
    bank = as_("bank")
    assert post(bank, renewal_id, "opinion", opinion="renew", opinion_text="") == 409
    post(bank, renewal_id, "review", **(ALL_MET | {"credit": "no"}))
    wrong = bank.post(f"/renewals/{renewal_id}/opinion", data={"opinion": "renew"})
    assert wrong.status_code == 422
    assert "五项条件未全部满足" in wrong.text


def test_the_opinion_is_approved_by_another_person(
    as_, database: Database, world: World, renewal_id: str
) -> None:
    maker = world.actor("bank-approver")
    both = Actor(
        maker.user_id, maker.organisation_id, "bank", frozenset({"clerk", "approver"}), "x", "y"
    )
    with database.writing() as session:
        answers = dict.fromkeys(ALL_MET, True)
        review_renewal(session, both, renewal_id, answers, NOW, TODAY)
        give_opinion(session, both, renewal_id, "renew", "", NOW)
    with pytest.raises(ApproverMadeTheOpinion), database.writing() as session:
        approve_opinion(session, both, renewal_id, NOW)
    assert as_("bank-approver").post(f"/renewals/{renewal_id}/approve").status_code == 403
    with pytest.raises(IntegrityError), database.writing() as session:
        session.get_one(Renewal, renewal_id).approved_by = maker.user_id


def test_an_opinion_is_sent_back_and_given_anew(as_, database: Database, renewal_id: str) -> None:
    bank, approver = as_("bank"), as_("bank-approver")
    post(bank, renewal_id, "review", **ALL_MET)
    post(bank, renewal_id, "opinion", opinion="settle", opinion_text="到期归还")
    assert post(approver, renewal_id, "send-back", **{"send_back-reason": ""}) == 422
    assert post(approver, renewal_id, "send-back", **{"send_back-reason": "请重新核实"}) == 302
    assert "请重新核实" in bank.get(f"/renewals/{renewal_id}").text
    assert "请重新核实" not in as_("supplier").get(f"/renewals/{renewal_id}").text
    assert post(bank, renewal_id, "opinion", opinion="renew", opinion_text="") == 302
    assert get_renewal(database, renewal_id).state == "approving"


def test_a_renewal_signed_after_maturity_is_refused_by_rule_and_by_the_database(
    as_, database: Database, world: World, renewal_id: str
) -> None:
    answer(as_, renewal_id)
    late = MATURITY + timedelta(days=1)
    terms = RenewalTerms("J-2", 100 * WAN, 35_000, late, date(2027, 11, 24))
    with pytest.raises(RenewalIsTooLate), database.writing() as session:
        sign_renewal(session, world.actor("bank"), renewal_id, terms, NOW, late)
    with pytest.raises(IntegrityError), database.writing() as session:
        session.get_one(Renewal, renewal_id).signed_on = late
    freeze(database, late)
    page = as_("bank").get(f"/renewals/{renewal_id}").text
    assert "登记签订" not in page
    assert post(as_("bank"), renewal_id, "sign", **(TERMS | {"signed_on": f"{late}"})) == 422
    assert get_renewal(database, renewal_id).state == "answered"


def test_a_firm_applies_before_maturity_and_says_why(
    as_, database: Database, renewal_id: str
) -> None:
    firm = as_("supplier")
    assert post(firm, renewal_id, "apply", statement=" ") == 422
    freeze(database, MATURITY + timedelta(days=1))
    assert post(firm, renewal_id, "apply", statement="需要周转") == 422
    freeze(database)
    assert post(firm, renewal_id, "apply", statement="需要周转") == 302
    assert post(firm, renewal_id, "apply", statement="再来一次") == 409


def test_one_open_review_per_loan_is_held_by_the_database(
    database: Database, world: World, renewal_id: str
) -> None:
    one = get_renewal(database, renewal_id)
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(
            Renewal(
                loan_id=one.loan_id,
                bank_id=one.bank_id,
                borrower_id=one.borrower_id,
                opened_on=TODAY,
                answer_by=TODAY,
                maturity_date=one.maturity_date,
            )
        )


def test_repaying_the_loan_ends_its_review(
    database: Database, world: World, renewal_id: str
) -> None:
    loan_id = get_renewal(database, renewal_id).loan_id
    with database.writing() as session:
        settle_loan(session, world.actor("bank"), loan_id, NOW, TODAY)
    assert get_renewal(database, renewal_id).state == "settled"


@pytest.mark.parametrize("who", ["bank2", "supplier2", "core"])
def test_a_foreign_review_and_a_missing_one_are_the_same_404(
    as_, renewal_id: str, who: str
) -> None:
    client, missing = as_(who), "0" * 26
    for tail in ("", "/letter"):
        foreign = client.get(f"/renewals/{renewal_id}{tail}")
        nothing = client.get(f"/renewals/{missing}{tail}")
        assert foreign.status_code == nothing.status_code == 404
        assert foreign.text.split("<main")[1] == nothing.text.split("<main")[1]


@pytest.mark.parametrize(
    ("who", "step", "status"),
    [
        ("bank2", "review", 404),
        ("bank2", "opinion", 404),
        ("bank2", "sign", 404),
        ("bank2-approver", "approve", 404),
        ("bank2-approver", "send-back", 404),
        ("supplier2", "apply", 404),
        ("supplier", "review", 403),
        ("supplier", "approve", 403),
        ("bank", "approve", 403),
        ("bank", "apply", 403),
        ("regulator", "apply", 403),
    ],
)
def test_only_those_concerned_take_a_step(
    as_, database: Database, renewal_id: str, who: str, step: str, status: int
) -> None:
    data = {**ALL_MET, **TERMS, "opinion": "renew", "statement": "x", "send_back-reason": "x"}
    assert post(as_(who), renewal_id, step, **data) == status
    assert get_renewal(database, renewal_id).version == 1


def test_the_list_shows_ones_own_and_becomes_a_workbook(
    as_, database: Database, world: World, renewal_id: str
) -> None:
    assert "J-1" in as_("supplier").get("/renewals").text
    assert "J-1" not in as_("bank2").get("/renewals").text
    assert as_("bank").get("/renewals?state=opened&format=xlsx").data[:2] == b"PK"
    with database.reading() as session:
        assert count_rows(session, Renewal) == 1
