"""What a match says to its readers: rules with their sources, cures with a way to them, prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .match_rules import price_in_wan
from .pairs import kept_reasons
from .words import RULE_NAMES

SOURCES: Mapping[str, Any] = {
    "authorised": _l("《征信业管理条例》第二十九条"),
    "dishonest": _l("失信名单"),
    "free": _l("平台占用登记"),
    "plan": _l("产品额度"),
}
WEIGHT_NAMES: Mapping[str, Any] = {
    "cost": _l("综合成本低"),
    "tenor": _l("期限宽裕"),
    "speed": _l("答复快"),
    "relationship": _l("曾有往来"),
}
PROFILE_RULES = ("park", "industry", "size", "grade")
PRODUCT_RULES = ("kind", "core", "first_time", "plan")


@dataclass(frozen=True, slots=True)
class Told:
    """A rule as it is shown: its name, whether it passes, the sentence, source, cure, way."""

    name: str
    passed: bool
    words: str
    source: str
    cure: str
    path: str
    action: str


def told(
    checks: Sequence[Mapping[str, Any]], rule_version: int, firm_id: str, asset_path: str
) -> list[Told]:
    """Every rule of a kept pair, in order; a failed one with what mends it and where."""
    return [
        Told(
            name=str(RULE_NAMES[reason.rule]),
            passed=reason.passed,
            words=reason.words,
            source=source_of(reason.rule, rule_version),
            cure=reason.cure,
            **_way(reason.rule, reason.passed, firm_id, asset_path),
        )
        for reason in kept_reasons(checks)
    ]


def source_of(rule: str, rule_version: int) -> str:
    """Where a rule stands."""
    if rule in SOURCES:
        return str(SOURCES[rule])
    return str(_("产品规则第 %(n)s 版", n=rule_version))


def _way(rule: str, passed: bool, firm_id: str, asset_path: str) -> dict[str, str]:
    """Where the cure can be done, when the reader can do it."""
    if passed or not firm_id:
        return {"path": "", "action": ""}
    profile = url_for("registry.enterprises_show", enterprise_id=firm_id)
    if rule == "authorised":
        return {"path": f"{profile}#consents", "action": _("去授权")}
    if rule == "dishonest":
        return {"path": f"{profile}#dishonesty", "action": _("去申请信用修复")}
    if rule in PROFILE_RULES:
        return {"path": profile, "action": _("看企业资料")}
    if rule in PRODUCT_RULES:
        return {"path": url_for("products.catalogue"), "action": _("看其他产品")}
    return {"path": asset_path, "action": _("看单据")}


@dataclass(frozen=True, slots=True)
class PricedLimit:
    """A limit whose next yuan would help. Money in fen.

    ``promised_fen`` is what its price says that a million more brings to all firms together. The
    others, where that was solved anew, are what it really brings: ``gain_fen`` to all firms,
    ``principal_fen`` of loans, ``own_fen`` of the own bank's loans or under the own guarantee.
    """

    kind: Any
    name: str
    used_fen: int
    limit_fen: int
    promised_fen: int
    gain_fen: int | None
    principal_fen: int | None
    own_fen: int | None


Names = tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]


def priced_limits(
    prices: Sequence[Mapping[str, Any]], names: Names, bank: str = ""
) -> list[PricedLimit]:
    """The limits with a price, the dearest first; where a bank's code is given, only its own.

    Of a guarantor's capacity, which is no bank's, banks are not told.
    """
    found = [_priced(price, names) for price in prices if bank in ("", price.get("bank"))]
    return sorted(found, key=lambda limit: (-limit.promised_fen, str(limit.kind), limit.name))


def _priced(price: Mapping[str, Any], names: Names) -> PricedLimit:
    scope, _colon, rest = str(price["limit"]).partition(":")
    products, banks, firms, guarantors = names
    if scope == "product":
        kind, name = _("产品额度"), products.get(rest, rest)
    elif scope == "bank":
        kind, name = _("全行额度"), banks.get(rest, rest)
    elif scope == "guarantee":
        kind, name = _("担保额度"), _("担保机构 %(name)s", name=guarantors.get(rest, rest))
    else:
        bank, _colon, code = rest.rpartition(":")
        kind = _("核心企业额度") if scope == "core" else _("单一企业额度")
        name = f"{banks.get(bank, bank)} · {firms.get(code, code)}"
    return PricedLimit(
        kind,
        name,
        price["used_fen"],
        price["limit_fen"],
        price_in_wan(price["price"]),
        price.get("gain_fen"),
        price.get("principal_fen"),
        price.get("own_fen"),
    )
