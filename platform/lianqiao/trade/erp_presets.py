"""How the usual ERP systems export receivables: which of their headers is which of our columns.

Kingdee (金蝶 K/3, 云星空) and Yonyou (用友 U8, U9, YonSuite) let users rename and reorder
columns; the names here are those that their lists of receivable bills come with. A list of one's
customers is what they owe, a list of suppliers what is owed to them: the own firm stands in no
column, so its code is put in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from ..shared.saved_mappings import Kept
from ..shared.table_headers import find_header
from ..shared.table_mapping import Mapping as FileMapping

PREFIX: Final = "preset:"
Names = tuple[str, ...]


@dataclass(frozen=True)
class Preset:
    """A system's export: its header spellings by our column, the surest first.

    ``customers`` and ``suppliers`` are the columns of the other side's code or name.
    """

    key: str
    name: Any
    columns: Mapping[str, Names]
    customers: Names
    suppliers: Names


COMMON: Final[dict[str, Names]] = {
    "delivery_date": ("交货日期", "发货日期", "出库日期", "签收日期"),
    "contract_no": ("合同编号", "合同号", "合同号码", "销售合同号"),
    "instalment": ("期次", "期数", "收款期次"),
}
KINGDEE: Final = Preset(
    "kingdee",
    _l("金蝶应收单导出"),
    COMMON
    | {
        "invoice_no": ("发票号码", "发票号", "发票编号", "单据编号", "单据号码", "单据号"),
        "invoice_code": ("发票代码",),
        "amount": (
            *("价税合计本位币", "价税合计(本位币)", "价税合计", "应收金额", "单据金额", "金额"),
        ),
        "invoice_date": ("开票日期", "业务日期", "单据日期", "日期"),
        "due_date": ("到期日", "到期日期", "应收日期", "收款到期日", "预计收款日"),
    },
    customers=(
        "客户编码",
        "客户代码",
        "客户.编码",
        "往来单位编码",
        "往来单位代码",
        "往来单位",
        "客户",
    ),
    suppliers=("供应商编码", "供应商代码", "供应商.编码", "供应商"),
)
YONYOU: Final = Preset(
    "yonyou",
    _l("用友应收单导出"),
    COMMON
    | {
        "invoice_no": ("发票号", "发票号码", "税票号", "单据编号", "单据号", "应收单号"),
        "invoice_code": ("发票代码", "税票代码"),
        "amount": ("本币价税合计", "本币金额", "本币含税金额", "价税合计", "含税金额", "原币金额"),
        "invoice_date": ("开票日期", "单据日期", "发票日期", "业务日期"),
        "due_date": ("到期日", "到期日期", "立账到期日", "应收日期", "预计收款日期"),
    },
    customers=("客户编码", "客户编号", "客商编码", "客户档案编码", "客户简称", "客户名称", "客户"),
    suppliers=("供应商编码", "供应商编号", "供应商简称", "供应商名称", "供应商"),
)
GENERIC: Final = Preset(
    "generic",
    _l("通用应收明细"),
    COMMON
    | {
        "invoice_no": ("发票号码", "发票号", "票号", "单据编号", "单据号", "凭证号", "流水号"),
        "invoice_code": ("发票代码",),
        "amount": ("价税合计", "含税金额", "应收金额", "应付金额", "总金额", "金额", "余额"),
        "invoice_date": ("开票日期", "单据日期", "发票日期", "业务日期", "日期"),
        "due_date": ("到期日", "到期日期", "应收日期", "应付日期", "付款日期", "预计收款日"),
    },
    customers=(
        *("客户税号", "购方税号", "客户编码", "客户代码", "客户编号", "往来单位编码", "往来单位"),
        *("付款方", "客户名称", "客户"),
    ),
    suppliers=(
        *("供应商税号", "销方税号", "供应商编码", "供应商代码", "供应商编号", "收款方"),
        *("供应商名称", "供应商"),
    ),
)
PRESETS: Final = (KINGDEE, YONYOU, GENERIC)


def presets_for(kind: str, headers: Sequence[str], own_uscc: str) -> list[Kept]:
    """Each system's export as a mapping for a file with these headers, beside the kept ones."""
    if kind != "receivables":
        return []
    return [
        Kept(PREFIX + one.key, kind, str(one.name), _mapping(one, headers, own_uscc))
        for one in PRESETS
    ]


def _mapping(preset: Preset, headers: Sequence[str], own_uscc: str) -> FileMapping:
    found = {ours: _first(headers, names) for ours, names in preset.columns.items()}
    customer, supplier = _first(headers, preset.customers), _first(headers, preset.suppliers)
    ours, theirs = ("creditor_uscc", "debtor_uscc")
    if not customer and supplier:
        ours, theirs = theirs, ours
    found[theirs] = customer or supplier
    return FileMapping(
        columns={name: header for name, header in found.items() if header},
        constants={ours: own_uscc},
    )


def _first(headers: Sequence[str], names: Names) -> str:
    """The file's own spelling of the first of the names that it has, empty where it has none."""
    for name in names:
        at = find_header(headers, name)
        if at is not None:
            return headers[at]
    return ""
