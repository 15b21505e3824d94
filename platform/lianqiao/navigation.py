"""The menu of each role: one table, read from top to bottom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from .shared.actor import Actor


@dataclass(frozen=True)
class Entry:
    """A line of the menu; ``prefix`` marks the endpoints under which it is lit."""

    label: Any
    address: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Group:
    """Entries under a heading; the first group has none."""

    label: Any
    entries: list[Entry]


HEADINGS = ("", _l("供应链"), _l("融资"), _l("贷后"), _l("监管"), _l("管理"))

# who (words of the access list), heading, label, endpoint, icon
MENU: tuple[tuple[tuple[str, ...], Any, Any, str, str], ...] = (
    (("signed_in",), "", _l("首页"), "home.index", "home"),
    (("signed_in",), "", _l("消息"), "accounts.notices", "bell"),
    (("enterprise",), _l("供应链"), _l("合作方"), "registry.partners", "people"),
    (
        ("enterprise", "bank", "regulator", "operator"),
        _l("供应链"),
        _l("链图"),
        "registry.chain",
        "chain",
    ),
    (
        ("bank", "regulator", "operator"),
        _l("供应链"),
        _l("企业名录"),
        "registry.enterprises",
        "people",
    ),
    (("operator",), _l("供应链"), _l("评分卡核实"), "registry.facts", "check"),
    (("operator", "regulator"), _l("供应链"), _l("失信名单"), "registry.dishonest", "shield"),
    (("guarantor",), _l("融资"), _l("担保能力"), "products.capacity", "shield"),
    (("enterprise",), _l("供应链"), _l("应收账款"), "trade.receivables", "paper"),
    (("enterprise",), _l("供应链"), _l("订单"), "trade.orders", "cart"),
    (("enterprise",), _l("供应链"), _l("确权"), "trade.confirmations", "check"),
    (("enterprise",), _l("供应链"), _l("债务抵销"), "trade.set_offs", "ring"),
    (("enterprise",), _l("管理"), _l("企业资料"), "registry.enterprises", "building"),
    (("enterprise", "bank"), _l("管理"), _l("文件库"), "vault.documents", "paper"),
    (("operator",), _l("管理"), _l("机构"), "registry.organisations", "building"),
    (
        (
            "enterprise:administrator",
            "bank:administrator",
            "guarantor:administrator",
            "regulator:administrator",
            "operator:administrator",
        ),
        _l("管理"),
        _l("用户"),
        "people.users",
        "people",
    ),
    (("operator",), _l("管理"), _l("规则参数"), "operator.parameters", "gauge"),
    (("operator",), _l("管理"), _l("发件箱"), "operator.outbox", "mail"),
    (("operator",), _l("管理"), _l("审计链"), "operator.audit", "shield"),
    (("enterprise", "bank"), _l("融资"), _l("融资机会"), "matching.opportunities", "match"),
    (("enterprise", "bank"), _l("融资"), _l("融资申请"), "applications.applications_list", "send"),
    (("bank",), _l("融资"), _l("登记台账"), "register.ledger", "paper"),
    (("enterprise",), _l("供应链"), _l("付款通知"), "assignments.notices", "mail"),
    (("operator", "regulator"), _l("融资"), _l("匹配"), "matching.runs", "match"),
    (("bank",), _l("融资"), _l("产品"), "products.products", "box"),
    (("bank",), _l("融资"), _l("额度"), "products.limits", "gauge"),
    (("bank", "regulator"), _l("融资"), _l("额度试算"), "matching.what_if", "chart"),
    (("guarantor",), _l("融资"), _l("倍数试算"), "matching.what_if_guarantee", "chart"),
    (
        ("enterprise", "guarantor", "regulator", "operator"),
        _l("融资"),
        _l("产品目录"),
        "products.catalogue",
        "box",
    ),
    (("regulator", "operator"), _l("监管"), _l("四项目标"), "oversight.goals", "chart"),
    (("regulator", "operator", "bank"), _l("监管"), _l("银行月报"), "oversight.returns", "paper"),
    (("regulator", "operator"), _l("监管"), _l("确权响应"), "responses.responses", "clock"),
    (("regulator", "operator"), _l("监管"), _l("融资触达"), "risks.reach", "match"),
    (("regulator", "operator"), _l("监管"), _l("债务抵销"), "clearing.set_offs", "ring"),
    (("regulator", "operator", "bank"), _l("监管"), _l("风险线索"), "risks.findings", "flag"),
    (("regulator", "operator"), _l("监管"), _l("传染测算"), "risks.contagion", "waves"),
    (("enterprise", "bank"), _l("贷后"), _l("贷款台账"), "loans.book", "coin"),
    (("enterprise", "bank"), _l("贷后"), _l("到期看板"), "loans.maturities", "clock"),
    (("enterprise", "bank"), _l("贷后"), _l("续贷评估"), "renewals.reviews", "renew"),
)


def groups_for(actor: Actor, endpoint: str, address: Callable[[str], str]) -> list[Group]:
    """The menu of a person, with the current page lit."""
    groups: dict[str, Group] = {}
    for who, heading, label, target, icon in MENU:
        if not _admits(who, actor):
            continue
        group = groups.setdefault(str(heading), Group(heading, []))
        group.entries.append(Entry(label, address(target), icon, _lit(endpoint, target)))
    order = [str(heading) for heading in HEADINGS]
    return sorted(groups.values(), key=lambda group: order.index(str(group.label)))


def _admits(who: tuple[str, ...], actor: Actor) -> bool:
    words = {"signed_in", actor.kind, *(f"{actor.kind}:{role}" for role in actor.roles)}
    if actor.is_core:
        words.add("core")
    return not words.isdisjoint(who)


def _lit(endpoint: str, target: str) -> bool:
    if endpoint == target:
        return True
    stem, _dot, name = target.rpartition(".")
    return endpoint.startswith(f"{stem}.{name}_")
