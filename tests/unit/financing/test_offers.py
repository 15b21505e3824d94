"""Offers and their bounds, deadlines and registrations: pure rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.financing import rules
from lianqiao.financing.errors import (
    AmountIsOutOfBounds,
    AssetIsAlreadyFinanced,
    AssetIsNotConfirmed,
    CostIsImplausible,
    DatesDoNotFit,
    GuaranteeIsUnknown,
    MakerCannotApprove,
    OnlyAnApproverMayDoThis,
    QuoteIsNoLongerValid,
    ReasonIsMissing,
    RegistrationDoesNotFit,
)
from lianqiao.financing.offers import Bounds, QuoteOffer, all_in, check_offer, cost_fen
from lianqiao.financing.states import APPLICATION, NEXT_STEP, QUOTE, WAITS_FOR
from lianqiao.shared.actor import Actor
from lianqiao.shared.calendar import Calendar
from lianqiao.shared.errors import Refusal
from lianqiao.shared.transitions import Machine

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
BOUNDS = Bounds(least_fen=1_000_000, most_fen=80_000_000, max_days=365)
OFFER = QuoteOffer(
    principal_fen=80_000_000,
    rate_ppm=38_500,
    start_date=date(2026, 11, 27),
    maturity_date=date(2027, 2, 22),
    valid_until=date(2026, 12, 1),
    fee_ppm=1_000,
)


def test_an_offer_within_its_bounds_is_made() -> None:
    check_offer(OFFER, BOUNDS, TODAY)
    assert OFFER.days == 87


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"principal_fen": 80_000_001}, AmountIsOutOfBounds, "principal_fen"),
        ({"principal_fen": 999_999}, AmountIsOutOfBounds, "principal_fen"),
        ({"principal_fen": 0}, AmountIsOutOfBounds, "principal_fen"),
        ({"rate_ppm": -1}, CostIsImplausible, "rate_ppm"),
        ({"fee_ppm": 1_000_000}, CostIsImplausible, "fee_ppm"),
        ({"guarantee_fee_ppm": 2_000_000}, CostIsImplausible, "guarantee_fee_ppm"),
        ({"start_date": date(2026, 11, 23)}, DatesDoNotFit, "start_date"),
        ({"maturity_date": date(2026, 11, 27)}, DatesDoNotFit, "maturity_date"),
        ({"maturity_date": date(2027, 11, 28)}, DatesDoNotFit, "maturity_date"),
        ({"valid_until": date(2026, 11, 23)}, DatesDoNotFit, "valid_until"),
        ({"valid_until": date(2027, 2, 22)}, DatesDoNotFit, "valid_until"),
        ({"guarantee": "friendship"}, GuaranteeIsUnknown, "guarantee"),
    ],
)
def test_an_offer_out_of_bounds_is_refused_at_its_field(
    change: dict[str, object], error: type[Refusal], field: str
) -> None:
    with pytest.raises(error) as refused:
        check_offer(replace(OFFER, **change), BOUNDS, TODAY)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_the_cost_of_an_offer_is_that_worked_out_by_hand() -> None:
    # 800,000.00 × 3.85 % × 87 ÷ 360 = 7,443.33, and a fee of 0.1 % = 800.00
    assert cost_fen(OFFER, 360) == 744_333 + 80_000
    # 3.85 % + 0.1 % × 360 ÷ 87 = 4.2638 %
    assert all_in(OFFER, 360) == 42_638


@given(
    principal=st.integers(1, 10**12),
    rate=st.integers(0, 300_000),
    fee=st.integers(0, 50_000),
    days=st.integers(1, 1000),
)
def test_the_all_in_rate_says_what_the_cost_is(
    principal: int, rate: int, fee: int, days: int
) -> None:
    end = OFFER.start_date + timedelta(days=days)
    offer = replace(OFFER, principal_fen=principal, rate_ppm=rate, fee_ppm=fee, maturity_date=end)
    told = principal * all_in(offer, 360) * days / 360 / 1_000_000
    assert abs(told - cost_fen(offer, 360)) <= 2 + principal * days / 360 / 1_000_000


@pytest.mark.parametrize(
    ("today", "days", "expected"),
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 9, 30), 2, date(2026, 10, 9)),
        (date(2026, 11, 24), 0, date(2026, 11, 25)),
    ],
)
def test_the_bank_answers_within_working_days(today: date, days: int, expected: date) -> None:
    assert rules.answer_by(Calendar(), today, days) == expected


@pytest.mark.parametrize(
    ("state", "occupied", "share", "splittable", "error"),
    [
        ("entered", 0, 0, False, AssetIsNotConfirmed),
        ("settled", 0, 0, False, AssetIsNotConfirmed),
        ("confirmed", 10, 5, False, AssetIsAlreadyFinanced),
        ("confirmed", 10, 10**12, True, AssetIsAlreadyFinanced),
    ],
)
def test_a_document_that_is_not_confirmed_and_free_is_refused(
    state: str, occupied: int, share: int, splittable: bool, error: type[Refusal]
) -> None:
    with pytest.raises(error):
        rules.check_asset(state, occupied, share, splittable)


def test_a_part_of_a_splittable_document_is_free() -> None:
    rules.check_asset("confirmed", 10, 5 * 10**11, True)
    rules.check_asset("confirmed", 0, 0, False)


def _person(*roles: str) -> Actor:
    return Actor("u" * 26, "b" * 26, "bank", frozenset(roles), "演示", "演示银行")


def test_four_eyes() -> None:
    rules.check_approver(_person("approver"), "x" * 26)
    with pytest.raises(MakerCannotApprove):
        rules.check_approver(_person("clerk", "approver"), "u" * 26)
    with pytest.raises(OnlyAnApproverMayDoThis):
        rules.check_approver(_person("clerk", "administrator"), "x" * 26)


def test_a_quote_is_valid_on_its_last_day_and_no_longer() -> None:
    rules.check_still_valid(TODAY, TODAY)
    with pytest.raises(QuoteIsNoLongerValid):
        rules.check_still_valid(TODAY - timedelta(days=1), TODAY)


@pytest.mark.parametrize("reason", ["", "  \n", "长" * 1001])
def test_a_reason_is_said_and_not_too_long(reason: str) -> None:
    with pytest.raises(ReasonIsMissing):
        rules.check_reason(reason)


ENTRY = rules.Entry("0123456789", NOW, date(2027, 11, 24), NOW)
TERM = rules.Term(least_months=1, most_years=30, maturity=date(2027, 2, 22))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": "12345"}, "number"),
        ({"number": "1" * 61}, "number"),
        ({"number": "编号123456"}, "number"),
        ({"registered_at": NOW + timedelta(minutes=1)}, "registered_at"),
        ({"queried_at": NOW + timedelta(minutes=1)}, "queried_at"),
        ({"expires_on": date(2026, 12, 23)}, "expires_on"),
        ({"expires_on": date(2056, 11, 25)}, "expires_on"),
        ({"expires_on": date(2027, 2, 21)}, "expires_on"),
    ],
)
def test_a_registration_that_cannot_be_is_refused(change: dict[str, object], field: str) -> None:
    rules.check_entry(ENTRY, TERM, NOW)
    with pytest.raises(RegistrationDoesNotFit) as refused:
        rules.check_entry(replace(ENTRY, **change), TERM, NOW)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 2, date(2027, 1, 30)),
        (date(2026, 12, 15), 360, date(2056, 12, 15)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last(
    day: date, count: int, expected: date
) -> None:
    assert rules.add_months(day, count) == expected


@pytest.mark.parametrize("machine", [APPLICATION, QUOTE], ids=lambda machine: machine.name)
def test_a_machine_names_every_state_and_event_it_uses(machine: Machine) -> None:
    used = {state for (state, _event) in machine.steps} | set(machine.steps.values())
    assert used <= set(machine.labels)
    assert {event for (_state, event) in machine.steps} <= set(machine.verbs)
    assert set(machine.tones) <= set(machine.labels)


def test_every_open_application_waits_for_somebody() -> None:
    drawn_on = {"drawn"}
    open_states = {state for (state, _event) in APPLICATION.steps} - drawn_on
    assert set(WAITS_FOR) == set(NEXT_STEP) == open_states
