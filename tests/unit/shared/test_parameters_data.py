"""The seed of the rule parameters: figures as the documents print them, each with its source."""

import datetime as dt

import pytest

from lianqiao.shared.parameters_data import PARAMETERS, RuleParameter, whole_numbers


def in_force(key: str, scope: str = "") -> RuleParameter:
    (row,) = [row for row in PARAMETERS if (row.key, row.scope) == (key, scope) and row.valid_from]
    return row


@pytest.mark.parametrize(
    ("key", "scope", "value", "unit"),
    [
        ("voucher.term_warning", "", "6", "months"),
        ("voucher.term_maximum", "", "12", "months"),
        ("confirm.reply", "", "30", "days"),
        ("payment.term", "large", "60", "days"),
        ("payment.term", "public", "30", "days"),
        ("payment.late_interest_daily", "", "500", "ppm"),
        ("registration.expiry_warning", "", "90", "days"),
        ("loan.term_maximum", "working_capital", "3", "years"),
        ("loan.term_maximum_long_cycle", "working_capital", "5", "years"),
        ("loan.entrusted_payment", "", "1000000000", "fen"),
        ("bank.single_borrower", "", "100000", "ppm"),
        ("bank.single_exposure", "", "150000", "ppm"),
        ("bank.group_exposure", "", "200000", "ppm"),
        ("guarantee.multiple", "", "10", "times"),
        ("guarantee.multiple", "small_and_farmers", "15", "times"),
        ("guarantee.single_client", "", "100000", "ppm"),
        ("loan.overdue_markup_minimum", "", "300000", "ppm"),
        ("loan.overdue_markup_maximum", "", "500000", "ppm"),
        ("class.overdue_above", "substandard", "90", "days"),
        ("class.overdue_above", "doubtful", "270", "days"),
        ("class.overdue_above", "loss", "360", "days"),
        ("renewal.medium_firms_until", "medium", "2027-09-30", "date"),
        ("alert.stages", "", "60,30,15,7,3,1,0", "list"),
        ("goal.baseline_manufacturing", "", "142400000000", "fen"),
        ("goal.baseline_share", "", "98800", "ppm"),
        ("goal.borrower_growth", "", "100000", "ppm"),
    ],
)
def test_a_figure_is_as_its_document_says(key: str, scope: str, value: str, unit: str) -> None:
    row = in_force(key, scope)
    assert (row.value, row.unit) == (value, unit)


def test_each_row_is_one_version_of_one_figure() -> None:
    identities = [(row.key, row.scope, row.valid_from) for row in PARAMETERS]
    assert len(set(identities)) == len(identities)
    assert all(row.document and row.note for row in PARAMETERS)


def test_every_value_reads_as_its_unit_says() -> None:
    for row in PARAMETERS:
        if row.unit == "date":
            assert dt.date.fromisoformat(row.value) > dt.date(2024, 1, 1)
        else:
            assert len(whole_numbers(row)) >= 1
            assert (len(whole_numbers(row)) > 1) == (row.unit == "list")


def test_only_the_announced_cut_is_not_in_force() -> None:
    (announced,) = [row for row in PARAMETERS if row.valid_from is None]
    assert (announced.key, announced.value) == ("voucher.term_maximum", "6")
    assert announced.note.startswith("拟调整")


def test_the_risk_is_shared_whole() -> None:
    shares = [row for row in PARAMETERS if row.key == "guarantee.risk_share"]
    assert sum(whole_numbers(row)[0] for row in shares) == 1_000_000
