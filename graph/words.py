"""The words of a picture, in Chinese; another language is made by translating each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

WAN_FEN = 10_000 * 100
YI_FEN = 10_000 * WAN_FEN


def _(text: str) -> str:
    """Mark a text for the catalogue."""
    return text


NODE_WORDS: Mapping[str, str] = {
    "core": _("核心企业"),
    "enterprise": _("企业"),
    "receivable": _("应收账款"),
    "order": _("订单"),
    "product": _("银行产品"),
    "bank": _("银行"),
    "guarantor": _("担保机构"),
    "others": _("未逐一画出"),
}
EDGE_WORDS: Mapping[str, str] = {
    "supplies": _("供货"),
    "owes": _("应付账款"),
    "ordered": _("下单"),
    "belongs": _("持有或提供"),
    "holds": _("持有单据"),
    "against": _("付款方"),
    "eligible": _("符合条件"),
    "recommended": _("推荐"),
    "offers": _("提供产品"),
    "lends": _("贷款"),
    "guarantees": _("担保"),
    "controls": _("疑似关联"),
}
RISK_WORDS: Mapping[str, str] = {
    "low": _("低风险"),
    "medium": _("中风险"),
    "high": _("高风险"),
}
LAYER_WORDS: Mapping[str, str] = {
    "core": _("核心企业"),
    "firm": _("企业"),
    "supplier": _("{tier}级供应商"),
    "customer": _("{tier}级客户"),
    "unlinked": _("其他企业"),
    "partners": _("往来方"),
    "holders": _("融资企业"),
    "documents": _("应收账款与订单"),
    "products": _("银行产品"),
    "banks": _("银行"),
    "guarantors": _("担保机构"),
}
PHRASES: Mapping[str, str] = {
    "others": _("另有 {count} 家"),
    "other_items": _("另有 {count} 项"),
    "rate": _("年利率 {rate}%"),
    "documents": _("{count} 张"),
    "title": _("供应链关系图"),
    "description": _("共 {nodes} 个对象、{edges} 条关系；明细见下表。"),
    "recommending": _("共 {nodes} 个对象、{edges} 条关系，其中推荐 {recommended} 条；明细见下表。"),
    "numerals": _("一二三四五六七八九"),
    "joint": _("·"),
    "then": _("；"),
    "between": _("{source} → {target}：{relation}"),
}
PARK_WORDS: Mapping[str, str] = {
    "dongzhi": _("东至经开区"),
    "dadukou": _("大渡口经开区"),
    "other": _("其他园区"),
}


def short_amount(amount_fen: int) -> str:
    """Write an amount as short as a label needs it, half rounded up.

    Parameters
    ----------
    amount_fen : int
        Fen, not negative.

    Returns
    -------
    str
        Yuan below one 万元, else 万元 or 亿元 with at most two decimals.

    Examples
    --------
    >>> short_amount(12_345_00), short_amount(800_00), short_amount(3 * YI_FEN)
    ('1.23 万元', '800 元', '3 亿元')
    """
    if amount_fen < WAN_FEN:
        return f"{_decimal(amount_fen, 100)} 元"
    if amount_fen < YI_FEN:
        return f"{_decimal(amount_fen, WAN_FEN)} 万元"
    return f"{_decimal(amount_fen, YI_FEN)} 亿元"


@dataclass(frozen=True)
class Words:
    """What a picture says: tables from codes to words, and how to write an amount in fen."""

    nodes: Mapping[str, str]
    edges: Mapping[str, str]
    risks: Mapping[str, str]
    layers: Mapping[str, str]
    parks: Mapping[str, str]
    phrases: Mapping[str, str]
    amount: Callable[[int], str]

    def layer(self, name: str, tier: int) -> str:
        """Name a layer; `tier` counts from 1 where the name holds a tier."""
        numerals = self.phrases["numerals"]
        numeral = numerals[tier - 1] if 0 < tier <= len(numerals) else str(tier)
        return self.layers[name].format(tier=numeral)

    def phrase(self, name: str, **values: object) -> str:
        """Fill in one of the phrases."""
        return self.phrases[name].format(**values)


def translated(gettext: Callable[[str], str], amount: Callable[[int], str] = short_amount) -> Words:
    """Make the words of another language.

    Parameters
    ----------
    gettext : callable
        Chinese text in, translated text out; placeholders in braces must survive.
    amount : callable, optional
        How to write an amount in fen.

    Returns
    -------
    Words

    Examples
    --------
    >>> translated(lambda text: {"银行": "Bank"}.get(text, text)).nodes["bank"]
    'Bank'
    """
    tables = (NODE_WORDS, EDGE_WORDS, RISK_WORDS, LAYER_WORDS, PARK_WORDS, PHRASES)
    nodes, edges, risks, layers, parks, phrases = (
        {code: gettext(text) for code, text in table.items()} for table in tables
    )
    return Words(nodes, edges, risks, layers, parks, phrases, amount)


CHINESE = translated(lambda text: text)


def _decimal(amount: int, unit: int) -> str:
    hundredths = (200 * amount + unit) // (2 * unit)
    whole, part = divmod(hundredths, 100)
    return f"{whole:,}.{part:02d}".rstrip("0").rstrip(".") if part else f"{whole:,}"
