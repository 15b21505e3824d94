"""Rules of payments: what may be recorded as paid, and when a record may be taken back."""

from datetime import date

from flask_babel import gettext as _

from ..shared.dates import format_day
from ..shared.money import format_yuan
from . import rules
from .errors import AmountIsNotPossible, PaymentIsReliedUpon, PaymentIsSomebodyElses


def paid_amount(owed_fen: int, asked_fen: int | None) -> int:
    """What is recorded as paid: all that is owed where nothing is said.

    Raises AmountIsNotPossible, which names what is still owed.
    """
    amount = owed_fen if asked_fen is None else asked_fen
    if amount <= 0:
        raise AmountIsNotPossible(_("付款金额应大于零"), "amount_fen")
    if amount > owed_fen:
        raise above_what_is_owed(owed_fen)
    return amount


def above_what_is_owed(owed_fen: int) -> AmountIsNotPossible:
    """The refusal of a payment that is too large."""
    words = _("这张单据尚欠 %(owed)s 元，付款金额不能超过尚欠", owed=format_yuan(owed_fen))
    return AmountIsNotPossible(words, "amount_fen")


def check_paid_on(issue_date: date, paid_on: date, today: date) -> None:
    """Paid between the document's date and today. Raises DatesAreNotPossible."""
    rules.check_payment(issue_date, paid_on, today)


def check_may_take_back(
    recorded_by: str, organisation_id: str | None, creditor_id: str, debtor_id: str
) -> None:
    """Who recorded a payment takes it back; what neither side did, the creditor.

    Raises PaymentIsSomebodyElses.
    """
    whose = recorded_by if recorded_by in (creditor_id, debtor_id) else creditor_id
    if organisation_id != whose:
        raise PaymentIsSomebodyElses(_("付款登记由登记的一方撤销，请与对方核对"))


def check_nothing_relies(*, is_relied_upon: bool) -> None:
    """A financing that ended after the payment stands on it. Raises PaymentIsReliedUpon.

    The words name nobody: the debtor need not know of the financing.
    """
    if is_relied_upon:
        raise PaymentIsReliedUpon(
            _("已有后续手续以这笔付款为依据，不能再撤销；金额有误请双方另行结算")
        )


def words_of_payment(day: date, amount_fen: int, left_fen: int) -> str:
    """What the other side reads of a payment."""
    paid = _("%(day)s 付款 %(amount)s 元", day=format_day(day), amount=format_yuan(amount_fen))
    rest = _("尚欠 %(left)s 元", left=format_yuan(left_fen)) if left_fen else _("已付清")
    return f"{paid}，{rest}"
