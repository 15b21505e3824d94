"""The steps that an imported row takes: entered, then disputed, confirmed or settled as it says."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from ..accounts.notify import notify
from ..shared.money import format_yuan
from ..shared.tabular import Row
from .confirm_asset import PREFIX
from .import_billing import carry_if_billing
from .import_book import Book
from .models import Asset, owed_fen
from .states import ASSET


@dataclass(frozen=True)
class Ends:
    """What a row says of a dispute and of payment; None where it says nothing."""

    disputed: bool | None
    settled_on: date | None
    settled_fen: int | None


def ends_of(row: Row) -> Ends:
    """The columns that only receivables have."""
    stated = row.values.get("disputed")
    settled_on = row.day_or_none("settled_date")
    settled_fen = row.whole_or_none("settled_amount")
    return Ends(None if stated is None else bool(stated), settled_on, settled_fen)


def enter(book: Book, asset: Asset) -> None:
    """The first step of a new document."""
    book.steps.note(ASSET, asset, "enter")


def take(book: Book, asset: Asset, event: str, reason: str = "") -> None:
    """A further step, written with the file and not by itself."""
    source = asset.state
    asset.state = ASSET.target(source, event)
    book.steps.note(ASSET, asset, event, source=source, reason=reason)
    book.context.session.add(asset)


def take_steps(book: Book, row: Row, asset: Asset) -> bool:
    """Take the steps that the row asks for; whether there was any."""
    ends, before = ends_of(row), asset.state
    paid = _note_payment(asset, ends)
    asked = book.own_id == asset.core_id
    if asset.state == "entered" and ends.disputed:
        asset.dispute_reason = _("导入的文件标明有争议")
        take(book, asset, "dispute", asset.dispute_reason)
    elif asked and (asset.state == "entered" or (asset.state == "disputed" and _lifted(ends))):
        _confirm(book, row, asset)
    elif asked and asset.state == "confirming":
        words = _("这张单据正等本单位另一位审批人复核，文件不代替复核")
        book.context.warn(row, "amount", words)
    paid = _pay(book, row, asset) or paid
    _tell(book, asset, before)
    return paid or asset.state != before


def _lifted(ends: Ends) -> bool:
    return ends.disputed is False


def _note_payment(asset: Asset, ends: Ends) -> bool:
    """Keep day and amount of the payment; whether they are new."""
    if ends.settled_on is None or asset.state == "settled":
        return False
    amount = asset.amount_fen if ends.settled_fen is None else ends.settled_fen
    if (asset.settled_on, asset.settled_fen) == (ends.settled_on, amount):
        return False
    asset.settled_on, asset.settled_fen = ends.settled_on, amount
    return True


def _confirm(book: Book, row: Row, asset: Asset) -> None:
    credited_fen = book.credited(asset)
    if credited_fen >= asset.amount_fen:
        book.context.warn(row, "amount", _("已全额红冲，没有可确权的金额"))
        return
    asset.confirmed_fen = asset.amount_fen
    asset.credited_fen = credited_fen
    asset.proposed_fen = None
    asset.confirmed_at = book.context.now
    asset.confirmed_by = book.context.actor.user_id
    asset.confirmation_no = book.number(PREFIX)
    asset.dispute_reason = ""
    take(book, asset, "confirm")
    carry_if_billing(book, asset)


def _pay(book: Book, row: Row, asset: Asset) -> bool:
    """Record what the file says was paid by now; whether there was anything new.

    The amount is what was paid in all until that day, so that a file read again, or one that
    tells what somebody has recorded already, adds nothing. Less than is owed is a part.
    """
    if asset.state != "confirmed" or asset.settled_on is None:
        return False
    if asset.settled_on > book.context.today:
        return False
    stated = asset.amount_fen if asset.settled_fen is None else asset.settled_fen
    part = min(owed_fen(asset), stated - asset.paid_fen)
    if part <= 0:
        return False
    book.pay(asset, part)
    asset.paid_fen += part
    left = owed_fen(asset)
    if left:
        words = _("结清金额少于欠款，按部分付款登记，尚欠 %(left)s 元", left=format_yuan(left))
        book.context.warn(row, "settled_amount", words)
        book.context.session.add(asset)
    else:
        asset.settled_fen = asset.confirmed_fen - asset.credited_fen
        take(book, asset, "settle")
    return True


def _tell(book: Book, asset: Asset, before: str) -> None:
    """One notice to a firm and of a kind, however many rows of the file concern it."""
    context, name = book.context, book.context.actor.organisation_name
    folder = "receivables" if asset.kind == "receivable" else "orders"
    if asset.state == "entered":
        told, path = (asset.core_id, "asset_to_confirm"), "/confirmations"
        title = _("%(name)s 导入了单据，请确权", name=name)
    elif asset.state == "confirmed" and before != "confirmed":
        told, path = (asset.borrower_id, "asset_confirmed"), f"/{folder}?state=confirmed"
        title = _("%(name)s 导入并确权了单据", name=name)
    else:
        return
    if told not in book.told:
        book.told.add(told)
        notify(context.session, told[0], told[1], title, context.now, path=path)
