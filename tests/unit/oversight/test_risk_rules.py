"""What is worth a ticket, how grave it is, and what makes two findings the same."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from graph.concentration import Concentration, spread
from graph.risk import Debt, Ring
from lianqiao.oversight.risk_rules import (
    MOST_DOCUMENTS,
    RiskFigures,
    Trade,
    common_control_found,
    concentration_found,
    documents_of,
    ring_found,
    single_point_found,
)

FIGURES = RiskFigures(
    ring_least_fen=1,
    ring_spread_ppm=50_000,
    ring_spread_high_ppm=10_000,
    ring_window_days=180,
    ring_firms=5,
    sales_least_fen=1_000,
    sales_high_fen=5_000,
    largest_buyer_ppm=700_000,
    hhi_ppm=600_000,
    cut_off_firms=2,
    cut_off_firms_high=4,
    hub_samples=10,
)
DAY = date(2026, 11, 1)


def ring(*amounts: int) -> Ring:
    firms = "abcdef"[: len(amounts)]
    ends = zip(firms, [*firms[1:], firms[0]], strict=True)
    return Ring(
        tuple(
            Debt(debtor, creditor, f"r{debtor}", amount, DAY)
            for (debtor, creditor), amount in zip(ends, amounts, strict=True)
        )
    )


def sales(**amounts: int) -> Concentration:
    found = spread(amounts)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("amounts", "severity"), [((1000, 1010, 1000), "high"), ((1000, 1011, 1000), "medium")]
)
def test_a_ring_weighs_by_how_near_its_amounts_are(amounts, severity: str) -> None:
    found = ring_found(ring(*amounts), FIGURES)
    assert (found.severity, found.amount_fen) == (severity, 1000)
    assert found.firms == ("a", "b", "c")
    assert documents_of(found.evidence) == ["ra", "rb", "rc"]


def test_the_same_documents_are_the_same_ring_whatever_is_still_owed() -> None:
    one, other = ring_found(ring(100, 100, 101), FIGURES), ring_found(ring(90, 90, 91), FIGURES)
    assert one.fingerprint == other.fingerprint
    longer = ring_found(ring(100, 100, 101, 100), FIGURES)
    assert longer.fingerprint != one.fingerprint
    assert len(one.fingerprint) == 64


@pytest.mark.parametrize(
    ("amounts", "severity"),
    [
        ({"a": 999}, None),  # too little
        ({"a": 1_000}, "medium"),
        ({"a": 699, "b": 151, "c": 150}, None),
        ({"a": 700, "b": 150, "c": 150}, "medium"),
        ({"a": 3_000, "b": 3_000}, None),
        ({"a": 5_000}, "high"),
    ],
)
def test_a_supplier_is_looked_at_from_the_figures_on(amounts, severity: str | None) -> None:
    found = concentration_found("s", sales(**amounts), [], FIGURES)
    assert (found.severity if found else None) == severity


def test_an_index_above_its_figure_is_enough() -> None:
    two = replace(FIGURES, hhi_ppm=500_000)
    assert concentration_found("s", sales(a=3_000, b=3_000), [], two) is not None


def test_a_dependence_that_grew_is_another_finding_and_a_day_later_the_same() -> None:
    one = concentration_found("s", sales(a=2_000), [], FIGURES)
    day_later = concentration_found("s", sales(a=2_100), [], FIGURES)
    grown = concentration_found("s", sales(a=6_000), [], FIGURES)
    assert one is not None
    assert day_later is not None
    assert grown is not None
    assert one.fingerprint == day_later.fingerprint != grown.fingerprint


def test_of_many_documents_the_largest_are_evidence_and_all_are_counted() -> None:
    debts = [Debt("a", "s", f"r{number:02}", number + 1, DAY) for number in range(30)]
    found = concentration_found("s", sales(a=1_000), debts, FIGURES)
    assert found is not None
    assert found.evidence["documents"] == 30
    assert [debt["amount_fen"] for debt in found.evidence["debts"]] == list(range(30, 10, -1))
    assert len(found.evidence["debts"]) == MOST_DOCUMENTS
    assert found.amount_fen == sum(range(1, 31))


@pytest.mark.parametrize(
    ("count", "is_core", "severity"),
    [
        (1, False, None),
        (2, False, "medium"),
        (4, False, "high"),
        (2, True, "low"),
        (4, True, "medium"),
    ],
)
def test_a_single_point_weighs_by_how_many_depend_on_it(
    count: int, is_core: bool, severity: str | None
) -> None:
    others = [f"f{number}" for number in range(count)]
    trades = [Trade(other, "hub", "", 100) for other in others] + [Trade("f0", "f1", "", 7)]
    found = single_point_found("hub", others, trades, FIGURES, is_core=is_core)
    assert (found.severity if found else None) == severity
    if found:
        assert found.amount_fen == 100 * count
        assert found.firms == ("hub", *others)
        assert len(found.evidence["links"]) == count + 1


@pytest.mark.parametrize(
    ("shared", "severity"),
    [
        (["phone"], "low"),
        (["legal_representative"], "medium"),
        (["phone", "legal_representative"], "high"),
    ],
)
def test_common_control_weighs_by_what_is_shared(shared: list[str], severity: str) -> None:
    link = Trade("b", "a", "", 500)
    found = common_control_found(["b", "a"], shared, [], [link])
    assert found is not None
    assert (found.severity, found.firms) == (severity, ("a", "b"))


def test_firms_that_do_not_trade_are_no_finding_whatever_they_share() -> None:
    assert common_control_found(["a", "b"], ["phone", "legal_representative"], [], []) is None


def test_evidence_is_plain_values() -> None:
    found = ring_found(ring(100, 100, 101), FIGURES)
    assert found.evidence["debts"][0] == {
        "debtor": "a",
        "creditor": "b",
        "document": "ra",
        "amount_fen": 100,
        "issued": "2026-11-01",
    }
    assert isinstance(found.evidence["spread_ppm"], int)
    assert Fraction(found.evidence["spread_ppm"], 10**6) == Fraction(1, 100)
