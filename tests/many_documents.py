"""Twenty thousand receivables as plain rows: what a large firm's list must carry."""

from datetime import timedelta
from typing import Any

from characters import TODAY, WAN, World
from sqlalchemy import insert, text

from lianqiao.shared.database import Database
from lianqiao.shared.ids import new_id
from lianqiao.shared.tables import table, utc_now
from lianqiao.trade.models import Asset, Receivable

STATES = ("confirmed", "confirmed", "entered", "disputed", "settled")


def fill(database: Database, world: World, count: int = 20_000, foreign: int = 20_000) -> None:
    """So many receivables of the supplier, and as many of firms that it does not know."""
    own = [_row(world, number, ("supplier", "core")) for number in range(count)]
    for row in own[::7]:
        _turn(row, world)
    strangers = [_row(world, count + number, ("supplier2", "core2")) for number in range(foreign)]
    with database.writing() as session:
        rows = [*own, *strangers]
        session.execute(insert(table(Asset)), rows)
        session.execute(insert(table(Receivable)), [_invoice(row) for row in rows])
    if not database.is_sqlite:  # PostgreSQL would do so by itself a minute later
        with database.engine.connect() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()


def _turn(row: dict[str, Any], world: World) -> None:
    """What the firm buys, from the core enterprise's other customer."""
    row |= {
        "creditor_id": world.org("customer"),
        "debtor_id": world.org("supplier"),
        "borrower_id": world.org("customer"),
        "core_id": world.org("supplier"),
    }


def _row(world: World, number: int, sides: tuple[str, str]) -> dict[str, Any]:
    creditor, debtor = map(world.org, sides)
    state, due = STATES[number % 5], TODAY + timedelta(days=number % 240 - 120)
    amount = WAN + number
    confirmed = amount if state in ("confirmed", "settled") else 0
    paid = amount if state == "settled" else 0
    return {
        "id": new_id(),
        "created_at": utc_now(),
        "version": 1,
        "number": f"YS-20260101-{number:06d}",
        "kind": "receivable",
        "state": state,
        "creditor_id": creditor,
        "debtor_id": debtor,
        "borrower_id": creditor,
        "core_id": debtor,
        "entered_by": creditor,
        "document_no": f"=FP{number:018d}",
        "amount_fen": amount,
        "confirmed_fen": confirmed,
        "credited_fen": 0,
        "paid_fen": paid,
        "occupied_fen": 0,
        "occupied_share": 0,
        "splittable": False,
        "issue_date": due - timedelta(days=60),
        "due_date": due,
        "effective_due_date": due,
        "fingerprint": f"{number:064d}",
        "near_fingerprint": f"{number:064d}",
        "confirmation_no": f"QQ-{number:06d}" if confirmed else "",
        "settled_on": min(due + timedelta(days=number % 30), TODAY) if paid else None,
        "settled_fen": paid or None,
        "is_voucher": False,
        "pay_when_paid": False,
    }


def _invoice(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "created_at": row["created_at"],
        "version": 1,
        "creditor_id": row["creditor_id"],
        "invoice_code": "",
        "invoice_no": row["document_no"],
    }
