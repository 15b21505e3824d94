"""Every check of a document by its table of branches, with values at the borders."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lianqiao.shared.parameters import Figure
from lianqiao.trade import checks, checks_history, checks_vouchers
from lianqiao.trade.checks import Check, Document, Figures, Standing
from lianqiao.trade.checks_history import Between, look
from lianqiao.trade.errors import CheckStops, ClauseIsAskedFor, ReasonIsMissing
from lianqiao.trade.papers import NO_CLAUSE, NOTHING_AGREED, Clauses, Terms

TODAY = date(2026, 11, 24)
ISSUED = date(2026, 10, 1)
LARGE_SMALL = ("small", "large")  # creditor, debtor


def figure(value: int, source: str = "某办法", article: str = "第一条") -> Figure:
    return Figure("id", "key", str(value), "days", source, article)


FIGURES = Figures(
    term=figure(60, "国务院令第802号", "第九条"),
    pay_when_paid=figure(0, "国务院令第802号", "第九条"),
    voucher_warning=figure(6, "银发〔2025〕77号", "第十一条"),
    voucher_maximum=figure(12, "银发〔2025〕77号", "第十一条"),
    voucher_planned=figure(6, "拟调整文件", ""),
    unpaid_vouchers=figure(0, "银发〔2025〕77号", "第十五条"),
    unpaid_receivables=figure(0, "平台设置", ""),
    volume_share=figure(1_000_000, "平台设置", ""),
    largest_times=figure(3, "平台设置", ""),
    history_least=figure(3, "平台设置", ""),
)


def document(
    due: date = date(2026, 12, 31), clauses: Clauses = NOTHING_AGREED, **terms: object
) -> Document:
    made = Terms(10_000, ISSUED, due, ISSUED)
    return Document("receivable", replace(made, **terms), clauses)  # type: ignore[arg-type]


def severity(check: Check | None) -> str:
    return "" if check is None else check.severity


@pytest.mark.parametrize(
    ("days", "sizes", "clause", "expected"),
    [
        (60, LARGE_SMALL, "", "passed"),
        (61, LARGE_SMALL, "", "warning"),
        (61, LARGE_SMALL, "第七条：验收后 90 天", "note"),
        (61, LARGE_SMALL, NO_CLAUSE, "warning"),
        (61, ("medium", "large"), "", "warning"),
        (61, ("micro", "public"), "", "warning"),
        (61, ("large", "large"), "", ""),
        (61, ("small", "medium"), "", ""),
        (61, ("", ""), "", ""),
    ],
)
def test_a_long_term_asks_for_the_clause(
    days: int, sizes: tuple[str, str], clause: str, expected: str
) -> None:
    one = document(ISSUED + timedelta(days=days), Clauses(term_clause=clause))
    found = checks.term(one, sizes, FIGURES)
    assert severity(found) == expected
    if found is not None:
        assert "第九条" in found.source
        assert "违法" not in found.words + found.advice
        assert (found.field == "term_clause") == (expected == "warning" and not clause)


def test_the_term_counts_from_delivery_or_else_from_the_documents_date() -> None:
    due = ISSUED + timedelta(days=61)
    later = document(due, delivery_date=ISSUED + timedelta(days=1))
    assert severity(checks.term(later, LARGE_SMALL, FIGURES)) == "passed"
    unknown = document(due, delivery_date=None)
    assert severity(checks.term(unknown, LARGE_SMALL, FIGURES)) == "warning"


def test_orders_and_times_without_a_figure_have_no_usual_term() -> None:
    order = replace(document(date(2027, 9, 1)), kind="order")
    assert checks.term(order, LARGE_SMALL, FIGURES) is None
    assert checks.term(document(date(2027, 9, 1)), LARGE_SMALL, Figures()) is None


@pytest.mark.parametrize(
    ("due", "reason", "expected", "field"),
    [
        (date(2027, 4, 1), "", "passed", ""),
        (date(2027, 4, 2), "", "warning", "voucher_reason"),
        (date(2027, 4, 2), "  ", "warning", "voucher_reason"),
        (date(2027, 4, 2), "设备分期验收", "warning", ""),
        (date(2027, 10, 1), "设备分期验收", "warning", ""),
        (date(2027, 10, 2), "设备分期验收", "stop", "due_date"),
    ],
)
def test_a_vouchers_term_warns_asks_and_stops(
    due: date, reason: str, expected: str, field: str
) -> None:
    voucher = Clauses(is_voucher=True, voucher_reason=reason)
    found = checks_vouchers.voucher_term(document(due, voucher), FIGURES)
    assert (severity(found), found and found.field) == (expected, field)
    assert found is not None
    assert "第十一条" in found.source
    assert checks_vouchers.voucher_term(document(due), FIGURES) is None


def test_a_month_that_is_shorter_ends_on_its_last_day() -> None:
    voucher = Clauses(is_voucher=True)
    for due, expected in ((date(2027, 2, 28), "passed"), (date(2027, 3, 1), "warning")):
        one = document(due, voucher, issue_date=date(2026, 8, 31))
        assert severity(checks_vouchers.voucher_term(one, FIGURES)) == expected


@pytest.mark.parametrize(
    ("due", "is_voucher", "figures", "told"),
    [
        (date(2027, 4, 1), True, FIGURES, False),
        (date(2027, 4, 2), True, FIGURES, True),
        (date(2027, 4, 2), False, FIGURES, False),
        (date(2027, 4, 2), True, replace(FIGURES, voucher_planned=None), False),
    ],
)
def test_an_announced_figure_is_told_and_refuses_nothing(
    due: date, is_voucher: bool, figures: Figures, told: bool
) -> None:
    found = checks_vouchers.voucher_planned(document(due, Clauses(is_voucher=is_voucher)), figures)
    assert severity(found) == ("note" if told else "")
    if found is not None:
        assert "拟调整" in found.words


@pytest.mark.parametrize(
    ("agreed", "sizes", "expected"),
    [
        (True, LARGE_SMALL, "warning"),
        (True, ("small", "small"), "note"),
        (True, ("large", "large"), "note"),
        (False, LARGE_SMALL, "passed"),
        (False, ("small", "small"), ""),
    ],
)
def test_pay_when_paid_warns_where_the_law_speaks_and_notes_elsewhere(
    agreed: bool, sizes: tuple[str, str], expected: str
) -> None:
    one = document(clauses=Clauses(pay_when_paid=agreed))
    found = checks.pay_when_paid(one, sizes, FIGURES)
    assert severity(found) == expected
    if expected == "warning":
        assert found is not None
        assert "第九条" in found.source


@pytest.mark.parametrize(
    ("vouchers", "others", "is_voucher", "expected", "article"),
    [
        (0, 0, True, "passed", ""),
        (1, 0, True, "stop", "第十五条"),
        (0, 1, True, "stop", "平台设置"),
        (1, 1, True, "stop", "第十五条"),
        (1, 0, False, "warning", "第十五条"),
        (0, 1, False, "warning", "平台设置"),
        (0, 0, False, "passed", ""),
    ],
)
def test_a_debtor_in_default_issues_no_vouchers(
    vouchers: int, others: int, is_voucher: bool, expected: str, article: str
) -> None:
    one = document(clauses=Clauses(is_voucher=is_voucher))
    found = checks_vouchers.debtor_pays(one, Standing(vouchers, others), FIGURES)
    assert severity(found) == expected
    assert found is not None
    assert article in found.source
    assert ("自动恢复" in found.advice) is (expected == "stop")


def test_what_is_paid_already_is_not_judged_by_today() -> None:
    paid = replace(document(date(2026, 11, 1)), is_live=False)
    found = look(paid, Between(linked=False), Standing(5, 5, True), FIGURES, TODAY)
    assert {check.code for check in found}.isdisjoint({"link", "due", "debtor_pays", "dishonest"})


@pytest.mark.parametrize(
    ("due", "expected"), [(TODAY - timedelta(days=1), "warning"), (TODAY, "passed")]
)
def test_past_the_due_date_is_said(due: date, expected: str) -> None:
    assert severity(checks.due(document(due), TODAY)) == expected


@pytest.mark.parametrize(
    ("delivered", "expected"),
    [(TODAY, "passed"), (TODAY + timedelta(days=1), "warning"), (None, "note")],
)
def test_undelivered_goods_are_said(delivered: date | None, expected: str) -> None:
    assert severity(checks.delivery(document(delivery_date=delivered), TODAY)) == expected
    assert checks.delivery(replace(document(), kind="order"), TODAY) is None


@pytest.mark.parametrize(
    ("volume", "so_far", "expected"),
    [
        (None, 10**9, ""),
        (0, 10**9, ""),
        (100_000, 90_000, "passed"),
        (100_000, 90_001, "note"),
    ],
)
def test_the_year_is_held_against_the_yearly_volume(
    volume: int | None, so_far: int, expected: str
) -> None:
    between = Between(annual_volume_fen=volume, this_year_fen=so_far)
    found = checks_history.annual_volume(document(), between, FIGURES, "side")
    assert severity(found) == expected


@pytest.mark.parametrize(
    ("documents", "largest", "expected"),
    [(2, 1, ""), (3, 3_334, "passed"), (3, 3_333, "note"), (50, 10**6, "passed")],
)
def test_the_amount_is_held_against_the_largest_so_far(
    documents: int, largest: int, expected: str
) -> None:
    between = Between(documents=documents, largest_fen=largest)
    found = checks_history.usual_amount(document(), between, FIGURES, "side")
    assert severity(found) == expected


def test_a_bank_is_told_that_it_is_unusual_and_no_amount() -> None:
    between = Between(
        annual_volume_fen=12_345_600, this_year_fen=12_345_600, documents=9, largest_fen=123_456
    )
    large = document(amount_fen=98_765_400)
    for audience, told in (("side", True), ("bank", False)):
        found = look(large, between, Standing(), FIGURES, TODAY, audience)  # type: ignore[arg-type]
        words = "".join(check.words for check in found)
        assert {"annual_volume", "usual_amount"} <= {c.code for c in found if not c.passed}
        assert ("1,234.56" in words) is told
        assert ("12.35 万" in words) is told


@pytest.mark.parametrize(
    ("shared", "expected"),
    [(None, ""), ((), "passed"), (("phone",), "note"), (("legal_representative", "phone"), "note")],
)
def test_one_hand_is_noted_by_kind_alone(shared: tuple[str, ...] | None, expected: str) -> None:
    found = checks_history.related(Between(shared=shared))
    assert severity(found) == expected
    if shared == ("phone",):
        assert found is not None
        assert "联系电话" in found.words
        assert "法定代表人" not in found.words


def test_stops_come_first_and_what_is_well_last() -> None:
    voucher = document(date(2027, 5, 1), Clauses(is_voucher=True))
    found = look(voucher, Between(linked=False), Standing(1), FIGURES, TODAY)
    order = [checks.SEVERITIES.index(check.severity) for check in found]
    assert order == sorted(order)
    assert found[0].severity == "stop"


def test_only_a_stop_or_a_missing_reason_refuses() -> None:
    stop = Check("debtor_pays", "stop", "停", "来源", "怎么办", "is_voucher")
    warning = Check("pay_when_paid", "warning", "看")
    with pytest.raises(CheckStops) as refused:
        checks.refuse_stops((warning, stop))
    assert refused.value.field == "is_voucher"
    assert "来源" in str(refused.value)
    checks.refuse_stops((warning,))
    asks = Check("voucher_term", "warning", "长", field="voucher_reason")
    with pytest.raises(ReasonIsMissing):
        checks.refuse_stops((asks,))
    clause = Check("term", "warning", "长", field="term_clause")
    checks.refuse_stops((clause,))
    with pytest.raises(ClauseIsAskedFor):
        checks.ask_for_clause((clause,))
    checks.ask_for_clause((warning, stop))


def test_every_check_has_a_title_a_source_and_words() -> None:
    late = document(date(2027, 12, 1), Clauses(is_voucher=True, pay_when_paid=True))
    between = Between(False, LARGE_SMALL, 1, 1, 1, 5, ("phone",))
    for one in (document(), late):
        for check in look(one, between, Standing(1, 1, True), FIGURES, TODAY, "bank"):
            assert str(check.title)
            assert check.words
            assert check.source
            assert check.passed or check.advice
