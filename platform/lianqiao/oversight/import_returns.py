"""Import of the banks' monthly returns. Natural key: bank, month."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..registry.models import Bank
from ..shared.cells import amount_cell, month_cell, percent_cell, text_cell, whole_cell
from ..shared.errors import ItIsNotYours
from ..shared.imports import Applied, Apply, ImportContext, Importer, RowIsRefused
from ..shared.tables import columns
from ..shared.tabular import Column, Row
from .models import MonthlyReturn

COLUMNS = (
    Column("bank", ("银行", "银行代码", "报送机构"), True, text_cell(200)),
    Column("month", ("月份", "报告期", "报送月份"), True, month_cell),
    Column("all_loans", ("各项贷款余额", "各项贷款"), True, amount_cell()),
    Column("manufacturing_loans", ("制造业贷款余额", "制造业贷款"), True, amount_cell()),
    Column(
        "manufacturing_medium_long",
        ("制造业中长期贷款余额", "制造业中长期贷款"),
        True,
        amount_cell(),
    ),
    Column("manufacturing_credit", ("制造业信用贷款余额", "制造业信用贷款"), True, amount_cell()),
    Column("manufacturing_borrowers", ("制造业贷款户数", "制造业户数"), True, whole_cell()),
    Column("first_time_borrowers", ("首贷户数", "首贷户"), True, whole_cell()),
    Column("weighted_rate", ("加权平均利率", "加权利率"), True, percent_cell),
    Column("nonperforming", ("不良贷款余额", "制造业不良贷款余额"), False, amount_cell()),
    Column("relending", ("支小再贷款余额", "支小再贷款"), False, amount_cell()),
)
FIELDS = {
    "all_loans_fen": "all_loans",
    "manufacturing_loans_fen": "manufacturing_loans",
    "manufacturing_medium_long_fen": "manufacturing_medium_long",
    "manufacturing_credit_fen": "manufacturing_credit",
    "manufacturing_borrowers": "manufacturing_borrowers",
    "first_time_borrowers": "first_time_borrowers",
    "weighted_rate_ppm": "weighted_rate",
    "nonperforming_fen": "nonperforming",
    "relending_fen": "relending",
}
PARTS = (  # a part is never larger than its whole
    ("manufacturing_loans", "all_loans"),
    ("manufacturing_medium_long", "manufacturing_loans"),
    ("manufacturing_credit", "manufacturing_loans"),
    ("nonperforming", "manufacturing_loans"),
    ("first_time_borrowers", "manufacturing_borrowers"),
)


def prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
    """Banks by code and name, and the months that are known, in two queries."""
    if context.actor.kind not in ("operator", "regulator", "bank"):
        raise ItIsNotYours(_("只有银行、监管部门和平台运营可以报送月报"))
    banks = _banks(context.session)
    months = {row.text("month") for row in rows}
    known = _known(context.session, months)
    latest = f"{context.today:%Y-%m}"

    def apply(row: Row) -> Applied:
        bank_id = banks.get(row.text("bank"))
        if bank_id is None:
            raise RowIsRefused("bank", _("没有这家银行；请填银行代码或登记的名称"))
        if context.actor.kind == "bank" and bank_id != context.actor.organisation_id:
            raise RowIsRefused("bank", _("只能报送本行的数据"))
        _check(row, latest)
        return _keep(context.session, known, bank_id, row)

    return apply


def _banks(session: Session) -> dict[str, str]:
    bank, organisation = columns(Bank), columns(Organisation)
    query = select(bank.id, bank.code, organisation.name).join(
        Organisation, organisation.id == bank.id
    )
    found: dict[str, str] = {}
    for id, code, name in session.execute(query):
        found |= {name: id, code: id}
    return found


def _known(session: Session, months: set[str]) -> dict[tuple[str, str], MonthlyReturn]:
    query = select(MonthlyReturn).where(columns(MonthlyReturn).month.in_(sorted(months)))
    return {(row.bank_id, row.month): row for row in session.execute(query).scalars()}


def _check(row: Row, latest: str) -> None:
    if row.text("month") > latest:
        raise RowIsRefused("month", _("月份晚于当前月份，请核对"))
    labels = {column.name: column.label for column in COLUMNS}
    for part, whole in PARTS:
        if (row.whole_or_none(part) or 0) > row.whole(whole):
            raise RowIsRefused(
                part,
                _("%(part)s不能大于%(whole)s", part=labels[part], whole=labels[whole]),
            )


def _keep(
    session: Session, known: dict[tuple[str, str], MonthlyReturn], bank_id: str, row: Row
) -> Applied:
    values: dict[str, Any] = {name: row.whole_or_none(column) for name, column in FIELDS.items()}
    key = (bank_id, row.text("month"))
    old = known.get(key)
    if old is None:
        known[key] = MonthlyReturn(bank_id=bank_id, month=key[1], **values)
        session.add(known[key])
        return "new"
    if all(getattr(old, name) == value for name, value in values.items()):
        return "unchanged"
    for name, value in values.items():
        setattr(old, name, value)
    session.add(old)
    return "changed"


RETURNS = Importer("returns", _l("银行月报"), COLUMNS, ("bank", "month"), prepare)
