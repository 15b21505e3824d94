"""Rules of credit notes (红冲): on what, when, and how much may be taken back of a document."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from ..shared import invoice_number
from ..shared.dates import format_day
from ..shared.money import format_yuan
from . import rules
from .errors import (
    AmountIsNotPossible,
    AssetIsOccupied,
    CreditNoteIsRefused,
    DatesAreNotPossible,
    InvoiceNumberIsRefused,
    OnlyTheSellerCredits,
)
from .models import owed_fen
from .states import ASSET

TAKING_NOTES = ("entered", "confirming", "disputed", "confirmed")
ELECTRONIC = 20  # digits of a 数电票


@dataclass(frozen=True, slots=True)
class NewCreditNote:
    """A credit note as it is typed; its amount in fen stands above zero, as taken back."""

    number: str
    issued_on: date
    amount_fen: int
    reason: str


def takes_notes(document: Any) -> bool:
    """Whether credit notes can be entered now: orders have none, what is over takes none."""
    return document.kind == "receivable" and document.state in TAKING_NOTES


def may_note(document: Any, organisation_id: str | None) -> bool:
    """Whether a side may enter a credit note now.

    A red-letter invoice is issued by the seller. Until the debt is confirmed the buyer may
    tell of one as well, for its own confirmation takes it off; afterwards it would be the
    debtor that lowers what it has confirmed (民法典担保解释 art. 61).
    """
    if not takes_notes(document):
        return False
    return document.state != "confirmed" or bool(document.creditor_id == organisation_id)


def check_who_notes(document: Any, organisation_id: str | None) -> None:
    """Raises OnlyTheSellerCredits."""
    if takes_notes(document) and not may_note(document, organisation_id):
        raise OnlyTheSellerCredits(
            _("确权后的红冲由收款方登记：红字发票由它开具，贵公司不能自行减少已确权的金额")
        )


def check_credit_note(
    document: Any, new: NewCreditNote, noted_fen: int, today: date
) -> NewCreditNote:
    """The note as it is kept. ``noted_fen`` is the sum of those that are there.

    Raises CreditNoteIsRefused, AmountIsNotPossible, DatesAreNotPossible,
    InvoiceNumberIsRefused, ReasonIsMissing, AssetIsOccupied.
    """
    if not takes_notes(document):
        state = ASSET.labels[document.state]
        raise CreditNoteIsRefused(_("现在是「%(state)s」，不能再登记红冲", state=state))
    number = _checked_number(document, new)
    if not document.issue_date <= new.issued_on <= today:
        words = _(
            "红冲日期应在开票日期（%(day)s）之后、今天或以前",
            day=format_day(document.issue_date),
        )
        raise DatesAreNotPossible(words, "note_issued_on")
    if new.amount_fen <= 0:
        raise AmountIsNotPossible(_("金额应大于零"), "note_amount_fen")
    _check_room(document, new.amount_fen, noted_fen)
    reason = rules.stated_reason(new.reason, "note_reason")[:500]
    return NewCreditNote(number, new.issued_on, new.amount_fen, reason)


def _checked_number(document: Any, new: NewCreditNote) -> str:
    number = invoice_number.normalise(new.number)
    looks_chinese = number.isdigit() and len(number) == ELECTRONIC
    try:
        invoice_number.check(number, issued=new.issued_on, strict=looks_chinese)
    except invoice_number.InvoiceNumberIsInvalid as error:
        raise InvoiceNumberIsRefused(str(error), "note_number") from None
    if number == document.document_no:
        words = _("这是单据本身的号码，请填红字发票的号码")
        raise InvoiceNumberIsRefused(words, "note_number")
    return number


def _check_room(document: Any, amount_fen: int, noted_fen: int) -> None:
    left = document.amount_fen - noted_fen
    if amount_fen > left:
        words = _("红冲合计不能超过单据金额，最多还可红冲 %(left)s 元", left=format_yuan(left))
        raise AmountIsNotPossible(words, "note_amount_fen")
    if document.state != "confirmed":
        return
    owed = owed_fen(document)
    if amount_fen > owed:
        words = _("红冲不能超过尚欠的 %(left)s 元", left=format_yuan(owed))
        raise AmountIsNotPossible(words, "note_amount_fen")
    if document.occupied_fen > document.confirmed_fen - document.credited_fen - amount_fen:
        raise is_occupied()


def is_occupied() -> AssetIsOccupied:
    """The refusal that names no bank."""
    words = _("已被占用的部分不能红冲，请先与融资银行办理")
    return AssetIsOccupied(words, "note_amount_fen")


def check_notes_fit(amount_fen: int, noted_fen: int) -> None:
    """A mended amount is not below the credit notes on it. Raises AmountIsNotPossible."""
    if amount_fen < noted_fen:
        words = _("金额不能少于已登记的红冲合计 %(sum)s 元", sum=format_yuan(noted_fen))
        raise AmountIsNotPossible(words, "amount_fen")
