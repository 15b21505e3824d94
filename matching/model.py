"""What is matched and what comes out: assets, products, limits, and the result."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

PPM = 1_000_000
DAY_BASIS = 360

Scope = Literal["bank", "core", "borrower", "guarantee"]
Reason = Literal["not_eligible", "limits"]
Stopped = Literal["done", "steps", "time"]


@dataclass(frozen=True, slots=True)
class Asset:
    """A confirmed receivable or order to be financed. Money in fen, weight in ppm (1 = 1,000,000).

    `requested_fen` None means as much as possible.
    """

    asset_id: str
    kind: str
    borrower_uscc: str
    core_uscc: str
    park: str
    industry: str
    size: str
    grade: int
    amount_fen: int
    requested_fen: int | None
    due_date: date
    splittable: bool = False
    weight_ppm: int = PPM


@dataclass(frozen=True, slots=True)
class Product:
    """A bank's product and what it accepts. Money in fen, rates in ppm; an empty list means any.

    `quota_fen` None means that the product has no quota of its own. `guarantor` is the code of
    whoever stands behind every loan of it, empty where nobody does; the files never name one.
    """

    product_id: str
    bank: str
    kinds: tuple[str, ...]
    parks: tuple[str, ...]
    industries: tuple[str, ...]
    sizes: tuple[str, ...]
    max_grade: int
    min_amount_fen: int
    max_amount_fen: int
    min_days: int
    max_days: int
    advance_rate_ppm: int
    rate_ppm: int
    fee_ppm: int
    quota_fen: int | None
    core_list: tuple[str, ...] = ()
    guarantor: str = field(default="", repr=False)  # so that the digest of files stays as it was


@dataclass(frozen=True, slots=True)
class Limit:
    """A bank's ceiling in fen: for itself, for a core enterprise, or for a borrower.

    An empty `party_uscc` with scope core or borrower is the limit of each one not named. With
    scope guarantee it belongs to no bank (empty), and `party_uscc` is the guarantor's code: all
    loans of all products that it stands behind count against it.
    """

    bank: str
    scope: Scope
    party_uscc: str
    limit_fen: int


@dataclass(frozen=True, slots=True)
class Check:
    """One rule on one pair: did it pass, what was there and what is asked, both as plain text.

    `required` is `a;b;c` for a list (`any` when empty), `lo..hi` for a range, `lo..` without a top.
    """

    rule: str
    passed: bool
    value: str
    required: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """A part of an asset given to a product, in fen of principal."""

    asset_id: str
    product_id: str
    principal_fen: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An ineligible product and every rule that fails for it."""

    product_id: str
    failed: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Unfunded:
    """An asset without an allocation, why, and the products that nearly fit."""

    asset_id: str
    reason: Reason
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class LimitPrice:
    """What one more yuan of a limit would bring in net proceeds, in ppm of a yuan."""

    limit: str
    used_fen: int
    limit_fen: int
    price_ppm: int

    @property
    def price(self) -> float:
        """The price in yuan per yuan; its shortest decimal form is exact."""
        return self.price_ppm / PPM


@dataclass(frozen=True, slots=True)
class Result:
    """An allocation with its proof. Money in fen; `gap` is (bound - objective) / bound."""

    as_of: date
    run_id: str
    assets: int
    eligible_pairs: int
    funded_assets: int
    principal_fen: int
    objective_fen: int
    upper_bound_fen: int
    gap: float
    cost_fen: int
    allocations: tuple[Allocation, ...]
    unfunded: tuple[Unfunded, ...]
    limit_prices: tuple[LimitPrice, ...]
    stopped_by: Stopped
    steps: int
    seconds: dict[str, float] = field(default_factory=dict, compare=False)


def advance(amount_fen: int, advance_rate_ppm: int) -> int:
    """Amount times advance rate, cut down to the fen; works on integers and on int64 arrays.

    The split keeps the product below 2**63 for every amount that int64 holds.
    """
    whole, rest = amount_fen // PPM, amount_fen % PPM
    return whole * advance_rate_ppm + rest * advance_rate_ppm // PPM


def principal(asset: Asset, product: Product) -> int:
    """Principal of a pair in fen: min(requested, amount x advance rate), cut down to the fen."""
    most = advance(asset.amount_fen, product.advance_rate_ppm)
    return most if asset.requested_fen is None else min(asset.requested_fen, most)


def proceeds_factor(product: Product, days: int) -> Fraction:
    """What one yuan of principal leaves after interest (ACT/360) and fee."""
    taken = Fraction(product.rate_ppm * days, DAY_BASIS) + product.fee_ppm
    return 1 - taken / PPM
