"""Terms of a product: which can be, and what the mend is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.products.errors import TermIsImpossible
from lianqiao.products.models import Product
from lianqiao.products.terms import Terms, check_terms, differs, joined, listed, terms_of

GOOD = Terms("演示链贷", max_amount_fen=100_000_000, rate_ppm=38_500)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("max_grade", 0),
        ("max_grade", 11),
        ("max_amount_fen", 0),
        ("min_amount_fen", 100_000_001),
        ("max_days", 0),
        ("max_days", 4000),
        ("min_days", 366),
        ("decision_days", 0),
        ("advance_ppm", 0),
        ("advance_ppm", 1_000_001),
        ("rate_ppm", -1),
        ("fee_ppm", 1_000_000),
    ],
)
def test_impossible_terms_name_their_field(field: str, value: object) -> None:
    with pytest.raises(TermIsImpossible) as refusal:
        check_terms(replace(GOOD, **{field: value}))
    assert refusal.value.field == field


def test_usual_terms_are_possible() -> None:
    check_terms(GOOD)
    check_terms(replace(GOOD, min_days=365, advance_ppm=1_000_000))


@given(st.lists(st.sampled_from(("26", "27", "13", "14", "15"))))
def test_a_list_is_kept_sorted_and_each_once(values: list[str]) -> None:
    assert list(listed(joined(values))) == sorted(set(values))


def test_a_row_gives_back_the_terms_it_was_made_of() -> None:
    terms = replace(GOOD, kinds=("order", "receivable"), industries=("26", "27"), max_grade=6)
    row = Product(code="X", bank_id="b", **terms.as_columns())
    assert terms_of(row) == terms
    assert not differs(row, terms)
    assert differs(row, replace(terms, max_grade=5))
