"""Small random instances for hypothesis."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from matching import Asset, Limit, Product
from tests.unit.matching.examples import TODAY, a_product, an_asset

Given = tuple[list[Asset], list[Product], list[Limit]]
PARTIES = ("FIRM1", "FIRM2", "FIRM3")
GUARANTORS = ("G1", "G2")
money = st.integers(1, 400).map(lambda thousands: thousands * 1_000_37)


def lists(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Often empty, which means any."""
    return st.one_of(st.just(()), st.lists(st.sampled_from(values), unique=True).map(tuple))


def assets(number: int, splittable: bool) -> st.SearchStrategy[Any]:
    """One asset."""
    return st.builds(
        an_asset,
        asset_id=st.just(f"A{number}"),
        kind=st.sampled_from(["receivable", "receivable", "order"]),
        borrower_uscc=st.sampled_from(PARTIES),
        core_uscc=st.sampled_from(PARTIES),
        park=st.sampled_from(["dongzhi", "dongzhi", "other"]),
        size=st.sampled_from(["small", "micro"]),
        grade=st.integers(1, 10),
        amount_fen=money,
        requested_fen=st.one_of(st.none(), money),
        due_date=st.integers(0, 400).map(lambda days: TODAY + timedelta(days)),
        splittable=st.booleans() if splittable else st.just(False),
        weight_ppm=st.sampled_from([1_000_000, 1_100_000, 500_000, 0]),
    )


def products(number: int) -> st.SearchStrategy[Any]:
    """One product of one of two banks."""
    return st.builds(
        a_product,
        product_id=st.just(f"P{number}"),
        bank=st.sampled_from(["B1", "B2"]),
        kinds=lists(("receivable", "order")),
        parks=lists(("dongzhi", "other")),
        sizes=lists(("small", "micro")),
        core_list=lists(PARTIES),
        max_grade=st.integers(5, 10),
        min_amount_fen=st.sampled_from([0, 0, 2_000_000]),
        max_amount_fen=st.sampled_from([10_000_000, 100_000_000]),
        min_days=st.sampled_from([0, 30]),
        max_days=st.sampled_from([180, 400]),
        advance_rate_ppm=st.sampled_from([700_000, 850_000, 1_000_000, 333_333]),
        rate_ppm=st.integers(20_000, 90_000),
        fee_ppm=st.sampled_from([0, 2_500]),
        quota_fen=st.one_of(st.none(), st.integers(0, 500).map(lambda each: each * 100_000)),
        guarantor=st.sampled_from(["", "", *GUARANTORS]),
    )


def limit_rows() -> st.SearchStrategy[list[Limit]]:
    """Rows for each scope, named and not, without doubles."""
    keys = [("bank", ""), *((s, p) for s in ("core", "borrower") for p in ("", *PARTIES))]
    whose: list[tuple[str, tuple[str, str]]] = [
        (bank, key) for bank in ("B1", "B2") for key in keys
    ]
    whose += [("", ("guarantee", guarantor)) for guarantor in GUARANTORS] * 4
    row = st.tuples(
        st.sampled_from(whose),
        st.integers(0, 400).map(lambda each: each * 100_000),
    )
    return st.lists(row, max_size=6, unique_by=lambda each: each[0]).map(
        lambda rows: [Limit(bank, scope, party, top) for (bank, (scope, party)), top in rows]  # type: ignore[arg-type]
    )


@st.composite
def instances(
    draw: Callable[..., Any], most_assets: int = 5, most_products: int = 4, splittable: bool = True
) -> Given:
    """Assets, products and limits."""
    some = draw(st.integers(1, most_assets)), draw(st.integers(1, most_products))
    return (
        [draw(assets(number, splittable)) for number in range(some[0])],
        [draw(products(number)) for number in range(some[1])],
        draw(limit_rows()),
    )
