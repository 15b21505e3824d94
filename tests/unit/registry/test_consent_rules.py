"""Consent to banks: how long it may last, what became of it, which of several end soon."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.registry import consent_rules as rules
from lianqiao.registry.errors import TheEndIsNotAhead

TODAY = date(2026, 11, 24)
FAR = date(2028, 1, 1)


@dataclass(frozen=True)
class Given:
    """A consent, for every bank and live unless said otherwise."""

    bank_id: str | None = None
    granted_on: date = date(2026, 1, 1)
    expires_on: date = FAR
    revoked_on: date | None = None


@given(st.integers(min_value=-3000, max_value=6000))
def test_consent_ends_after_today_and_within_five_years(days: int) -> None:
    expires = TODAY + timedelta(days=days)
    if TODAY < expires <= date(2031, 11, 24):
        rules.check_consent(expires, TODAY, 5)
        return
    with pytest.raises(TheEndIsNotAhead) as refusal:
        rules.check_consent(expires, TODAY, 5)
    assert refusal.value.field == "expires_on"


def test_five_years_from_a_leap_day_end_on_the_last_of_february() -> None:
    assert rules.years_after(date(2028, 2, 29), 5) == date(2033, 2, 28)
    assert rules.years_after(date(2028, 2, 29), 4) == date(2032, 2, 29)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (Given(), "live"),
        (Given(expires_on=TODAY), "live"),
        (Given(expires_on=TODAY - timedelta(days=1)), "expired"),
        (Given(revoked_on=TODAY), "revoked"),
        (Given(expires_on=date(2026, 5, 1), revoked_on=TODAY), "expired"),
    ],
)
def test_what_became_of_a_consent(row: Given, name: str) -> None:
    assert rules.standing(row, [row], TODAY) == name
    assert rules.is_live(row, TODAY) is (name == "live")


def test_one_that_a_new_one_took_the_place_of_was_replaced_and_not_revoked() -> None:
    old, new = Given("a", revoked_on=TODAY), Given("a", granted_on=TODAY)
    assert rules.standing(old, [old, new], TODAY) == "replaced"
    other = Given("b", granted_on=TODAY)
    assert rules.standing(old, [old, other], TODAY) == "revoked"


def test_of_several_those_are_told_that_end_soon() -> None:
    soon, far = Given("a", expires_on=date(2026, 12, 20)), Given("b")
    over = Given("c", expires_on=date(2026, 11, 1))
    back = Given("d", expires_on=date(2026, 12, 1), revoked_on=date(2026, 11, 1))
    assert rules.ending_soon([soon, far, over, back], TODAY, 30) == [soon]
    assert rules.ending_soon([soon, Given("e", expires_on=TODAY)], TODAY, 30) == [
        soon,
        Given("e", expires_on=TODAY),
    ]


def test_one_bank_s_end_is_no_matter_while_every_bank_s_goes_on() -> None:
    soon, everyone = Given("a", expires_on=date(2026, 12, 1)), Given()
    assert rules.ending_soon([soon, everyone], TODAY, 30) == []
    ending = Given(expires_on=date(2026, 12, 5))
    assert rules.ending_soon([soon, ending], TODAY, 30) == [soon, ending]
