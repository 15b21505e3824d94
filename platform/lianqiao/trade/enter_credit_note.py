"""红冲: one side enters a credit note, and from its confirmation on less is owed."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.money import format_yuan
from ..shared.tables import columns, table
from ..shared.transitions import advance
from .confirm_reading import credited_of
from .credit_note_rules import (
    ELECTRONIC,
    NewCreditNote,
    check_credit_note,
    check_who_notes,
    is_occupied,
)
from .errors import CreditNoteIsThereAlready
from .models import Asset, CreditNote, owed_fen
from .order_family import bills_carry, hold_order_behind
from .queries import get_asset_for_party
from .states import ASSET
from .tell import tell


def enter_credit_note(
    session: Session,
    actor: Actor,
    asset_id: str,
    new: NewCreditNote,
    now: datetime,
    today: date,
) -> Asset:
    """Enter a credit note on a receivable; either side may until it is confirmed.

    Before it is confirmed the note waits, and is set off when it is. After that the creditor
    alone enters one: less is owed at once, and a document of which nothing is left is settled.
    Raises NothingIsThere, the refusals of credit_note_rules.py, CreditNoteIsThereAlready.
    """
    hold_order_behind(session, asset_id)
    asset = get_asset_for_party(session, actor, asset_id, hold=True)
    check_who_notes(asset, actor.organisation_id)
    note = check_credit_note(asset, new, credited_of(session, asset.id), today)
    _refuse_same(session, asset, note)
    row = _add(session, actor, asset, note, now)
    if asset.state == "confirmed":
        _lower(session, asset, note.amount_fen)
        _settle_if_nothing_is_owed(session, actor, asset, note, now)
    audit.record(
        session,
        actor,
        "enter_credit_note",
        asset.id,
        now,
        note=row.number,
        issued_on=row.issued_on,
        amount_fen=row.amount_fen,
        credited_fen=asset.credited_fen,
        reason=row.reason,
    )
    _tell_both(session, actor, asset, note, now)
    return asset


def _refuse_same(session: Session, asset: Asset, note: NewCreditNote) -> None:
    """The same note on this document; a 数电票 takes back one invoice of its seller's alone."""
    row, other = columns(CreditNote), columns(Asset)
    query = (
        select(func.count())
        .select_from(table(CreditNote))
        .join(table(Asset), other.id == row.asset_id)
        .where(row.number == note.number, other.creditor_id == asset.creditor_id)
    )
    if len(note.number) != ELECTRONIC or not note.number.isdigit():
        query = query.where(row.asset_id == asset.id)
    if session.execute(query).scalar_one():
        raise _is_there()


def _is_there() -> CreditNoteIsThereAlready:
    return CreditNoteIsThereAlready(_("这张红字发票已登记过，不能重复登记"), "note_number")


def _add(
    session: Session, actor: Actor, asset: Asset, note: NewCreditNote, now: datetime
) -> CreditNote:
    row = CreditNote(
        created_at=now,
        asset_id=asset.id,
        number=note.number,
        issued_on=note.issued_on,
        amount_fen=note.amount_fen,
        reason=note.reason,
        entered_by=actor.organisation,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:  # the same note, entered twice at the same moment
        raise _is_there() from None
    return row


def _lower(session: Session, asset: Asset, amount_fen: int) -> None:
    """The guard: what a bank holds and what was paid still fit at this very moment."""
    if not bills_carry(session, asset.id, amount_fen):
        raise is_occupied()
    row = columns(Asset)
    left = row.confirmed_fen - row.credited_fen - amount_fen
    guarded = (
        update(table(Asset))
        .where(
            row.id == asset.id,
            row.state == "confirmed",
            row.occupied_fen <= left,
            row.paid_fen <= left,
        )
        .values(credited_fen=row.credited_fen + amount_fen, version=row.version + 1)
    )
    moved: Any = session.execute(guarded)
    if moved.rowcount != 1:
        raise is_occupied()
    session.refresh(asset)


def _settle_if_nothing_is_owed(
    session: Session, actor: Actor, asset: Asset, note: NewCreditNote, now: datetime
) -> None:
    if owed_fen(asset):
        return
    asset.settled_on = note.issued_on
    asset.settled_fen = asset.confirmed_fen - asset.credited_fen
    reason = _("红字发票 %(no)s 冲完，不再欠款", no=note.number)
    advance(session, ASSET, asset, "settle", actor, now, reason)


def _tell_both(
    session: Session, actor: Actor, asset: Asset, note: NewCreditNote, now: datetime
) -> None:
    name, amount = actor.organisation_name, format_yuan(note.amount_fen)
    title = _("%(name)s 登记红冲单据 %(no)s", name=name, no=asset.document_no)
    body = _(
        "红字发票 %(no)s，金额 %(amount)s 元，原因：%(reason)s",
        no=note.number,
        amount=amount,
        reason=note.reason,
    )
    for side in (asset.creditor_id, asset.debtor_id):
        tell(session, asset, side, "credit_note_entered", title, now, body)
