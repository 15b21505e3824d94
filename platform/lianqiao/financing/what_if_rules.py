"""What may be tried of a product, and what it makes of the product: pure rules."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matching import Change, Limit, Product

from ..shared.money import PPM, half_width, parse_percent, parse_yuan

ANY: tuple[str, ...] = ()
TENTHS = 10


@dataclass(frozen=True, slots=True)
class TriedRule:
    """A rule of a product: its name, the column it stands in, how a new value is read.

    ``told`` says that a bank may try it. What a document costs under other terms is not for
    banks: step by step it would show at which rate another bank's documents come over.
    """

    name: Any
    column: str
    read: Callable[[str], Any]
    told: bool = True


def _grade(text: str) -> int:
    return _whole(text, 1, 10)


def _days(text: str) -> int:
    return _whole(text, 0, 3650)


def _whole(text: str, least: int, most: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not least <= value <= most:
        raise ValueError(_("请填 %(least)s 到 %(most)s 之间的整数", least=least, most=most))
    return value


def _share(text: str) -> int:
    value = parse_percent(text)
    if not 0 <= value <= PPM:
        raise ValueError(_("请填 0 到 100 之间的百分数，例如 3.85"))
    return value


def _anybody(_text: str) -> tuple[str, ...]:
    return ANY


RULES: Mapping[str, TriedRule] = {
    "max_grade": TriedRule(_l("最低信用等级改为"), "max_grade", _grade),
    "max_days": TriedRule(_l("最长期限（天）改为"), "max_days", _days),
    "min_days": TriedRule(_l("最短期限（天）改为"), "min_days", _days),
    "max_amount": TriedRule(_l("单笔最高金额（元）改为"), "max_amount_fen", parse_yuan),
    "min_amount": TriedRule(_l("单笔最低金额（元）改为"), "min_amount_fen", parse_yuan),
    "any_park": TriedRule(_l("不限园区"), "parks", _anybody),
    "any_industry": TriedRule(_l("不限行业"), "industries", _anybody),
    "any_size": TriedRule(_l("不限企业规模"), "sizes", _anybody),
    "any_core": TriedRule(_l("不限核心企业"), "core_list", _anybody),
    "any_kind": TriedRule(_l("应收账款、订单都做"), "kinds", _anybody),
    "advance": TriedRule(_l("融资比例（百分数）改为"), "advance_rate_ppm", _share, told=False),
    "rate": TriedRule(_l("年利率（百分数）改为"), "rate_ppm", _share, told=False),
    "fee": TriedRule(_l("一次性手续费率（百分数）改为"), "fee_ppm", _share, told=False),
}


def rules_for(kind: str) -> dict[str, TriedRule]:
    """The rules that a bank or the offices may try."""
    return {name: rule for name, rule in RULES.items() if rule.told or kind == "regulator"}


def with_rule(product: Product, name: str, text: str) -> Change:
    """A product with one rule changed. Raises ValueError in words."""
    rule = RULES[name]
    after = replace(product, **{rule.column: rule.read(text)})
    if after.min_amount_fen > after.max_amount_fen:
        raise ValueError(_("单笔最低金额不能高于最高金额"))
    if after.min_days > after.max_days:
        raise ValueError(_("最短期限不能长于最长期限"))
    return Change(products=(after,))


def with_quota(product: Product, more_fen: int) -> Change:
    """A product whose quota is so much higher or lower; never below nothing."""
    return Change(
        products=(replace(product, quota_fen=max(0, (product.quota_fen or 0) + more_fen)),)
    )


def with_limits(limits: Iterable[Limit], more_fen: int) -> Change:
    """Limits that are so much higher or lower each; never below nothing."""
    return Change(
        limits=tuple(replace(each, limit_fen=max(0, each.limit_fen + more_fen)) for each in limits)
    )


@dataclass(frozen=True, slots=True)
class NewMultiple:
    """A guarantor, by its id, whose multiple would be so many tenths."""

    guarantor_id: str
    tenths: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a guarantor may stand for in all, and what is taken of it; fen."""

    capacity_fen: int
    taken_fen: int

    @property
    def free_fen(self) -> int:
        """What it may yet stand for; nothing where more is taken than it may stand for."""
        return max(0, self.capacity_fen - self.taken_fen)

    @property
    def is_short(self) -> bool:
        """Whether what is taken already passes it."""
        return self.taken_fen > self.capacity_fen


def capacity_at(net_assets_fen: int, tenths: int, taken_fen: int) -> Capacity:
    """Net assets times a multiple, cut down to the fen (国务院令第683号, art. 15)."""
    return Capacity(net_assets_fen * tenths // TENTHS, taken_fen)


def read_multiple(text: str) -> int:
    """A multiple with one decimal at most, in tenths; raises ValueError in words."""
    plain = half_width(text).strip().removesuffix("倍").strip()
    whole, _point, part = plain.partition(".")
    digits = f"{whole}{part or '0'}"
    if not (whole and digits.isascii() and digits.isdigit() and len(part) <= 1 and len(whole) < 4):
        raise ValueError(_("请填倍数，最多一位小数，例如 8 或 7.5"))
    return int(digits)


def say_multiple(tenths: int) -> str:
    """A multiple as people write it."""
    whole, part = divmod(tenths, TENTHS)
    return f"{whole}.{part}" if part else str(whole)


def check_multiple(tenths: int, most: int) -> None:
    """Between 1 and what the law allows; raises ValueError in words."""
    if not TENTHS <= tenths <= most * TENTHS:
        raise ValueError(_("请填 1 到 %(most)s 之间的倍数，这是法定的上限", most=most))
