"""Invented instances at four scales, skewed as real business is."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from matching.arrays import Floats
from matching.columns import NO_REQUEST, AssetColumns, Coded
from matching.eligibility import find_eligible
from matching.errors import MatchingRefused
from matching.instance import Instance
from matching.model import Asset, Limit, Product
from matching.rules import yuan
from matching.uscc import invented

AS_OF = date(2026, 11, 23)
PARKS = ("dongzhi", "dadukou", "other")
INDUSTRIES = {
    "dongzhi": ("26", "27", "29", "35", "42"),
    "dadukou": ("13", "14", "15", "22", "18"),
    "other": ("17", "20", "30", "33", "34", "38", "39"),
}
SIZES = ("large", "medium", "small", "micro")
TENORS = ((15, 90), (30, 120), (30, 180), (60, 270), (1, 365), (90, 365))
MINIMA = (0, 50_000, 100_000, 300_000)
MAXIMA = (1_000_000, 3_000_000, 5_000_000, 10_000_000, 30_000_000)
SAMPLE = 20_000
NAMED_BORROWERS = 40
MIDDLE_GRADE = 6  # a product that takes this grade is broad
A_FEW = 4.0  # of its biggest assets: what a quota holds at least
POPULAR = 0.2  # power of what is asked of a product by which its quota grows
HALVINGS = 80


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything an instance has."""

    assets: int
    products: int
    banks: int
    cores: int
    borrowers: int


SCALES = {
    "county": Scale(2_000, 60, 8, 14, 260),
    "prefecture": Scale(20_000, 200, 16, 90, 2_400),
    "province": Scale(200_000, 600, 30, 700, 22_000),
    "nation": Scale(2_000_000, 1_000, 45, 5_000, 200_000),
}


class ScaleIsUnknown(MatchingRefused):
    """There is no scale of that name."""


def generate_instance(scale: str, seed: int, folder: Path) -> dict[str, int]:
    """Write assets.csv, products.csv and limits.csv; the same seed gives the same bytes.

    Raises ScaleIsUnknown.
    """
    if scale not in SCALES:
        raise ScaleIsUnknown(f"{scale}：只能是 {'、'.join(SCALES)}")
    assets, products, limits = make(SCALES[scale], seed)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "assets.csv", ASSET_HEADER, _asset_rows(assets))
    _write(folder / "products.csv", PRODUCT_HEADER, map(_product_row, products))
    _write(folder / "limits.csv", LIMIT_HEADER, map(_limit_row, limits))
    return {"assets": len(assets), "products": len(products)}


def make(scale: Scale, seed: int) -> tuple[AssetColumns, list[Product], list[Limit]]:
    """An instance in memory whose limits hold about 1 / 1.3 of what is asked."""
    rng = np.random.default_rng([seed, scale.assets])
    cores = [invented(number) for number in range(scale.cores)]
    borrowers = [invented(1_000_000 + number) for number in range(scale.borrowers)]
    assets = _assets(scale, rng, cores, borrowers)
    open_ended = [_product(scale, rng, number, cores) for number in range(scale.products)]
    products = _with_quotas(rng, assets, open_ended)
    return assets, products, _limits(rng, products, assets)


def _zipf(rng: np.random.Generator, size: int, among: int, power: float = 1.0) -> Any:
    weights = 1 / np.arange(1, among + 1) ** power
    return rng.choice(among, size=size, p=weights / weights.sum())


def _assets(
    scale: Scale, rng: np.random.Generator, cores: list[str], borrowers: list[str]
) -> AssetColumns:
    n, firms = scale.assets, scale.borrowers
    firm = _zipf(rng, n, firms, 0.7)
    core_of_firm = np.stack([_zipf(rng, firms, scale.cores) for _ in range(2)])
    core = core_of_firm[(rng.random(n) < 0.25).astype(int), firm]
    park_of_core = rng.choice(3, size=scale.cores, p=(0.5, 0.35, 0.15))
    park = park_of_core[core_of_firm[0]][firm]
    industry_of_firm = rng.random(firms)
    industry = [
        INDUSTRIES[PARKS[p]][int(industry_of_firm[f] * len(INDUSTRIES[PARKS[p]]))]
        for p, f in zip(park.tolist(), firm.tolist(), strict=True)
    ]
    size_of_firm = rng.choice(4, size=firms, p=(0.03, 0.17, 0.5, 0.3))
    grade_of_firm = np.clip(np.rint(rng.normal(4.5, 1.9, firms)), 1, 10).astype(np.int64)
    scale_of_firm = np.array([1.2, 0.7, 0.0, -0.7])[size_of_firm]
    yuan_amount = np.exp(rng.normal(12.7 + scale_of_firm[firm], 0.95))
    amount = np.clip((yuan_amount * 100).astype(np.int64), 500_000, 20_000_000_000)
    asked = (amount * rng.uniform(0.4, 0.9, n)).astype(np.int64)
    days = np.clip(rng.gamma(3.2, 35, n).astype(np.int64) + 5, 5, 380)
    return AssetColumns(
        ids=[f"A{number:07d}" for number in range(1, n + 1)],
        kind=Coded((rng.random(n) < 0.28).astype(np.int32), ["receivable", "order"]),
        borrower_uscc=Coded(firm.astype(np.int32), borrowers),
        core_uscc=Coded(core.astype(np.int32), cores),
        park=Coded(park.astype(np.int32), list(PARKS)),
        industry=Coded.of(industry),
        size=Coded(size_of_firm[firm].astype(np.int32), list(SIZES)),
        grade=grade_of_firm[firm],
        amount_fen=amount,
        requested_fen=np.where(rng.random(n) < 0.3, asked, NO_REQUEST),
        due=days + AS_OF.toordinal(),
        splittable=rng.random(n) < 0.12,
        weight_ppm=rng.choice(
            [1_000_000, 1_050_000, 1_100_000, 900_000], n, p=(0.7, 0.1, 0.1, 0.1)
        ),
    )


def _some(rng: np.random.Generator, values: Sequence[str], likely: float) -> tuple[str, ...]:
    """A list of the accepted values, empty (any) with the given likelihood."""
    if rng.random() < likely:
        return ()
    count = int(rng.integers(1, max(2, len(values) * 2 // 3 + 1)))
    return tuple(sorted(rng.choice(values, size=count, replace=False).tolist()))


def _rate(rng: np.random.Generator, broad: int) -> int:
    """Who lends to nearly anybody is cheap, and asked first; who knows one trade is dear."""
    percent = np.clip(6.9 - 0.8 * broad + rng.uniform(-0.3, 0.3), 3.1, 6.9)
    return round(float(percent) * 100) * 100


def _product(scale: Scale, rng: np.random.Generator, number: int, cores: list[str]) -> Product:
    industries = sorted({code for codes in INDUSTRIES.values() for code in codes})
    least, most = rng.choice(TENORS).tolist()
    parks, sectors = _some(rng, PARKS, 0.3), _some(rng, industries, 0.25)
    sizes = ((), ("small", "micro"), ("medium", "small", "micro"))[rng.choice(3)]
    grade = int(rng.integers(3, 9))
    broad = sum((not parks, not sectors, not sizes, grade >= MIDDLE_GRADE))
    listed = rng.choice(min(len(cores), 200), size=min(len(cores), 8), replace=False).tolist()
    return Product(
        product_id=f"P{number + 1:04d}",
        bank=f"B{number % scale.banks + 1:02d}",
        kinds=(("receivable",), ("order",), ())[rng.choice(3, p=(0.5, 0.2, 0.3))],
        parks=parks,
        industries=sectors,
        sizes=sizes,
        max_grade=grade,
        min_amount_fen=int(rng.choice(MINIMA)) * 100,
        max_amount_fen=int(rng.choice(MAXIMA)) * 100,
        min_days=least,
        max_days=most,
        advance_rate_ppm=int(rng.choice((70, 80, 85, 90))) * 10_000,
        rate_ppm=_rate(rng, broad),
        fee_ppm=int(rng.choice((0, 0, 0, 10, 25, 50))) * 100,
        quota_fen=None,
        core_list=tuple(sorted(cores[c] for c in listed)) if rng.random() < 0.25 else (),
    )


def _with_quotas(
    rng: np.random.Generator, assets: AssetColumns, products: list[Product]
) -> list[Product]:
    """Share out demand / 1.2 among the products, none more than is asked of it.

    A popular product gets little more, so that the limits bind where the queue goes first; each
    holds a few of its biggest assets.
    """
    step = max(1, len(assets) // SAMPLE)
    sample = assets.take(np.arange(0, len(assets), step))
    instance = Instance(AS_OF, sample, tuple(products), ())
    pairs = find_eligible(instance)
    best, biggest = np.zeros(len(sample), np.int64), np.zeros(len(products), np.int64)
    np.maximum.at(best, pairs.asset, pairs.principal_fen)
    np.maximum.at(biggest, pairs.product, pairs.principal_fen)
    asked = np.bincount(pairs.product, weights=pairs.principal_fen, minlength=len(products)) * step
    wanted = rng.lognormal(0, 0.6, len(products)) * asked**POPULAR
    least, most = A_FEW * biggest.astype(float), np.maximum(asked, 1e8)
    held = _scaled(wanted, least, most, int(best.sum()) * step / 1.2)
    quotas = (held // 1_000_000 * 1_000_000).astype(np.int64).tolist()
    return [replace(p, quota_fen=quota) for p, quota in zip(products, quotas, strict=True)]


def _scaled(wanted: Floats, least: Floats, most: Floats, total: float) -> Floats:
    """Amounts in proportion, kept within bounds, that come to the total as nearly as can be."""
    low, high = 0.0, float(most.max() / max(wanted[wanted > 0].min(initial=1.0), 1e-9))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        held = np.minimum(np.maximum(wanted * middle, least), most)
        low, high = (middle, high) if held.sum() < total else (low, middle)
    return np.asarray(np.minimum(np.maximum(wanted * low, least), most))


def _limits(rng: np.random.Generator, products: list[Product], assets: AssetColumns) -> list[Limit]:
    """A ceiling for each bank, lines for big core enterprises and borrowers, and for the others."""
    cores, firms = assets.core_uscc.names, assets.borrower_uscc
    owed = np.zeros(len(firms.names), np.int64)
    np.maximum.at(owed, firms.codes, assets.amount_fen)
    in_all = np.bincount(firms.codes, assets.amount_fen, len(firms.names))
    limits = []
    for bank in sorted({product.bank for product in products}):
        own = [product for product in products if product.bank == bank]
        total = sum(p.quota_fen or 0 for p in own)
        limits.append(Limit(bank, "bank", "", int(total * rng.uniform(0.82, 1.0))))
        for rank in range(min(len(cores), 6)):
            limits.append(Limit(bank, "core", cores[rank], int(total * 0.42 / (rank + 1))))
        limits.append(Limit(bank, "core", "", total // 12))
        for firm in range(min(len(firms.names), NAMED_BORROWERS)):
            ceiling = max(int(owed[firm]), int(in_all[firm] * rng.uniform(0.04, 0.15)))
            limits.append(Limit(bank, "borrower", firms.names[firm], ceiling))
        largest = max(product.max_amount_fen for product in own)
        limits.append(Limit(bank, "borrower", "", largest))
    return limits


ASSET_HEADER = (
    *("asset_id", "kind", "borrower_uscc", "core_uscc", "park", "industry", "size", "grade"),
    *("amount", "requested", "due_date", "splittable", "weight"),
)
PRODUCT_HEADER = (
    *("product_id", "bank", "kinds", "parks", "industries", "sizes", "max_grade", "min_amount"),
    *("max_amount", "min_days", "max_days", "advance_rate", "rate", "fee", "quota", "core_list"),
)
LIMIT_HEADER = ("bank", "scope", "party_uscc", "limit")


def decimal_of(units: int, places: int) -> str:
    """An integer of 10**-places as the shortest decimal."""
    text = f"{units // 10**places}.{units % 10**places:0{places}d}"
    return text.rstrip("0").rstrip(".")


def _asset_rows(assets: AssetColumns) -> Iterable[tuple[str, ...]]:
    return (_asset_row(assets.asset(row)) for row in range(len(assets)))


def _asset_row(asset: Asset) -> tuple[str, ...]:
    return (
        *(asset.asset_id, asset.kind, asset.borrower_uscc, asset.core_uscc, asset.park),
        *(asset.industry, asset.size, str(asset.grade), yuan(asset.amount_fen)),
        "" if asset.requested_fen is None else yuan(asset.requested_fen),
        (date.min + timedelta(asset.due_date.toordinal() - 1)).isoformat(),
        str(int(asset.splittable)),
        "" if asset.weight_ppm == 1_000_000 else decimal_of(asset.weight_ppm, 6),
    )


def _product_row(product: Product) -> tuple[str, ...]:
    lists = (product.kinds, product.parks, product.industries, product.sizes)
    return (
        *(product.product_id, product.bank, *(";".join(accepted) for accepted in lists)),
        *(str(product.max_grade), yuan(product.min_amount_fen), yuan(product.max_amount_fen)),
        *(str(product.min_days), str(product.max_days), decimal_of(product.advance_rate_ppm, 4)),
        *(decimal_of(product.rate_ppm, 4), decimal_of(product.fee_ppm, 4)),
        *(yuan(product.quota_fen or 0), ";".join(product.core_list)),
    )


def _limit_row(limit: Limit) -> tuple[str, ...]:
    return limit.bank, limit.scope, limit.party_uscc, yuan(limit.limit_fen)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
