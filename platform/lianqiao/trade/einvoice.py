"""An e-invoice as it was read from its file: values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

INVOICE_KINDS: Mapping[str, Any] = {
    "digital_special": _l("数电票（专用发票）"),
    "digital_general": _l("数电票（普通发票）"),
    "digital": _l("数电票"),
    "vat_special": _l("增值税专用发票"),
    "vat_general": _l("增值税普通发票"),
    "vat": _l("增值税发票"),
    "ubl": _l("UBL 发票"),
}


@dataclass(frozen=True)
class Side:
    """Seller or buyer as the invoice names it."""

    uscc: str
    name: str


@dataclass(frozen=True)
class EInvoice:
    """What an e-invoice says, checked. Amounts in fen: gross is what is to be paid.

    ``net_fen`` and ``tax_fen`` are None where the file does not state both. ``hints`` are
    what looks odd and may still be right, in words.
    """

    kind: str
    number: str
    code: str
    issue_date: date
    seller: Side
    buyer: Side
    gross_fen: int
    net_fen: int | None = None
    tax_fen: int | None = None
    due_date: date | None = None
    contract_no: str = ""
    order_no: str = ""
    hints: tuple[str, ...] = ()

    @property
    def words(self) -> Any:
        """The kind as people call it."""
        return INVOICE_KINDS[self.kind]
