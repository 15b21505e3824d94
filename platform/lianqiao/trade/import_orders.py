"""Orders from a file. Natural key: seller, order number."""

from flask_babel import lazy_gettext as _l

from ..registry.models import Enterprise
from ..shared.cells import amount_cell, date_cell, uscc_cell, yes_no_cell
from ..shared.imports import Importer
from ..shared.tabular import Column, Row
from .import_assets import Shape, prepare_with
from .import_cells import borrower_cell, contract_no_cell, instalment_cell, order_no_cell
from .papers import NewOrder, Paper, Terms, paper_of_order

COLUMNS = (
    Column("order_no", ("订单编号",), required=True, parse=order_no_cell),
    Column("seller_uscc", ("卖方代码",), required=True, parse=uscc_cell),
    Column("buyer_uscc", ("买方代码",), required=True, parse=uscc_cell),
    Column("borrower", ("融资方",), parse=borrower_cell(), default="seller"),
    Column("amount", ("金额",), required=True, parse=amount_cell(allow_zero=False)),
    Column("order_date", ("下单日期",), required=True, parse=date_cell),
    Column("delivery_date", ("交货日期",), required=True, parse=date_cell),
    Column("due_date", ("预计付款日",), required=True, parse=date_cell),
    Column("requested", ("拟融资金额",), parse=amount_cell()),
    Column("splittable", ("可拆分",), parse=yes_no_cell),
    Column("contract_no", ("合同编号",), parse=contract_no_cell, default=""),
    Column("instalment", ("期次",), parse=instalment_cell),
)


def _paper(row: Row, seller: Enterprise, buyer: Enterprise) -> Paper:
    terms = Terms(
        amount_fen=row.whole("amount"),
        issue_date=row.day("order_date"),
        due_date=row.day("due_date"),
        delivery_date=row.day("delivery_date"),
        requested_fen=row.whole_or_none("requested") or None,
        contract_no=row.text("contract_no"),
        instalment=row.whole_or_none("instalment"),
    )
    return paper_of_order(
        NewOrder(
            seller_id=seller.id,
            buyer_id=buyer.id,
            order_no=row.text("order_no"),
            terms=terms,
            borrower=row.text("borrower"),
            splittable=row.flag("splittable"),
        )
    )


SHAPE = Shape(
    kind="order",
    seller="seller_uscc",
    buyer="buyer_uscc",
    fields={
        "amount_fen": "amount",
        "requested_fen": "requested",
        "issue_date": "order_date",
        "partner_id": "buyer_uscc",
        "debtor_id": "buyer_uscc",
        "creditor_id": "seller_uscc",
    },
    paper=_paper,
)
ORDERS = Importer("orders", _l("订单"), COLUMNS, ("seller_uscc", "order_no"), prepare_with(SHAPE))
