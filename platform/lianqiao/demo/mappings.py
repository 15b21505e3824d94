"""How the demo's core enterprises read the files of their own systems, kept for the next time."""

from fractions import Fraction

from ..shared.save_mapping import save_mapping
from ..shared.table_mapping import Mapping
from .stage import Stage

SUPPLIERS = Mapping(
    columns={
        "uscc": "供应商税号",
        "name": "供应商全称",
        "industry": "行业分类",
        "revenue": "上年销售（万元）",
        "phone": "采购联系电话",
    },
    constants={"park": "其他"},
)
LEDGER = {
    "invoice_no": "Invoice No.",
    "creditor_uscc": "Vendor",
    "debtor_uscc": "Company Code",
    "amount": "Amount (k)",
    "invoice_date": "Posting Date",
    "due_date": "Net Due Date",
}
KNOWN_VENDORS = 4


def keep_mappings(stage: Stage) -> None:
    """A purchasing system's suppliers, and a ledger with codes, dates and thousands of its own."""
    for core in ("core", "core2"):
        _keep(stage, core, "enterprises", "演示采购系统导出", SUPPLIERS)
    _keep(stage, "core", "receivables", "演示总账应付明细", _ledger(stage, "core"))


def _ledger(stage: Stage, core: str) -> Mapping:
    firms = stage.county.firms
    vendors = stage.county.partners(core, "supplier")[:KNOWN_VENDORS]
    codes = {f"V-{1001 + at}": firms[key].uscc for at, key in enumerate(vendors)}
    return Mapping(
        columns=LEDGER,
        date_format="%d/%m/%Y",
        amount_factor=Fraction(1000),
        parties={"1000": firms[core].uscc} | codes,
    )


def _keep(stage: Stage, core: str, kind: str, name: str, mapping: Mapping) -> None:
    at = stage.moment(stage.day(-2))
    save_mapping(stage.session, stage.people[core], kind, name, mapping, at)
