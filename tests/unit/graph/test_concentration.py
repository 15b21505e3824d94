"""Concentration on buyers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.concentration import concentration, spread, to_ppm
from graph.errors import NodeIsUnknown
from graph.model import EdgeKind, build
from tests.unit.graph.worlds import WAN, county

amounts = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 10**14), max_size=8)


def test_a_supplier_with_two_buyers() -> None:
    found = concentration(build(county()), "supplier")
    assert found is not None
    assert found.largest_buyer == "core"
    assert found.largest_share == Fraction(3, 4)
    assert (found.total_fen, found.buyers) == (168 * WAN, 2)
    assert found.hhi == Fraction(10, 16)
    assert (found.largest_share_ppm, found.hhi_ppm) == (750_000, 625_000)


def test_trade_links_and_orders_can_be_measured_too() -> None:
    graph = build(county())
    by_links = concentration(graph, "supplier", EdgeKind.SUPPLIES)
    by_orders = concentration(graph, "core", EdgeKind.ORDERED)
    assert by_links is not None
    assert by_links.largest_share == Fraction(9_000, 9_020)
    assert by_orders is not None
    assert by_orders.hhi == 1


def test_who_sold_nothing_has_no_concentration() -> None:
    assert concentration(build(county()), "alone") is None


def test_an_unknown_supplier_is_refused() -> None:
    with pytest.raises(NodeIsUnknown):
        concentration(build(county()), "ghost")


@given(amounts)
def test_the_index_lies_between_an_even_spread_and_a_single_buyer(sales: dict[str, int]) -> None:
    found = spread(sales)
    if found is None:
        assert sum(sales.values()) == 0
        return
    assert Fraction(1, found.buyers) <= found.hhi <= found.largest_share <= 1


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_millionths_are_rounded_half_up(numerator: int, denominator: int) -> None:
    share = Fraction(numerator, denominator)
    assert -1 < 2 * (share * 1_000_000 - to_ppm(share)) <= 1 or share * 2_000_000 % 2 == 1
    assert abs(share * 1_000_000 - to_ppm(share)) <= Fraction(1, 2)
