"""The rules of confirming: how much, until when, who is the second person, what is read."""

from dataclasses import dataclass
from datetime import date

import pytest

from lianqiao.shared.actor import Actor
from lianqiao.trade import confirm_rules as rules
from lianqiao.trade.confirm_rules import Answer, Confirmation
from lianqiao.trade.errors import (
    AmountIsNotPossible,
    AnotherPersonAnswers,
    CreditNotesTakeItAll,
    DatesAreNotPossible,
    OnlyAnApproverAnswers,
    ReasonIsMissing,
)

TODAY = date(2026, 11, 24)
DUE = date(2027, 1, 11)


@dataclass(frozen=True)
class Document:
    kind: str = "receivable"
    amount_fen: int = 1000
    issue_date: date = date(2026, 11, 2)
    due_date: date = DUE
    delivery_date: date | None = None


def person(user_id: str | None, *roles: str) -> Actor:
    return Actor(user_id, "f1", "enterprise", frozenset(roles), "演示人", "演示企业")


def answered(answer: Answer, credited_fen: int = 0) -> Confirmation:
    return rules.check_answer(Document(), answer, credited_fen, TODAY)


def test_nothing_said_is_the_whole_at_its_date() -> None:
    assert answered(Answer()) == Confirmation(1000, DUE)


@pytest.mark.parametrize(
    "answer", [Answer(amount_fen=999), Answer(due_date=date(2027, 1, 12)), Answer(1, DUE, " 少 ")]
)
def test_less_or_later_asks_for_a_reason(answer: Answer) -> None:
    with pytest.raises(ReasonIsMissing) as refusal:
        answered(answer)
    assert refusal.value.field == "confirm_reason"


def test_earlier_or_whole_asks_for_none() -> None:
    assert answered(Answer(1000, date(2027, 1, 10))).due_date == date(2027, 1, 10)


def test_the_reason_is_kept_without_blanks() -> None:
    assert answered(Answer(600, DUE, " 其余未验收 ")) == Confirmation(600, DUE, "其余未验收")


@pytest.mark.parametrize("amount", [0, -1, 1001])
def test_the_amount_lies_within_the_document(amount: int) -> None:
    with pytest.raises(AmountIsNotPossible) as refusal:
        answered(Answer(amount, DUE, "其余未验收"))
    assert refusal.value.field == "confirmed_fen"


def test_a_date_that_cannot_be_stands_at_its_own_field() -> None:
    with pytest.raises(DatesAreNotPossible) as refusal:
        answered(Answer(due_date=date(2026, 11, 2)))
    assert refusal.value.field == "confirmed_due"


@pytest.mark.parametrize(
    ("amount", "credited", "error"),
    [
        (1000, 999, None),
        (1000, 1000, CreditNotesTakeItAll),
        (600, 599, None),
        (600, 600, AmountIsNotPossible),
    ],
)
def test_credit_notes_leave_something_to_confirm(
    amount: int, credited: int, error: type[Exception] | None
) -> None:
    answer = Answer(amount, DUE, "其余未验收")
    if error is None:
        assert answered(answer, credited).amount_fen == amount
    else:
        with pytest.raises(error):
            answered(answer, credited)


@pytest.mark.parametrize(("part", "kept"), [(None, None), (0, None), (1, 1), (999, 999)])
def test_the_undisputed_part_is_less_than_the_whole(part: int | None, kept: int | None) -> None:
    assert rules.check_undisputed(1000, part) == kept


@pytest.mark.parametrize("part", [-1, 1000, 1001])
def test_what_is_wholly_undisputed_is_no_dispute(part: int) -> None:
    with pytest.raises(AmountIsNotPossible):
        rules.check_undisputed(1000, part)


def test_the_second_person_is_another_one_and_an_approver() -> None:
    rules.check_second_person("u1", person("u2", "approver"))
    with pytest.raises(AnotherPersonAnswers):
        rules.check_second_person("u1", person("u1", "approver"))
    with pytest.raises(OnlyAnApproverAnswers):
        rules.check_second_person("u1", person("u2", "clerk", "administrator"))


def test_nobody_at_all_is_no_second_person() -> None:
    with pytest.raises(AnotherPersonAnswers):
        rules.check_second_person(None, person(None, "approver"))


def test_the_first_person_takes_back_and_an_approver_sends_back() -> None:
    assert rules.check_may_undo("u1", person("u1", "clerk"))
    assert not rules.check_may_undo("u1", person("u2", "approver"))
    with pytest.raises(OnlyAnApproverAnswers):
        rules.check_may_undo("u1", person("u2", "clerk"))


@pytest.mark.parametrize(
    ("confirmation", "credited", "words"),
    [
        (Confirmation(1000, DUE), 0, "全额确权 10.00 元"),
        (
            Confirmation(600, DUE, "其余未验收"),
            0,
            "部分确权 6.00 元（单据 10.00 元）；原因：其余未验收",
        ),
        (Confirmation(1000, DUE), 250, "全额确权 10.00 元；扣除红冲 2.50 元，应付 7.50 元"),
    ],
)
def test_what_was_confirmed_is_said_in_words(
    confirmation: Confirmation, credited: int, words: str
) -> None:
    said = rules.words_of(Document(), confirmation)
    assert rules.with_credit(said, confirmation, credited) == words


def test_a_moved_date_is_said() -> None:
    said = rules.words_of(Document(), Confirmation(1000, date(2027, 2, 1), "合同约定"))
    assert "付款日期改为 2027年2月1日" in said
