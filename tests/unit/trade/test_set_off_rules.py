"""The rules of set-offs: who may answer, until when, on what it rests, what makes it void."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from lianqiao.shared.actor import Actor
from lianqiao.shared.calendar import Calendar
from lianqiao.trade import set_off_rules as rules
from lianqiao.trade.errors import (
    AnotherPersonAnswers,
    AnswerIsTooLate,
    OnlyAnApproverAnswers,
    ReasonIsMissing,
)
from lianqiao.trade.two_persons import check_other_person, needs_two

TODAY = date(2026, 11, 24)


def an_actor(*roles: str, kind: str = "enterprise") -> Actor:
    return Actor("u1", "f1", kind, frozenset(roles), "演示人", "演示企业")


@pytest.mark.parametrize(
    ("amount", "parties", "worth"),
    [(100, 2, True), (99, 2, False), (100, 5, True), (100, 6, False), (100, 1, False)],
)
def test_a_ring_is_worth_proposing_within_the_bounds(
    amount: int, parties: int, worth: bool
) -> None:
    assert rules.Bounds(100, 5).admit(amount, parties) is worth


def test_the_last_day_is_counted_in_working_days() -> None:
    calendar = Calendar()
    assert rules.answer_by(calendar, TODAY, 5) == date(2026, 12, 1)
    assert rules.answer_by(calendar, date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert rules.answer_by(calendar, TODAY, 0) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("parties", "due", "basis"),
    [
        (2, (date(2026, 11, 24), date(2026, 1, 1)), "mutual"),
        (2, (date(2026, 11, 25), date(2026, 1, 1)), "mutual_early"),
        (3, (date(2026, 1, 1),) * 3, "ring"),
    ],
)
def test_two_due_debts_rest_on_the_law_everything_else_on_agreement(
    parties: int, due: tuple[date, ...], basis: str
) -> None:
    assert rules.basis_of(parties, due, TODAY) == basis


@pytest.mark.parametrize("role", ["approver", "administrator"])
def test_approvers_and_administrators_answer(role: str) -> None:
    rules.check_may_answer(an_actor("clerk", role))


@pytest.mark.parametrize("actor", [an_actor("clerk"), an_actor("approver", kind="bank")])
def test_clerks_and_banks_do_not(actor: Actor) -> None:
    with pytest.raises(OnlyAnApproverAnswers):
        rules.check_may_answer(actor)


def test_the_last_day_itself_is_in_time() -> None:
    rules.check_in_time(TODAY, TODAY)
    with pytest.raises(AnswerIsTooLate):
        rules.check_in_time(date(2026, 11, 23), TODAY)


def test_two_persons_are_needed_above_an_amount_alone() -> None:
    assert [needs_two(amount, 100) for amount in (99, 100, 101)] == [False, False, True]
    assert not needs_two(10**12, None)


def test_the_second_pair_of_eyes_is_another_person() -> None:
    check_other_person("u2", an_actor("approver"))
    with pytest.raises(AnotherPersonAnswers):
        check_other_person("u1", an_actor("approver"))


def test_a_reason_says_something() -> None:
    assert rules.stated_reason("  账还没对清 ", "x") == "账还没对清"
    assert len(rules.stated_reason("长" * 600, "x")) == 500
    for empty in ("", "  ", "无"):
        with pytest.raises(ReasonIsMissing, match="为什么"):
            rules.stated_reason(empty, "为什么")


@dataclass(frozen=True)
class Document:
    document_no: str = "FP1"
    state: str = "confirmed"
    settled_on: date | None = None
    claimed: bool = False
    occupied_fen: int = 0
    occupied_share: int = 0
    confirmed_fen: int = 1000
    credited_fen: int = 100
    paid_fen: int = 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"state": "settled"}, "单据 FP1 现在是「已结清」"),
        ({"state": "disputed"}, "单据 FP1 现在是「有争议」"),
        ({"claimed": True}, "单据 FP1 已用于融资"),
        ({"occupied_fen": 1}, "单据 FP1 已用于融资"),
        ({"paid_fen": 201}, "单据 FP1 尚欠只有 6.99 元"),
        ({"credited_fen": 900}, "单据 FP1 尚欠只有 0.00 元"),
    ],
)
def test_what_a_document_can_no_longer_give_is_said_in_words(
    change: dict[str, object], words: str
) -> None:
    document = replace(Document(), **change)  # type: ignore[arg-type]
    assert rules.what_changed(document, 700) == words


def test_positions_are_what_each_firm_gives_and_gets() -> None:
    @dataclass(frozen=True)
    class Part:
        debtor_id: str
        creditor_id: str
        amount_fen: int

    parts = [Part("a", "b", 30), Part("a", "b", 70), Part("b", "a", 100)]
    assert rules.positions(parts) == {"a": (100, 100), "b": (100, 100)}
    assert rules.positions(parts[:2]) == {"a": (100, 0), "b": (0, 100)}
