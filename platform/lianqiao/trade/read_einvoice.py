"""Read an e-invoice's file: 数电票, older VAT invoices, UBL 2.1; checked, or refused in words.

The number of a 数电票 is checked as the tax administration composes it (国家税务总局公告 2024 年
第 11 号: year, province, channel, sequence), the code of an older one by region and year. Names
of the elements stand in docs/einvoices.md.
"""

import re
from datetime import date
from typing import Final

from flask_babel import gettext as _

from ..shared import invoice_number, uscc
from ..shared.calendar import DateIsNotReadable, parse_date
from ..shared.dates import format_day
from ..shared.money import AmountIsNotReadable, format_yuan, half_width, parse_yuan
from .einvoice import EInvoice, Side
from .einvoice_layouts import Facts, Stated, currency_refusal, facts_of
from .einvoice_xml import read_tree
from .errors import EInvoiceIsRefused

YUAN_NAMES: Final = frozenset(("CNY", "RMB", "人民币", "人民币元", "156", "¥"))
UNTAXED: Final = frozenset(("***", "免税", "不征税", "—", "-"))
CREDIT_TYPES: Final = frozenset(("381", "396", "261", "262"))
"""UNCL1001: credit notes that come as an Invoice."""
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME: Final = re.compile(r"[T ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_STAMP: Final = re.compile(r"(\d{8})\d{6}(\d{3})?")
_FIRST_YEAR: Final = 1994
"""VAT and its invoices began (国务院令 134 号)."""


def read_einvoice(data: bytes, today: date) -> EInvoice:
    """The invoice in a file. Raises EInvoiceIsRefused: what, where, and the mend."""
    facts = facts_of(read_tree(data))
    _check_currency(facts)
    gross, net, tax = _amounts(facts)
    issued = _issue_date(facts, today)
    number, code = _number(facts, issued)
    seller, buyer = _side(facts, "seller"), _side(facts, "buyer")
    if seller.uscc == buyer.uscc:
        raise EInvoiceIsRefused(
            _("销售方和购买方是同一个代码 %(code)s，自己不能欠自己，请核对", code=seller.uscc),
            facts.get("buyer_uscc").where,
        )
    return EInvoice(
        kind=_kind(facts, number),
        number=number,
        code=code,
        issue_date=issued,
        seller=seller,
        buyer=buyer,
        gross_fen=gross,
        net_fen=net,
        tax_fen=tax,
        due_date=_due_date(facts, issued),
        contract_no=half_width(facts.text("contract_no"))[:80],
        order_no=half_width(facts.text("order_no"))[:60],
        hints=_hints(facts, number, code, seller),
    )


def _check_currency(facts: Facts) -> None:
    stated = facts.find("currency")
    if stated is not None and half_width(stated.text).upper() not in YUAN_NAMES:
        raise currency_refusal(half_width(stated.text), stated.where)


def _amounts(facts: Facts) -> tuple[int, int | None, int | None]:
    """Gross (what is to be paid), net and tax; net and tax only where both are stated."""
    kind = facts.find("type")
    if kind is not None and kind.text in CREDIT_TYPES:
        raise EInvoiceIsRefused(
            _("类型 %(code)s 是贷项（红字）：请打开原单据，登记红冲", code=kind.text), kind.where
        )
    stated = facts.get("gross")
    gross = _fen(stated)
    if gross < 0:
        raise _red(facts, stated)
    if gross == 0:
        raise EInvoiceIsRefused(_("价税合计是零，没有可以收的钱，请核对发票"), stated.where)
    net, tax = _optional_fen(facts, "net"), _optional_fen(facts, "tax")
    if tax is None and net == gross:
        tax = 0
    if net is None or tax is None:
        return gross, None, None
    _check_sum(facts, gross, net, tax)
    return gross, net, tax


def _red(facts: Facts, stated: Stated) -> EInvoiceIsRefused:
    original = facts.text("original")[:30]
    if original:
        words = _(
            "金额是负数，这是红字发票：请打开被冲的 %(no)s，登记红冲，不要当应收账款录入",
            no=original,
        )
    else:
        words = _("金额是负数，这是红字发票：请打开被冲的原单据登记红冲，不要当应收账款录入")
    return EInvoiceIsRefused(words, stated.where)


def _check_sum(facts: Facts, gross: int, net: int, tax: int) -> None:
    """Net and tax make the whole to the fen; what was paid ahead makes less of it payable."""
    if net < 0 or tax < 0:
        stated = facts.get("net" if net < 0 else "tax")
        raise EInvoiceIsRefused(
            _("价税合计是正数，「%(name)s」却是负数，请核对发票", name=stated.where), stated.where
        )
    stated = facts.find("whole") or facts.get("gross")
    whole = _fen(stated)
    if net + tax != whole:
        words = _(
            "金额 %(net)s 加税额 %(tax)s 得 %(sum)s，与价税合计 %(whole)s 差 %(gap)s 元，"
            "请核对原件",
            net=format_yuan(net),
            tax=format_yuan(tax),
            sum=format_yuan(net + tax),
            whole=format_yuan(whole),
            gap=format_yuan(abs(net + tax - whole)),
        )
        raise EInvoiceIsRefused(words, stated.where)
    if gross > whole:
        raise EInvoiceIsRefused(_("应付金额比价税合计还多，请核对"), facts.get("gross").where)


def _fen(stated: Stated) -> int:
    try:
        return parse_yuan(stated.text, allow_negative=True)
    except AmountIsNotReadable as error:
        raise EInvoiceIsRefused(
            _("「%(name)s」读不出来：%(why)s", name=stated.where, why=str(error)), stated.where
        ) from None


def _optional_fen(facts: Facts, name: str) -> int | None:
    stated = facts.find(name)
    if stated is None:
        return None
    return 0 if stated.text in UNTAXED else _fen(stated)


def _issue_date(facts: Facts, today: date) -> date:
    stated = facts.get("issued")
    issued = _day(facts, stated)
    if issued > today:
        raise EInvoiceIsRefused(
            _(
                "开票日期 %(day)s 还没有到（今天是 %(today)s），请核对",
                day=format_day(issued),
                today=format_day(today),
            ),
            stated.where,
        )
    if issued.year < _FIRST_YEAR:
        raise EInvoiceIsRefused(
            _("开票日期 %(day)s 早于增值税发票开始使用的 1994 年，请核对", day=format_day(issued)),
            stated.where,
        )
    return issued


def _day(facts: Facts, stated: Stated) -> date:
    text = half_width(stated.text)
    if facts.layout == "ubl" and not _ISO.fullmatch(text):
        raise EInvoiceIsRefused(
            _("UBL 的日期应写成 2026-11-23，现为「%(text)s」", text=text[:30]), stated.where
        )
    stamp = _STAMP.fullmatch(text)
    if text.isdigit() and len(text) != 8 and not stamp:
        raise EInvoiceIsRefused(
            _("日期「%(text)s」应写成 2026-11-23 或 20261123", text=text[:30]), stated.where
        )
    try:
        return parse_date(stamp[1] if stamp else _TIME.sub("", text))
    except DateIsNotReadable as error:
        raise EInvoiceIsRefused(
            _("「%(name)s」读不出来：%(why)s", name=stated.where, why=str(error)), stated.where
        ) from None


def _due_date(facts: Facts, issued: date) -> date | None:
    """The due date where the file states one that can be read; a term in words is not one."""
    stated = facts.find("due")
    if stated is None:
        return None
    due = _day(facts, stated)
    if due < issued:
        raise EInvoiceIsRefused(
            _("到期日 %(due)s 早于开票日期，请核对", due=format_day(due)), stated.where
        )
    return due if due > issued else None


def _number(facts: Facts, issued: date) -> tuple[str, str]:
    stated, code_stated = facts.get("number"), facts.find("code")
    number = invoice_number.normalise(stated.text)
    code = invoice_number.normalise(code_stated.text) if code_stated else ""
    # A 数电票 that a tax-controlled system's layout carries has code and number left empty.
    code = "" if len(number) == 20 and not code.strip("0") else code
    strict = facts.layout == "cn" or (number.isdigit() and len(number) == 20)
    try:
        invoice_number.check(number, code, issued=issued, strict=strict)
    except invoice_number.InvoiceNumberIsInvalid as error:
        where = code_stated.where if code_stated and number.isdigit() else stated.where
        raise EInvoiceIsRefused(str(error), where) from None
    if code_stated is not None and code:
        _check_code(code, issued, code_stated.where)
    return number, code


def _check_code(code: str, issued: date, where: str) -> None:
    """Region and year inside the code of an older invoice: 10 digits RRRRYY…, 12 ?RRRRYY…."""
    inner = code if len(code) == 10 else code[1:]
    if inner[:2] not in invoice_number.PROVINCES:
        raise EInvoiceIsRefused(
            _("发票代码里的「%(code)s」不是省级代码（安徽为 34），请核对", code=inner[:2]), where
        )
    if int(inner[4:6]) > issued.year % 100:
        raise EInvoiceIsRefused(
            _(
                "发票代码里的年份「%(year)s」晚于开票年份 %(issued)s，请核对",
                year=inner[4:6],
                issued=issued.year,
            ),
            where,
        )


def _side(facts: Facts, side: str) -> Side:
    stated = facts.get(f"{side}_uscc")
    code = uscc.normalise(stated.text)
    code = code[2:] if facts.layout == "ubl" and re.fullmatch("CN.{18}", code) else code
    try:
        uscc.check(code)
    except uscc.UsccIsInvalid as error:
        who = _("销售方") if side == "seller" else _("购买方")
        raise EInvoiceIsRefused(
            _("%(who)s：%(why)s", who=who, why=str(error)), stated.where
        ) from None
    return Side(code, facts.text(f"{side}_name")[:200])


def _kind(facts: Facts, number: str) -> str:
    if facts.layout == "ubl":
        return "ubl"
    said = half_width(facts.text("special"))
    kind = "digital" if len(number) == 20 else "vat"
    if "专用" in said:
        return f"{kind}_special"
    return f"{kind}_general" if "普通" in said else kind


def _hints(facts: Facts, number: str, code: str, seller: Side) -> tuple[str, ...]:
    """What looks odd: a firm may have been registered elsewhere than it issues invoices."""
    hints = []
    region = number[2:4] if len(number) == 20 else (code if len(code) == 10 else code[1:])[:2]
    known = region in invoice_number.PROVINCES and (facts.layout == "cn" or len(number) == 20)
    if known and region != seller.uscc[2:4]:
        hints.append(
            _(
                "发票号码里的地区 %(there)s 与销售方登记地 %(here)s 不同，请核对",
                there=region,
                here=seller.uscc[2:4],
            )
        )
    whole = facts.find("whole")
    if whole is not None and (paid := _fen(whole) - _fen(facts.get("gross"))):
        hints.append(_("已预付 %(paid)s 元，按应付金额录入", paid=format_yuan(paid)))
    return tuple(hints)
