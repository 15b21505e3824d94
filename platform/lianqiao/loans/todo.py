"""What waits in the loan book of one's firm or bank: each count is that of the list behind it."""

from datetime import date, timedelta
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.money import format_wan
from ..shared.todo import Tile, Todo
from .payment_statement import awaits_repayment
from .queries import list_loans, list_renewals

SOON: Final = timedelta(days=30)
BANK_GROUPS: Final = (
    # role, state, title, hint
    ("clerk", "applied", _l("企业申请续贷，待评估"), _l("评估五项条件并提出意见")),
    ("clerk", "reviewing", _l("续贷评估中，待提意见"), _l("在期限前反馈企业")),
    ("clerk", "opened", _l("续贷评估已开启，企业未申请"), _l("可以联系企业，或直接评估")),
    ("clerk", "answered", _l("续贷意见已反馈，待签订或归还"), _l("续贷须在到期前签订")),
    ("approver", "approving", _l("续贷意见待审批"), _l("核对后同意或退回")),
)
FIRM_GROUPS: Final = (
    ("", "opened", _l("可以申请续贷的贷款"), _l("到期前申请，银行会反馈意见")),
    ("", "answered", _l("银行已反馈续贷意见"), _l("查看意见，到期前签订或还款")),
)


def todos(session: Session, actor: Actor, today: date) -> list[Todo]:
    """The groups of the person's role."""
    if actor.kind not in ("bank", "enterprise"):
        return []
    groups = BANK_GROUPS if actor.kind == "bank" else FIRM_GROUPS
    found = [
        _renewals(session, actor, state, title, hint, today)
        for role, state, title, hint in groups
        if not role or actor.has(role)
    ]
    if actor.kind == "bank" and actor.has("clerk"):
        found.append(_debtors_paid(session, actor))
    return [*found, _dues(session, actor, today)]


def _debtors_paid(session: Session, actor: Actor) -> Todo:
    query = list_loans(actor).where(awaits_repayment())
    count, _due = _count(session, query, "effective_due_date")
    hint = _l("核对收到的款项，登记还款；有余款的退回企业")
    return Todo(_l("付款方已付款，请登记还款"), count, "/loans?debtor=paid", hint=hint, urgent=True)


def _renewals(
    session: Session, actor: Actor, state: str, title: Any, hint: Any, today: date
) -> Todo:
    deadline = "maturity_date" if state == "answered" else "answer_by"
    count, due = _count(session, list_renewals(actor, states=[state]), deadline)
    late = due is not None and due <= today
    return Todo(title, count, f"/renewals?state={state}", due, hint, late)


def _dues(session: Session, actor: Actor, today: date) -> Todo:
    query = list_loans(actor, due_by=today + SOON)
    count, due = _count(session, query, "effective_due_date")
    title = _l("30 天内到期的贷款") if actor.kind == "bank" else _l("30 天内要还的贷款")
    return Todo(
        title, count, "/loans?due=30", due, _l("含已逾期"), due is not None and due <= today
    )


def _count(session: Session, query: Select[Any], deadline: str) -> tuple[int, date | None]:
    inner = query.subquery()
    query_ = select(func.count(), func.min(inner.c[deadline])).select_from(inner)
    row = session.execute(query_).one()
    return int(row[0]), row[1]


def tiles(session: Session, actor: Actor, _today: date) -> list[Tile]:
    """The loan book in two figures."""
    if actor.kind not in ("bank", "enterprise"):
        return []
    inner = list_loans(actor, state="live").subquery()
    query = select(func.count(), func.coalesce(func.sum(inner.c.balance_fen), 0))
    count, balance = session.execute(query.select_from(inner)).one()
    return [
        Tile(_l("未结清贷款"), str(count), "/loans?state=live"),
        Tile(_l("贷款余额"), format_wan(int(balance)), "/maturities"),
    ]
