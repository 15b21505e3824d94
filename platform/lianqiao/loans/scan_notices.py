"""What a scan tells: each firm of its own loan, each bank of all its loans in one letter."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.dates import format_day
from ..shared.money import format_yuan
from ..shared.tables import columns, table
from .bulk import add_letters, add_notices, people_of
from .models import Alert, Loan

CHUNK = 5_000
LISTED = 50
People = dict[str, list[tuple[str, str, frozenset[str]]]]


def tell_of_alerts(session: Session, alert_ids: Sequence[str], today: date, now: datetime) -> None:
    """Notices and letters of alerts that were inserted in this transaction.

    A letter's Message-ID follows from the alert and the person: no other could be queued.
    """
    if not alert_ids:
        return
    people = people_of(session)
    facts = list(_facts(session, alert_ids))
    _tell_firms(session, facts, people, today, now)
    _tell_banks(session, facts, people, today, now)


def _facts(session: Session, alert_ids: Sequence[str]) -> Iterator[Any]:
    alert, loan, firm = columns(Alert), columns(Loan), table(Organisation).alias()
    query = (
        select(
            alert.id,
            alert.stage,
            loan.id.label("loan_id"),
            loan.loan_no,
            loan.bank_id,
            loan.borrower_id,
            firm.c.name.label("borrower"),
            loan.balance_fen,
            loan.effective_due_date,
        )
        .join(table(Loan), loan.id == alert.loan_id)
        .join(firm, firm.c.id == loan.borrower_id)
    )
    for start in range(0, len(alert_ids), CHUNK):
        some = list(alert_ids[start : start + CHUNK])
        yield from session.execute(query.where(alert.id.in_(some)))


def words_of(due: date, today: date) -> str:
    """How far away a due date is."""
    left = (due - today).days
    if left > 0:
        return str(_("还有 %(n)s 天到期", n=left))
    return str(_("今天到期")) if left == 0 else str(_("已逾期 %(n)s 天", n=-left))


def _tell_firms(
    session: Session, facts: Sequence[Any], people: People, today: date, now: datetime
) -> None:
    notices: list[dict[str, Any]] = []
    letters: list[dict[str, Any]] = []
    line = _("余额 %(balance)s 元，到期日 %(due)s。请提前安排资金，需要续贷的请在到期前申请。")
    for row in facts:
        title = f"{words_of(row.effective_due_date, today)}：借据 {row.loan_no}"
        body = line % {
            "balance": format_yuan(row.balance_fen),
            "due": format_day(row.effective_due_date),
        }
        path = f"/loans/{row.loan_id}"
        notices.append(_notice(row.borrower_id, "maturity_alert", title, body, path, now))
        letters += [
            _letter(f"{row.id}.{user}", email, title, f"{body}\n\n{path}", now)
            for user, email, _roles in people.get(row.borrower_id, ())
        ]
    add_notices(session, notices)
    add_letters(session, letters)


def _tell_banks(
    session: Session, facts: Sequence[Any], people: People, today: date, now: datetime
) -> None:
    """One notice and one letter a person for each bank, named by the first of its alerts."""
    by_bank: dict[str, list[Any]] = {}
    for row in facts:
        by_bank.setdefault(row.bank_id, []).append(row)
    notices: list[dict[str, Any]] = []
    letters: list[dict[str, Any]] = []
    for bank_id, rows in by_bank.items():
        rows.sort(key=lambda row: (row.effective_due_date, row.loan_no))
        title = _("到期提醒：%(n)s 笔贷款进入新的提醒阶段", n=len(rows))
        body = "\n".join(_bank_lines(rows, today))
        notices.append(_notice(bank_id, "maturity_alert", title, body, "/maturities", now))
        first = min(row.id for row in rows)
        letters += [
            _letter(f"{first}.bank.{user}", email, title, f"{body}\n\n/maturities", now)
            for user, email, _roles in people.get(bank_id, ())
        ]
    add_notices(session, notices)
    add_letters(session, letters)


def _bank_lines(rows: Sequence[Any], today: date) -> Iterator[str]:
    for row in rows[:LISTED]:
        yield (
            f"{row.stage} {row.borrower} 借据 {row.loan_no} "
            f"余额 {format_yuan(row.balance_fen)} 元，"
            f"{words_of(row.effective_due_date, today)}"
        )
    if len(rows) > LISTED:
        yield _("……另有 %(n)s 笔，见到期看板", n=len(rows) - LISTED)


def _notice(
    organisation_id: str, kind: str, title: str, body: str, path: str, now: datetime, role: str = ""
) -> dict[str, Any]:
    return {
        "organisation_id": organisation_id,
        "role": role,
        "kind": kind,
        "title": title[:200],
        "body": body,
        "path": path,
        "at": now,
    }


def _letter(key: str, recipient: str, title: str, body: str, now: datetime) -> dict[str, Any]:
    return {
        "message_id": f"<{key}@lianqiao>",
        "recipient": recipient,
        "subject": title[:300],
        "body": body,
        "next_attempt_at": now,
    }


def tell_of_reviews(session: Session, rows: Sequence[Any], now: datetime) -> None:
    """Each firm learns that a renewal review is open: id, loan_no, borrower_id, answer_by."""
    people = people_of(session) if rows else {}
    notices: list[dict[str, Any]] = []
    letters: list[dict[str, Any]] = []
    line = _("需要续贷的请在线申请，银行将在 %(day)s 前反馈意见。")
    for row in rows:
        title = _("续贷评估已开启：借据 %(no)s", no=row.loan_no)
        body, path = line % {"day": format_day(row.answer_by)}, f"/renewals/{row.id}"
        notices.append(_notice(row.borrower_id, "renewal_opened", title, body, path, now))
        letters += [
            _letter(f"{row.id}.{user}", email, title, f"{body}\n\n{path}", now)
            for user, email, _roles in people.get(row.borrower_id, ())
        ]
    add_notices(session, notices)
    add_letters(session, letters)


def tell_of_late_answers(session: Session, rows: Sequence[Any], now: datetime) -> None:
    """The bank's approvers learn which reviews wait too long: id, loan_no, bank_id, answer_by."""
    people = people_of(session) if rows else {}
    notices: list[dict[str, Any]] = []
    letters: list[dict[str, Any]] = []
    for row in rows:
        title = _("续贷意见逾期未反馈：借据 %(no)s", no=row.loan_no)
        body = _("应在 %(day)s 前反馈，请督促经办。", day=format_day(row.answer_by))
        path = f"/renewals/{row.id}"
        notices.append(_notice(row.bank_id, "renewal_late", title, body, path, now, "approver"))
        letters += [
            _letter(f"{row.id}.late.{user}", email, title, f"{body}\n\n{path}", now)
            for user, email, roles in people.get(row.bank_id, ())
            if "approver" in roles
        ]
    add_notices(session, notices)
    add_letters(session, letters)
