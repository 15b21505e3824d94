"""The debtor's payment: bank first, the rest by the arrangement, no fen lost."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from lianqiao.loans.surplus import Owed, allocate, attributed, interest_until_paid
from lianqiao.shared.accrual import Paid
from lianqiao.shared.interest import interest_fen
from lianqiao.shared.money import half_up

OWED = Owed(principal_fen=8_000_000, interest_fen=90_000, fees_fen=10_000)
DAY = date(2026, 11, 24)
DAILY = Fraction(40_000, 360 * 10**6)


@pytest.mark.parametrize("arrangement", ["pledge", "recourse_factoring", "assignment"])
def test_with_recourse_the_rest_goes_back_and_the_shortfall_is_the_firms(arrangement: str) -> None:
    more = allocate(10_000_000, OWED, arrangement)
    assert (more.to_bank_fen, more.surplus_fen, more.surplus_to) == (
        8_100_000,
        1_900_000,
        "supplier",
    )
    less = allocate(5_000_000, OWED, arrangement)
    assert (less.surplus_to, less.shortfall_fen, less.shortfall_of) == ("", 3_100_000, "supplier")


def test_without_recourse_the_rest_is_kept_and_the_shortfall_is_the_factors() -> None:
    more = allocate(10_000_000, OWED, "factoring")
    assert (more.surplus_fen, more.surplus_to) == (1_900_000, "factor")
    less = allocate(5_000_000, OWED, "factoring")
    assert (less.shortfall_fen, less.shortfall_of) == (3_100_000, "factor")


def test_exactly_enough_leaves_nothing_to_anybody() -> None:
    found = allocate(OWED.total_fen, OWED, "pledge")
    assert (found.surplus_to, found.shortfall_of) == ("", "")


def test_fees_come_before_interest_and_interest_before_principal() -> None:
    found = allocate(60_000, OWED, "pledge")
    assert (found.to_fees_fen, found.to_interest_fen, found.to_principal_fen) == (10_000, 50_000, 0)


def test_no_fen_is_lost_in_a_thousand_random_payments() -> None:
    rng = Random(3)
    for _case in range(1_000):
        owed = Owed(*(rng.randrange(0, 10 ** rng.randrange(1, 9)) for _part in range(3)))
        paid = rng.randrange(0, 2 * owed.total_fen + 2)
        found = allocate(paid, owed, rng.choice(["pledge", "factoring"]))
        assert found.to_bank_fen + found.surplus_fen == paid
        assert found.to_bank_fen + found.shortfall_fen == owed.total_fen
        assert not (found.surplus_fen and found.shortfall_fen)


def test_interest_of_one_payment_is_that_of_the_loan() -> None:
    end = DAY + timedelta(days=182)
    found = interest_until_paid(100_000_000, DAY, [], [Paid(end, 1)], DAILY)
    assert found == interest_fen(100_000_000, 40_000, DAY, end)


def test_what_the_firm_repaid_itself_bears_no_more() -> None:
    paid = [Paid(DAY + timedelta(days=10), 40_000_000)]
    end = DAY + timedelta(days=30)
    found = interest_until_paid(100_000_000, DAY, paid, [Paid(end, 1)], DAILY)
    assert found == half_up((100_000_000 * 10 + 60_000_000 * 20) * DAILY)


def test_an_early_payment_of_the_debtor_pays_interest_first_and_then_principal() -> None:
    first, last = DAY + timedelta(days=10), DAY + timedelta(days=20)
    found = interest_until_paid(
        100_000_000, DAY, [], [Paid(first, 50_000_000), Paid(last, 1)], DAILY
    )
    ten = 100_000_000 * DAILY * 10
    rest = 100_000_000 - (50_000_000 - ten)
    assert found == half_up(ten + rest * DAILY * 10)


def test_a_split_document_gives_each_bank_its_share_cut_down() -> None:
    shares = [Fraction(1, 3), Fraction(2, 3)]
    assert [attributed(100, share) for share in shares] == [33, 66]
    assert attributed(100, Fraction(1)) == 100
