"""The loan book's rules: stages by working days, five-level class, repayments, renewals."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianqiao.loans import rules
from lianqiao.loans.errors import (
    DrawdownDateDoesNotFit,
    LoanIsOver,
    LoanMayNotBeRenewed,
    OpinionDoesNotFit,
    RenewalIsTooLate,
    RenewalTermsDoNotFit,
    RepaymentDoesNotFit,
)
from lianqiao.loans.rules import RenewalTerms, Stage
from lianqiao.shared.calendar import Calendar
from lianqiao.shared.interest import interest_fen, schedule

CALENDAR = Calendar()
STAGES = rules.stages_of((60, 30, 15, 7, 3, 1, 0), (1, 7, 30, 60, 90))
BOUNDS = {"special_mention": 0, "substandard": 90, "doubtful": 270, "loss": 360}
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_stages_stand_in_the_order_in_which_they_come() -> None:
    assert [stage.name for stage in STAGES] == [
        *("T-60", "T-30", "T-15", "T-7", "T-3", "T-1", "T-0"),
        *("T+1", "T+7", "T+30", "T+60", "T+90"),
    ]


@pytest.mark.parametrize(
    ("offset", "due", "raised"),
    [
        (-7, date(2026, 12, 1), date(2026, 11, 24)),  # a Tuesday, a week before
        (-3, date(2026, 12, 1), date(2026, 11, 27)),  # Saturday: Friday before
        (-1, date(2026, 10, 8), date(2026, 9, 30)),  # inside the long holiday
        (-1, date(2026, 10, 12), date(2026, 10, 10)),  # Sunday: a Saturday that is worked
        (0, date(2026, 12, 1), date(2026, 12, 1)),
        (1, date(2026, 11, 27), date(2026, 11, 28)),  # overdue on a Saturday is overdue
    ],
)
def test_a_stage_on_a_day_off_is_raised_on_the_working_day_before(
    offset: int, due: date, raised: date
) -> None:
    assert rules.raise_day(Stage("x", offset), due, CALENDAR) == raised


@settings(deadline=None)  # the first call works a year of holidays out
@given(due=DAYS, today=DAYS, offset=st.sampled_from([-60, -30, -15, -7, -3, -1, 0]))
def test_the_last_due_date_is_exactly_where_a_stage_has_come(
    due: date, today: date, offset: int
) -> None:
    come = rules.raise_day(Stage("x", offset), due, CALENDAR) <= today
    assert come == (due <= rules.last_due_date(offset, today, CALENDAR))


@given(due=DAYS, today=DAYS)
def test_of_the_stages_that_have_come_the_latest_alone_is_raised(due: date, today: date) -> None:
    plan = rules.plan_alerts(due, STAGES, today, CALENDAR)
    assert [alert.state for alert in plan] == ["missed"] * (len(plan) - 1) + ["raised"] * bool(plan)
    assert all(alert.due_on <= today for alert in plan)


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (0, "normal"),
        (1, "special_mention"),
        (90, "special_mention"),
        (91, "substandard"),
        (270, "substandard"),
        (271, "doubtful"),
        (360, "doubtful"),
        (361, "loss"),
    ],
)
def test_days_overdue_bound_the_five_level_class(days: int, name: str) -> None:
    assert rules.five_level_class(days, BOUNDS) == name


def test_a_loan_that_is_over_is_never_late() -> None:
    assert rules.days_overdue("settled", date(2026, 1, 1), date(2026, 11, 24)) == 0
    assert rules.days_overdue("active", date(2026, 11, 20), date(2026, 11, 24)) == 4


def test_interest_of_the_worked_example() -> None:
    days = (date(2026, 3, 2), date(2026, 8, 31))
    assert interest_fen(100_000_000, 38_500, *days) == 1_946_389
    assert interest_fen(100_000_000, 38_500, *days, 365) == 1_919_726


@pytest.mark.parametrize(
    ("contract", "effective"),
    [
        (date(2026, 2, 14), date(2026, 2, 14)),
        (date(2026, 2, 15), date(2026, 2, 24)),
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 10, 10), date(2026, 10, 10)),
    ],
)
def test_a_schedule_pays_on_the_working_day_that_the_calendar_gives(
    contract: date, effective: date
) -> None:
    plan = schedule(10_000_00, 40_000, date(2025, 12, 1), contract, "bullet", calendar=CALENDAR)
    assert plan[-1].due_date == contract
    assert plan[-1].effective_due_date == effective


@given(principals=st.lists(st.integers(0, 10**12), min_size=1, max_size=40), share=st.floats(0, 1))
def test_repaid_parts_sum_to_the_fen(principals: list[int], share: float) -> None:
    repaid = int(sum(principals) * share)
    parts = rules.paid_parts(principals, repaid)
    assert sum(parts) == repaid
    assert all(0 <= part <= whole for part, whole in zip(parts, principals, strict=True))


SPAN = (date(2026, 1, 1), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("state", "amount", "interest", "on", "refusal"),
    [
        ("settled", 1, 0, date(2026, 5, 1), LoanIsOver),
        ("active", 0, 0, date(2026, 5, 1), RepaymentDoesNotFit),
        ("active", 101, 0, date(2026, 5, 1), RepaymentDoesNotFit),
        ("active", -1, 2, date(2026, 5, 1), RepaymentDoesNotFit),
        ("active", 1, 0, date(2025, 12, 31), RepaymentDoesNotFit),
        ("active", 1, 0, date(2026, 11, 25), RepaymentDoesNotFit),
    ],
)
def test_a_repayment_that_cannot_be_is_refused(
    state: str, amount: int, interest: int, on: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        rules.check_repayment(state, 100, amount, interest, on, SPAN)


def test_a_repayment_between_drawdown_and_today_is_taken() -> None:
    assert rules.check_repayment("overdue", 100, 100, 5, SPAN[1], SPAN) is None


@pytest.mark.parametrize(
    ("drawdown", "registered", "fits"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), True),
        (date(2026, 11, 23), date(2026, 11, 24), False),
        (date(2026, 11, 25), date(2026, 11, 24), False),
    ],
)
def test_a_drawdown_follows_the_registration_and_is_past(
    drawdown: date, registered: date, fits: bool
) -> None:
    args = (drawdown, registered, date(2027, 1, 1), date(2026, 11, 24))
    if fits:
        assert rules.check_drawdown(*args) is None
    else:
        with pytest.raises(DrawdownDateDoesNotFit):
            rules.check_drawdown(*args)


def test_a_drawdown_on_the_day_of_maturity_is_refused() -> None:
    day = date(2026, 11, 24)
    with pytest.raises(DrawdownDateDoesNotFit, match="到期日"):
        rules.check_drawdown(day, day, day, day)


MEDIUM_UNTIL = date(2027, 9, 30)


@pytest.mark.parametrize(
    ("size", "maturity", "covered"),
    [
        ("micro", date(2030, 1, 1), True),
        ("small", date(2030, 1, 1), True),
        ("medium", date(2027, 9, 30), True),
        ("medium", date(2027, 10, 1), False),
        ("large", date(2026, 12, 1), False),
    ],
)
def test_the_renewal_rules_cover_small_firms_and_medium_ones_for_a_time(
    size: str, maturity: date, covered: bool
) -> None:
    assert rules.may_renew(size, maturity, MEDIUM_UNTIL) == covered


@pytest.mark.parametrize(
    ("state", "balance", "today"),
    [
        ("overdue", 1, date(2026, 11, 24)),
        ("active", 0, date(2026, 11, 24)),
        ("active", 1, date(2026, 12, 2)),
    ],
)
def test_a_loan_that_is_late_or_over_is_not_reviewed(state: str, balance: int, today: date) -> None:
    with pytest.raises(LoanMayNotBeRenewed):
        rules.check_renewable(state, balance, "small", date(2026, 12, 1), MEDIUM_UNTIL, today)


def test_the_answer_is_due_on_a_working_day_and_not_before_the_review_opens() -> None:
    today = date(2026, 11, 24)
    assert rules.answer_by(date(2026, 12, 28), 15, today, CALENDAR) == date(2026, 12, 11)
    assert rules.answer_by(date(2026, 12, 1), 15, today, CALENDAR) == today


@pytest.mark.parametrize(
    ("opinion", "text", "met", "fits"),
    [
        ("renew", "", [True] * 5, True),
        ("renew", "好", [True, True, True, True, False], False),
        ("extend", "", [False], False),
        ("refuse", "", [True] * 5, False),
        ("refuse", "经营停止", [False] * 5, True),
        ("settle", "到期归还", [True] * 5, True),
        ("maybe", "x", [True] * 5, False),
    ],
)
def test_an_opinion_needs_the_conditions_or_its_reasons(
    opinion: str, text: str, met: list[bool], fits: bool
) -> None:
    if fits:
        assert rules.check_opinion(opinion, text, met) is None
    else:
        with pytest.raises(OpinionDoesNotFit):
            rules.check_opinion(opinion, text, met)


MATURITY = date(2026, 11, 24)


def _terms(**more: object) -> RenewalTerms:
    values = {
        "loan_no": "N",
        "principal_fen": 80,
        "rate_ppm": 40_000,
        "signed_on": MATURITY,
        "maturity_date": date(2027, 11, 24),
    }
    return RenewalTerms(**(values | more))  # type: ignore[arg-type]


def test_a_renewal_is_signed_on_the_day_of_maturity_and_never_after_it() -> None:
    assert rules.check_signing(_terms(), "renew", 100, MATURITY, MATURITY) is None
    late = MATURITY + timedelta(days=1)
    with pytest.raises(RenewalIsTooLate):
        rules.check_signing(_terms(signed_on=late), "renew", 100, MATURITY, late)


@pytest.mark.parametrize(
    ("terms", "opinion"),
    [
        (_terms(principal_fen=101), "renew"),
        (_terms(principal_fen=0), "renew"),
        (_terms(principal_fen=99), "renew_no_principal"),
        (_terms(maturity_date=MATURITY), "renew"),
        (_terms(signed_on=MATURITY), "renew"),
    ],
)
def test_terms_that_do_not_fit_the_old_loan_are_refused(terms: RenewalTerms, opinion: str) -> None:
    today = MATURITY - timedelta(days=1) if terms == _terms() else MATURITY
    with pytest.raises(RenewalTermsDoNotFit):
        rules.check_signing(terms, opinion, 100, MATURITY, today)
