"""Two standings side by side: figures, assets that have something else, and sums by party."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from matching.bound import half_up
from matching.model import Asset, Product, proceeds_factor
from matching.standing import Standing

Parts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The key figures of a standing. Money in fen."""

    assets: int
    funded_assets: int
    principal_fen: int
    objective_fen: int
    upper_bound_fen: int
    gap: float
    cost_fen: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What an asset has before and after: parts (product, fen), principal and net proceeds in fen.

    Proceeds are what the supplier gets, so they are not weighted; rounded half up.
    """

    asset_id: str
    borrower_uscc: str
    core_uscc: str
    before: Parts
    after: Parts
    proceeds_before_fen: int
    proceeds_after_fen: int

    @property
    def before_fen(self) -> int:
        """Principal before."""
        return sum(fen for _, fen in self.before)

    @property
    def after_fen(self) -> int:
        """Principal after."""
        return sum(fen for _, fen in self.after)


@dataclass(frozen=True, slots=True)
class Shift:
    """Principal of a firm, a bank or a product before and after, in fen."""

    name: str
    before_fen: int
    after_fen: int

    @property
    def more_fen(self) -> int:
        """What it gains; negative when it loses."""
        return self.after_fen - self.before_fen


@dataclass(frozen=True, slots=True)
class Difference:
    """What tells two standings apart.

    An asset that has something else stands in one of five lists, by id: `other_product` holds
    those with as much principal elsewhere, `other_cost` those with the same parts at other cost.
    Sums hold what differs, the largest difference first.
    """

    before: Figures
    after: Figures
    newly_funded: tuple[Moved, ...]
    no_longer_funded: tuple[Moved, ...]
    other_amount: tuple[Moved, ...]
    other_product: tuple[Moved, ...]
    other_cost: tuple[Moved, ...]
    by_borrower: tuple[Shift, ...]
    by_core: tuple[Shift, ...]
    by_bank: tuple[Shift, ...]
    by_product: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two: its parts by asset, its products by id."""

    standing: Standing
    parts: dict[str, Parts]
    products: dict[str, Product]

    @classmethod
    def of(cls, standing: Standing) -> "_Side":
        products = {product.product_id: product for product in standing.products}
        return cls(standing, standing.parts(), products)

    def proceeds(self, asset: Asset | None, parts: Parts) -> int:
        """Net proceeds of an asset's parts in fen."""
        if asset is None:
            return 0
        days = (asset.due_date - self.standing.as_of).days
        factors = (proceeds_factor(self.products[name], days) for name, _ in parts)
        nets = (fen * factor for (_, fen), factor in zip(parts, factors, strict=True))
        return half_up(sum(nets, Fraction(0)))


def compare(before: Standing, after: Standing) -> Difference:
    """What differs between two standings of the same day."""
    sides = _Side.of(before), _Side.of(after)
    moved = list(_moved(*sides))
    changed: list[Moved] = [each for each in moved if each.before and each.after]
    same = [each for each in changed if each.before_fen == each.after_fen]
    return Difference(
        before=figures_of(before),
        after=figures_of(after),
        newly_funded=tuple(each for each in moved if not each.before),
        no_longer_funded=tuple(each for each in moved if not each.after),
        other_amount=tuple(each for each in changed if each.before_fen != each.after_fen),
        other_product=tuple(each for each in same if each.before != each.after),
        other_cost=tuple(each for each in same if each.before == each.after),
        **_sums(sides, moved),
    )


def figures_of(standing: Standing) -> Figures:
    """The key figures of a standing."""
    return Figures(
        assets=standing.assets,
        funded_assets=standing.funded_assets,
        principal_fen=standing.principal_fen,
        objective_fen=standing.objective_fen,
        upper_bound_fen=standing.upper_bound_fen,
        gap=standing.gap,
        cost_fen=standing.cost_fen,
    )


def _moved(before: _Side, after: _Side) -> Iterable[Moved]:
    """Assets that have other parts, or the same at another cost."""
    repriced = {
        name
        for name, product in before.products.items()
        if name in after.products and after.products[name] != product
    }
    for asset_id in sorted(before.parts.keys() | after.parts.keys()):
        old, new = before.parts.get(asset_id, ()), after.parts.get(asset_id, ())
        if old == new and repriced.isdisjoint(name for name, _ in old):
            continue
        was, is_now = before.standing.asset(asset_id), after.standing.asset(asset_id)
        known = is_now or was
        proceeds = before.proceeds(was, old), after.proceeds(is_now, new)
        if known is not None and (old != new or proceeds[0] != proceeds[1]):
            yield Moved(asset_id, known.borrower_uscc, known.core_uscc, old, new, *proceeds)


def _sums(sides: tuple[_Side, _Side], moved: list[Moved]) -> dict[str, tuple[Shift, ...]]:
    """Shifts by borrower, core enterprise, bank and product."""
    names = ("by_borrower", "by_core", "by_bank", "by_product")
    totals = {name: (Counter[str](), Counter[str]()) for name in names}
    for each in moved:
        for at, (side, parts) in enumerate(zip(sides, (each.before, each.after), strict=True)):
            for product, fen in parts:
                bank = side.products[product].bank
                keys = (each.borrower_uscc, each.core_uscc, bank, product)
                for name, key in zip(names, keys, strict=True):
                    totals[name][at][key] += fen
    return {name: _shifts(*both) for name, both in totals.items()}


def _shifts(before: Counter[str], after: Counter[str]) -> tuple[Shift, ...]:
    both = (Shift(name, before[name], after[name]) for name in before.keys() | after.keys())
    differing = [shift for shift in both if shift.more_fen]
    return tuple(sorted(differing, key=lambda shift: (-abs(shift.more_fen), shift.name)))
