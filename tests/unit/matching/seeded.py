"""Small instances from a seed, every kind of limit in them, some assets to be shared."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from matching import Asset, Limit, Product
from tests.unit.matching.examples import TODAY, YUAN, a_product, an_asset
from tests.unit.matching.random_instances import Given

FIRMS = ("F1", "F2", "F3", "F4")
BANKS = ("B1", "B2", "B3")
GUARANTORS = ("G1", "G2")


def small(seed: int, assets: tuple[int, int], products: tuple[int, int]) -> Given:
    """An instance with so many assets and products, between the two figures.

    Every other one has guarantors.
    """
    chance = Random(seed)
    given = (
        [_asset(chance, f"A{number}") for number in range(chance.randint(*assets))],
        [_product(chance, f"P{number}") for number in range(chance.randint(*products))],
        _limits(chance),
    )
    return guaranteed(seed, given) if seed % 2 else given


def guaranteed(seed: int, given: Given) -> Given:
    """The same, with guarantors whose capacity is scarce behind most products."""
    chance = Random(f"guarantors {seed}")
    assets, products, limits = given
    behind = [
        replace(each, guarantor=chance.choice(["", *GUARANTORS, *GUARANTORS])) for each in products
    ]
    tops = [chance.randint(5, 40) * 10_000 * YUAN for _ in GUARANTORS]
    scarce = [Limit("", "guarantee", name, top) for name, top in zip(GUARANTORS, tops, strict=True)]
    return assets, behind, [*limits, *scarce]


def _asset(chance: Random, name: str) -> Asset:
    return an_asset(
        name,
        kind=chance.choice(["receivable", "receivable", "order"]),
        borrower_uscc=chance.choice(FIRMS),
        core_uscc=chance.choice(FIRMS),
        size=chance.choice(["small", "micro"]),
        amount_fen=chance.randint(10, 4_000) * 100 * YUAN,
        grade=chance.randint(1, 9),
        due_date=TODAY + timedelta(chance.randint(20, 300)),
        splittable=chance.random() < 0.3,
        weight_ppm=chance.choice([1_000_000, 1_000_000, 900_000, 1_100_000]),
    )


def _product(chance: Random, name: str) -> Product:
    return a_product(
        name,
        bank=chance.choice(BANKS),
        kinds=chance.choice([(), (), ("receivable",)]),
        sizes=chance.choice([(), (), ("micro", "small"), ("small",)]),
        core_list=chance.choice([(), (), FIRMS[:3]]),
        max_grade=chance.randint(4, 10),
        min_amount_fen=chance.choice([0, 0, 10_000, 50_000]) * YUAN,
        max_amount_fen=chance.choice([150_000, 500_000]) * YUAN,
        min_days=chance.choice([0, 30]),
        max_days=chance.choice([180, 365]),
        advance_rate_ppm=chance.choice([700_000, 800_000, 900_000]),
        rate_ppm=chance.randint(30, 90) * 1_000,
        fee_ppm=chance.choice([0, 2_500]),
        quota_fen=chance.randint(5, 60) * 10_000 * YUAN,
    )


def _limits(chance: Random) -> list[Limit]:
    found = []
    for bank in BANKS:
        if chance.random() < 0.7:
            found.append(Limit(bank, "bank", "", chance.randint(10, 80) * 10_000 * YUAN))
        for scope in ("core", "borrower"):
            for party, likely in (("", 0.6), (chance.choice(FIRMS), 0.4)):
                if chance.random() < likely:
                    top = chance.randint(5, 40) * 10_000 * YUAN
                    found.append(Limit(bank, scope, party, top))  # type: ignore[arg-type]
    return found
