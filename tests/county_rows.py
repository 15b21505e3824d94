"""A county of many firms for tests: rows alone, written in bulk, with the sizes of a real one."""

from datetime import timedelta
from random import Random
from typing import Any

from characters import TODAY, WAN, World
from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from lianqiao.accounts.models import Organisation
from lianqiao.loans.models import Loan
from lianqiao.registry.models import Authorisation, Enterprise, TradeLink
from lianqiao.shared import audit
from lianqiao.shared.actor import SYSTEM
from lianqiao.shared.database import Database
from lianqiao.shared.tables import table, utc_now
from lianqiao.trade.models import Asset

PARKS = ("dongzhi", "dadukou", "other")


def fill_county(
    database: Database, world: World, firms: int, links: int, debts: int = 6_000
) -> list[str]:
    """Firms that attach to those with many links; returns their ids, the most linked first."""
    rng = Random(11)
    ids = [f"f{number:025d}" for number in range(firms)]
    pairs: dict[tuple[str, str], int] = {}
    ends = list(range(20))
    while len(pairs) < links:
        buyer, seller = rng.choice(ends), rng.randrange(firms)
        if buyer != seller and (ids[seller], ids[buyer]) not in pairs:
            pairs[ids[seller], ids[buyer]] = rng.randrange(1, 900) * WAN
            ends += [buyer, seller]
    with database.writing() as session:
        _firms(session, ids, rng)
        _links(session, pairs)
        _debts(session, list(pairs), debts, rng)
        _loans(session, world, ids, rng)
        audit.record(session, SYSTEM, "fill_county", "", utc_now(), firms=firms)
    return ids


def _put(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    made = utc_now()
    for number, row in enumerate(rows):
        row.setdefault("id", f"{model.__name__.lower()[:6]}{number:018d}")
        row |= {"created_at": made, "version": 1}
    for start in range(0, len(rows), 2_000):
        session.execute(insert(table(model)), rows[start : start + 2_000])


def _firms(session: Session, ids: list[str], rng: Random) -> None:
    named = [{"id": id_, "name": f"演示县域{number:05d}"} for number, id_ in enumerate(ids)]
    _put(
        session,
        Organisation,
        [row | {"kind": "enterprise", "state": "approved"} for row in named],
    )
    _put(
        session,
        Enterprise,
        [
            {
                "id": id_,
                "uscc": f"91{number:016d}",
                "park": rng.choice(PARKS),
                "industry": "26",
                "size_class": "small",
                "is_core": number < 8,
                "grade": 5,
                "foreign_trade": False,
                "legal_representative": f"演示{number // 2 if number % 50 == 1 else number}",
                "phone": f"0566-{number:07d}",
                "tax_grade": "",
            }
            for number, id_ in enumerate(ids)
        ],
    )
    consent = {
        "granted_on": TODAY,
        "expires_on": TODAY + timedelta(days=900),
        "scope": "whole_file",
    }
    agreed = [id_ for id_ in ids if rng.random() < 0.9]
    _put(
        session,
        Authorisation,
        [consent | {"enterprise_id": id_, "granted_by": ""} for id_ in agreed],
    )


def _links(session: Session, pairs: dict[tuple[str, str], int]) -> None:
    rest = {
        "direction": "supplier",
        "state": "active",
        "contract_no": "",
        "core_size": "",
        "partner_size": "",
        "shown_in_chain": False,
    }
    rows = [
        rest | {"core_id": buyer, "partner_id": seller, "annual_volume_fen": amount}
        for (seller, buyer), amount in pairs.items()
    ]
    _put(session, TradeLink, rows)


def _debts(session: Session, pairs: list[tuple[str, str]], count: int, rng: Random) -> None:
    rows = []
    for number in range(count):
        creditor, debtor = rng.choice(pairs)
        amount = rng.randrange(10, 500) * WAN
        due = TODAY + timedelta(days=rng.randrange(5, 150))
        rows.append(
            {
                "number": f"ZC-C{number:06d}",
                "kind": "receivable",
                "state": "confirmed",
                "creditor_id": creditor,
                "debtor_id": debtor,
                "borrower_id": creditor,
                "core_id": debtor,
                "entered_by": creditor,
                "document_no": f"C{number:019d}",
                "amount_fen": amount,
                "confirmed_fen": amount,
                "credited_fen": 0,
                "paid_fen": 0,
                "occupied_fen": 0,
                "occupied_share": 0,
                "splittable": False,
                "issue_date": TODAY - timedelta(days=rng.randrange(5, 90)),
                "due_date": due,
                "effective_due_date": due,
                "fingerprint": f"c{number:063d}",
                "near_fingerprint": f"c{number:063d}",
                "near_reason": "",
                "confirmation_no": "",
                "dispute_reason": "",
            }
        )
    _put(session, Asset, rows)


def _loans(session: Session, world: World, ids: list[str], rng: Random) -> None:
    rows = []
    for number in range(len(ids) // 3):
        amount = rng.randrange(10, 900) * WAN
        rows.append(
            {
                "loan_no": f"C-{number:06d}",
                "bank_id": world.org(rng.choice(("bank", "bank2"))),
                "borrower_id": rng.choice(ids),
                "kind": "working_capital",
                "guarantee": "credit",
                "repayment": "bullet",
                "state": "active",
                "principal_fen": amount,
                "balance_fen": amount,
                "repaid_fen": 0,
                "written_off_fen": 0,
                "rate_ppm": 40_000,
                "day_count": 360,
                "drawdown_date": TODAY - timedelta(days=100),
                "maturity_date": TODAY + timedelta(days=200),
                "effective_due_date": TODAY + timedelta(days=200),
                "roll_reason": "",
            }
        )
    _put(session, Loan, rows)
