"""Names that e-invoices call their facts by: English, pinyin and Chinese tags (docs/einvoices.md).

数电票 are delivered as EInvoice with Header, EInvoiceData and TaxSupervisionInfo. Older VAT
invoices come from many systems, with the pinyin initials of the tax service's interfaces, or
Chinese tags. Names are compared without case, underscores, hyphens and brackets.
"""

import re
from collections.abc import Mapping
from typing import Final

ROOTS: Final = frozenset(
    ("einvoice", "invoice", "发票", "电子发票", "增值税发票", "数电票", "fp", "fpxx", "dzfp")
)
"""What one invoice is called, as the root or inside a wrapper."""

WRAPPERS: Final = frozenset(
    ("invoices", "einvoices", "发票列表", "fplist", "response", "business", "interface", "data")
)
"""Roots that may hold one invoice, or many."""

LINES: Final = frozenset(
    (
        *("issuiteminformation", "items", "item", "details", "detail", "invoicelines", "lines"),
        *(
            "明细",
            "商品明细",
            "货物明细",
            "commonfpkjxmxxs",
            "commonfpkjxmxx",
            "fpmx",
            "mx",
            "group",
        ),
        *("specificinformation", "transaction", "signature", "signatures"),
    )
)
"""Parts that tell of single goods or of signatures: their amounts are not the invoice's."""

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        *("invoicenumber", "eiid", "invoiceno", "invoicenum", "fphm", "发票号码", "数电票号码"),
        *("qdfphm", "数电发票号码"),
    ),
    "code": ("invoicecode", "fpdm", "发票代码"),
    "issued": (
        *("issuetime", "requesttime", "issuedate", "invoicedate", "billingdate", "kprq"),
        *("开票日期", "发票开具日期"),
    ),
    "seller_uscc": (
        *("selleridnum", "sellertaxno", "sellertaxid", "sellertaxnumber", "sellertin"),
        *("xsfnsrsbh", "xhfnsrsbh", "nsrsbhxsf", "xfsh", "xfnsrsbh"),
        *("销售方纳税人识别号", "销方税号", "销售方统一社会信用代码纳税人识别号"),
        *("销售方统一社会信用代码", "销方识别号"),
    ),
    "seller_name": ("sellername", "xsfmc", "xhfmc", "xfmc", "销售方名称", "销方名称"),
    "buyer_uscc": (
        *("buyeridnum", "buyertaxno", "buyertaxid", "buyertaxnumber", "buyertin"),
        *("purchasertaxno", "gmfnsrsbh", "ghfnsrsbh", "gfsh", "gfnsrsbh"),
        *("购买方纳税人识别号", "购方税号", "购买方统一社会信用代码纳税人识别号"),
        *("购买方统一社会信用代码", "购方识别号"),
    ),
    "buyer_name": (
        *("buyername", "purchasername", "gmfmc", "ghfmc", "gfmc", "购买方名称", "购方名称"),
    ),
    "net": (
        *("totalamwithouttax", "totalamountwithouttax", "amountwithouttax", "netamount", "hjje"),
        *("合计金额", "不含税金额", "金额合计"),
    ),
    "tax": (
        "totaltaxam",
        "totaltaxamount",
        "taxamount",
        "totaltax",
        "hjse",
        "合计税额",
        "税额合计",
    ),
    "gross": (
        *("totaltaxincludedamount", "totalamount", "amountwithtax", "grossamount", "jshj"),
        *("价税合计", "价税合计小写", "合计"),
    ),
    "currency": ("currency", "currencycode", "documentcurrencycode", "币种", "币别"),
    "due": ("duedate", "paymentduedate", "fkqx", "到期日", "付款到期日", "付款期限", "付款日期"),
    "contract_no": (
        "contractno",
        "contractnumber",
        "contractcode",
        "htbh",
        "hth",
        "合同编号",
        "合同号",
    ),
    "order_no": ("orderno", "ordernumber", "purchaseorderno", "ddh", "订单编号", "订单号"),
    "remark": ("remark", "remarks", "bz", "备注"),
    "original": (
        *("originalinvoicenumber", "originalinvoiceno", "bluinvoicenumber", "blueinvoicenumber"),
        *("yfphm", "yfphm20", "lzfphm", "原发票号码", "蓝字发票号码", "对应蓝字发票号码"),
    ),
    "special": (
        "generalorspecialvat",
        "invoicetype",
        "invoicetypecode",
        "fplx",
        "发票类型",
        "发票种类",
    ),
}
"""Our name of a fact: what files call it, the surest first."""

LABELS: Final[Mapping[str, str]] = {
    "number": "发票号码 InvoiceNumber",
    "code": "发票代码 InvoiceCode",
    "issued": "开票日期 IssueTime",
    "seller_uscc": "销售方识别号 SellerIdNum",
    "seller_name": "销售方名称 SellerName",
    "buyer_uscc": "购买方识别号 BuyerIdNum",
    "buyer_name": "购买方名称 BuyerName",
    "net": "合计金额 TotalAmWithoutTax",
    "tax": "合计税额 TotalTaxAm",
    "gross": "价税合计 TotalTax-includedAmount",
    "currency": "币种 Currency",
    "due": "到期日 DueDate",
}
"""Where a fact is looked for, for messages about one that is missing."""

_NOISE: Final = re.compile(r"[\s_\-.:()（）]+")


def plain(name: str) -> str:
    """A tag without case, marks and brackets."""
    return _NOISE.sub("", name).casefold()
