"""Parsers of cells that only files of receivables and orders have."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from ..shared import invoice_number
from ..shared.cells import choice_cell
from ..shared.table_columns import CellIsRefused, Parser, Reading, described
from .papers import read_instalment

LONGEST_CODE = 12
LONGEST_CONTRACT_NO = 80


@described(_l("发票号码：数电票 20 位，其他照票面填"), "26342000000000000017")
def invoice_no_cell(text: str, _reading: Reading) -> str:
    """An invoice number in half-width capitals; other systems' numbers too."""
    number = invoice_number.normalise(text)
    invoice_number.check(number, strict=False)
    return number


@described(_l("旧版发票的代码，最多 12 位；数电票不填"), "034002600111")
def invoice_code_cell(text: str, _reading: Reading) -> str:
    """An older invoice's code."""
    code = invoice_number.normalise(text)
    invoice_number.check("1", code, strict=False)
    if len(code) > LONGEST_CODE:
        raise CellIsRefused(
            gettext(
                "最多 %(longest_code)s 位，现有 %(code)s 位",
                longest_code=LONGEST_CODE,
                code=len(code),
            )
        )
    return code


def _order_number(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) > 60:
        raise CellIsRefused(gettext("最多 60 个字，现有 %(plain)s 个", plain=len(plain)))
    return plain


@described(_l("双方合同的编号，最多 80 个字"), "HT-2026-018")
def contract_no_cell(text: str, _reading: Reading) -> str:
    """A contract's number as the firms write it."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST_CONTRACT_NO:
        raise CellIsRefused(
            gettext(
                "最多 %(longest_contract_no)s 个字，现有 %(plain)s 个",
                longest_contract_no=LONGEST_CONTRACT_NO,
                plain=len(plain),
            )
        )
    return plain


@described(_l("合同的第几期，1 到 999"), "3")
def instalment_cell(text: str, _reading: Reading) -> int:
    """Which instalment of its contract a document bills: 3, or 第3期."""
    return read_instalment(text)


@described(_l("双方约定的订单编号，最多 60 个字"), "PO-2026-001")
def order_no_cell(text: str, _reading: Reading) -> str:
    """An order number as the firms write it."""
    return _order_number(text)


@described(_l("由哪张已交付的订单开票，填订单编号；没有的不填"), "PO-2026-001")
def billed_order_cell(text: str, _reading: Reading) -> str:
    """The number of the delivered order that a receivable bills."""
    return _order_number(text)


def borrower_cell() -> Parser:
    """Who is financed: seller or buyer."""
    return choice_cell({"seller": ("卖方",), "buyer": ("买方",)})
