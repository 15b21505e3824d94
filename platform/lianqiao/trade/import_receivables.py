"""Receivables from a file. Natural key: creditor, invoice code, invoice number."""

from flask_babel import lazy_gettext as _l

from ..registry.models import Enterprise
from ..shared.cells import amount_cell, date_cell, uscc_cell, yes_no_cell
from ..shared.imports import Importer
from ..shared.tabular import Column, Row
from .import_assets import Shape, prepare_with
from .import_cells import (
    billed_order_cell,
    contract_no_cell,
    instalment_cell,
    invoice_code_cell,
    invoice_no_cell,
)
from .import_clauses import COLUMNS as CLAUSES
from .import_clauses import clauses_of_row
from .papers import Bill, NewReceivable, Paper, Terms, paper_of_receivable

COLUMNS = (
    Column("invoice_no", ("发票号码",), required=True, parse=invoice_no_cell),
    Column("invoice_code", ("发票代码",), parse=invoice_code_cell, default=""),
    Column("creditor_uscc", ("债权人代码", "供应商代码"), required=True, parse=uscc_cell),
    Column("debtor_uscc", ("债务人代码", "核心企业代码"), required=True, parse=uscc_cell),
    Column("amount", ("金额",), required=True, parse=amount_cell(allow_zero=False)),
    Column("invoice_date", ("开票日期",), required=True, parse=date_cell),
    Column("delivery_date", ("交付日期",), parse=date_cell),
    Column("due_date", ("到期日",), required=True, parse=date_cell),
    Column("requested", ("拟融资金额",), parse=amount_cell()),
    Column("splittable", ("可拆分",), parse=yes_no_cell),
    Column("contract_no", ("合同编号",), parse=contract_no_cell, default=""),
    Column("instalment", ("期次",), parse=instalment_cell),
    Column("disputed", ("有争议",), parse=yes_no_cell),
    Column("settled_date", ("结清日期",), parse=date_cell),
    Column("settled_amount", ("结清金额",), parse=amount_cell()),
    Column("order_no", ("订单编号", "订单号"), parse=billed_order_cell),
    *CLAUSES,
)


def _paper(row: Row, creditor: Enterprise, debtor: Enterprise) -> Paper:
    terms = Terms(
        amount_fen=row.whole("amount"),
        issue_date=row.day("invoice_date"),
        due_date=row.day("due_date"),
        delivery_date=row.day_or_none("delivery_date"),
        requested_fen=row.whole_or_none("requested") or None,
        contract_no=row.text("contract_no"),
        instalment=row.whole_or_none("instalment"),
    )
    return paper_of_receivable(
        NewReceivable(
            creditor_id=creditor.id,
            debtor_id=debtor.id,
            invoice_no=row.text("invoice_no"),
            invoice_code=row.text("invoice_code"),
            terms=terms,
            splittable=row.flag("splittable"),
            clauses=clauses_of_row(row),
            bill=Bill(source="file"),
        )
    )


SHAPE = Shape(
    kind="receivable",
    seller="creditor_uscc",
    buyer="debtor_uscc",
    fields={
        "amount_fen": "amount",
        "requested_fen": "requested",
        "issue_date": "invoice_date",
        "order_id": "order_no",
        "partner_id": "debtor_uscc",
        "debtor_id": "debtor_uscc",
        "creditor_id": "creditor_uscc",
    },
    paper=_paper,
)
RECEIVABLES = Importer(
    "receivables",
    _l("应收账款"),
    COLUMNS,
    ("creditor_uscc", "invoice_code", "invoice_no"),
    prepare_with(SHAPE),
)
