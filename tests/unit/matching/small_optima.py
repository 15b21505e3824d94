"""Small instances that HiGHS solves to the end: the same objective, no bound below."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from matching import Asset, Product, Result, match
from matching.check import check
from tests.unit.matching.examples import TODAY, accepts, limits_of, net, principal_of
from tests.unit.matching.random_instances import Given
from tests.unit.matching.seeded import small

FLOATS = 1e-6  # relative: what HiGHS may break a row by
Row = dict[int, float]


def given_by(seed: int) -> Given:
    """A small instance of every kind of limit."""
    return small(seed, (8, 14), (5, 6))


class Model:
    """The contract as a mixed-integer problem: a part in units of its pair, a switch a pair."""

    def __init__(self, given: Given) -> None:
        self.assets, self.products, self.limits = given
        self.pairs = [
            (asset, product)
            for asset in self.assets
            for product in self.products
            if accepts(asset, product) and principal_of(asset, product) > 0
        ]
        self.rows: list[tuple[Row, float, float]] = list(self._rows())

    def _rows(self) -> Iterator[tuple[Row, float, float]]:
        """Coefficients by variable, least and most; shares come first, switches after them."""
        count = len(self.pairs)
        used: dict[str, Row] = defaultdict(dict)
        tops: dict[str, int] = {}
        shares: dict[str, Row] = defaultdict(dict)
        switches: dict[tuple[str, str], Row] = defaultdict(dict)
        for at, (asset, product) in enumerate(self.pairs):
            fen = principal_of(asset, product)
            for name, top in limits_of(asset, product, self.limits).items():
                used[name][at] = float(fen)
                tops[name] = top
            shares[asset.asset_id][at] = 1.0
            bank = product.bank if asset.splittable else ""
            switches[asset.asset_id, bank][count + at] = 1.0
            least, most = self._bounds(asset, product, fen)
            yield {at: 1.0, count + at: -most}, -np.inf, 0.0
            yield {at: 1.0, count + at: -least}, 0.0, np.inf
        for name, row in used.items():
            scale = 1_000 / max(tops[name], 1)
            yield {at: fen * scale for at, fen in row.items()}, -np.inf, tops[name] * scale
        for row in (*shares.values(), *switches.values()):
            yield row, -np.inf, 1.0

    @staticmethod
    def _bounds(asset: Asset, product: Product, fen: int) -> tuple[float, float]:
        if not asset.splittable:
            return 1.0, 1.0
        return max(product.min_amount_fen, 1) / fen, min(product.max_amount_fen / fen, 1.0)

    def optimum(self) -> float:
        """The best objective in fen."""
        count = len(self.pairs)
        if not count:
            return 0.0
        worth = [float(net(a, p, principal_of(a, p))) for a, p in self.pairs]
        matrix = np.zeros((len(self.rows), 2 * count))
        for number, (row, _, _) in enumerate(self.rows):
            matrix[number, list(row)] = list(row.values())
        scale = max(worth)
        found = milp(
            c=np.append(-np.array(worth) / scale, np.zeros(count)),
            integrality=np.append(np.zeros(count), np.ones(count)).astype(int),
            bounds=Bounds(0.0, 1.0),
            constraints=LinearConstraint(
                matrix, [row[1] for row in self.rows], [row[2] for row in self.rows]
            ),
            options={"mip_rel_gap": 0.0},
        )
        assert found.success
        return float(-found.fun * scale)


def solved(seed: int) -> tuple[Result, float]:
    """Our result and the optimum of HiGHS, once ours has been found to be no other.

    Raises AssertionError.
    """
    given = given_by(seed)
    result, best = match(*given, TODAY), Model(given).optimum()
    assert result.objective_fen >= best * (1 - FLOATS) - 1, seed
    assert result.objective_fen <= best * (1 + FLOATS) + 1, seed
    assert result.upper_bound_fen >= best * (1 - FLOATS), seed
    assert check(*given, result) == [], seed
    return result, best
