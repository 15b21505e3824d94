"""The eight rules of eligibility, each defined once for one pair and for a million."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matching.arrays import Bools
from matching.errors import UnknownExtraRule
from matching.model import Asset, Check, Product, principal

RULES = ("kind", "park", "industry", "size", "grade", "core", "tenor", "amount")
EXTRA_RULES = ("authorised", "dishonest", "free", "first_time", "plan")
ANY = "any"

ExtraChecks = Callable[[Asset, Product], Sequence[Check]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what the asset brings, what the product asks, and whether that is accepted.

    `accepts` takes plain values; the range rules take whole arrays as well.
    """

    name: str
    value: Callable[[Asset, Product, date], Any]
    required: Callable[[Asset, Product], Any]
    accepts: Callable[[Any, Any], Any]
    show_value: Callable[[Any], str]
    show_required: Callable[[Any], str]

    def check(self, asset: Asset, product: Product, as_of: date) -> Check:
        """This rule on one pair, as text."""
        value, required = self.value(asset, product, as_of), self.required(asset, product)
        passed = bool(self.accepts(value, required))
        return Check(self.name, passed, self.show_value(value), self.show_required(required))


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def in_list(value: str, accepted: Sequence[str]) -> bool:
    """An empty list accepts everything."""
    return not accepted or value in accepted


def in_range(value: Any, bounds: tuple[Any, Any]) -> Any:
    """Both ends included; works on numbers and on arrays."""
    return (bounds[0] <= value) & (value <= bounds[1])


def up_to(value: int, worst: int) -> bool:
    """A grade no worse than the worst accepted."""
    return value <= worst


def amount_fits(value: Any, asked: tuple[Any, Any, Any]) -> Any:
    """Principal within [min, max]; of a splittable asset only the minimum is asked."""
    least, most, splittable = asked
    return (least <= value) & ((value <= most) | splittable)


def _listed(required: Sequence[str]) -> str:
    return ";".join(required) or ANY


def _days(bounds: tuple[int, int]) -> str:
    return f"{bounds[0]}..{bounds[1]}"


def _amounts(asked: tuple[int, int, bool]) -> str:
    least, most, splittable = asked
    return f"{yuan(least)}.." if splittable else f"{yuan(least)}..{yuan(most)}"


def _amount_asked(asset: Asset, product: Product) -> tuple[int, int, bool]:
    return product.min_amount_fen, product.max_amount_fen, asset.splittable


def _list_rule(name: str, asset_field: str, product_field: str) -> Rule:
    return Rule(
        name,
        lambda asset, _product, _as_of: getattr(asset, asset_field),
        lambda _asset, product: getattr(product, product_field),
        in_list,
        str,
        _listed,
    )


GRADE = Rule(
    "grade",
    lambda asset, _product, _as_of: asset.grade,
    lambda _asset, product: product.max_grade,
    up_to,
    str,
    lambda worst: f"1..{worst}",
)
TENOR = Rule(
    "tenor",
    lambda asset, _product, as_of: (asset.due_date - as_of).days,
    lambda _asset, product: (product.min_days, product.max_days),
    in_range,
    str,
    _days,
)
AMOUNT = Rule(
    "amount",
    lambda asset, product, _as_of: principal(asset, product),
    _amount_asked,
    amount_fits,
    yuan,
    _amounts,
)
ALL_RULES = (
    _list_rule("kind", "kind", "kinds"),
    _list_rule("park", "park", "parks"),
    _list_rule("industry", "industry", "industries"),
    _list_rule("size", "size", "sizes"),
    GRADE,
    _list_rule("core", "core_uscc", "core_list"),
    TENOR,
    AMOUNT,
)
BY_NAME = {rule.name: rule for rule in ALL_RULES}


def explain(
    asset: Asset, product: Product, as_of: date, extra: ExtraChecks | None = None
) -> list[Check]:
    """Every rule on one pair, always all eight in order, then the extra ones in theirs.

    Raises UnknownExtraRule for an extra check that is not one of EXTRA_RULES.
    """
    checks = [rule.check(asset, product, as_of) for rule in ALL_RULES]
    return checks + extra_checks(asset, product, extra)


def extra_checks(asset: Asset, product: Product, extra: ExtraChecks | None) -> list[Check]:
    """The checks that only a database can answer, in the order of EXTRA_RULES."""
    if extra is None:
        return []
    found = list(extra(asset, product))
    for check in found:
        if check.rule not in EXTRA_RULES:
            raise UnknownExtraRule(check.rule)
    return sorted(found, key=lambda check: EXTRA_RULES.index(check.rule))


def accept_table(rule: Rule, values: Sequence[Any], required: Sequence[Any]) -> Bools:
    """Which of `values` (rows) each product accepts (columns), by the rule's own definition.

    Each distinct requirement is asked once; lists are asked as sets.
    """
    columns: dict[Any, Bools] = {}
    for asked in required:
        if asked not in columns:
            fast = frozenset(asked) if rule.accepts is in_list else asked
            accepts = rule.accepts
            columns[asked] = np.fromiter((accepts(v, fast) for v in values), bool, len(values))
    return np.stack([columns[asked] for asked in required], axis=1)
