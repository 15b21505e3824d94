"""The last party has agreed: every document of the ring is paid its part, or none is."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlmodel import Session

from ..shared.actor import SYSTEM
from ..shared.tables import columns, table
from ..shared.transitions import advance
from .models import Asset, SetOff, SetOffPart, owed_fen
from .set_off_queries import list_documents, list_parts
from .set_off_reading import can_give
from .set_off_rules import what_changed
from .states import ASSET, SET_OFF


class DocumentIsNotFree(Exception):
    """A guarded UPDATE met a document that cannot give its part any more."""


def carry_out(session: Session, set_off: SetOff, today: date, now: datetime) -> None:
    """Pay all parts and end the set-off, or leave every document alone and make it void.

    A step of the use case that holds the set-off's row and notes the audit entry. Documents
    are written in the order of their ids, as everywhere, so that two set-offs cannot wait for
    each other.
    """
    try:
        with session.begin_nested():
            for part in list_parts(session, set_off.id):
                _pay(session, part)
                _settle_if_paid(session, set_off, part.asset_id, today, now)
    except DocumentIsNotFree:
        why = find_change(session, set_off.id) or _("其中有单据的当事人或金额已变")
        make_void(session, set_off, why, today, now)
    else:
        end(session, set_off, "carry_out", "", today, now)


def find_change(session: Session, set_off_id: str) -> str:
    """Why the documents cannot be set off any more, for the operator; empty when they can."""
    changes = (what_changed(one, one.amount_fen) for one in list_documents(session, set_off_id))
    return "；".join(change for change in changes if change)


def make_void(
    session: Session, set_off: SetOff, why: str, today: date, now: datetime, words: str = ""
) -> None:
    """End it without effect. ``why`` is for the operator; the parties read ``words``.

    What became of a document is the business of its own two sides: without ``words`` the
    parties are told only that one has changed.
    """
    set_off.end_reason = words or _("其中有单据已付款、已用于融资或有其他变化，不能再抵销")
    end(session, set_off, "void", why, today, now)


def end(
    session: Session, set_off: SetOff, event: str, why: str, today: date, now: datetime
) -> None:
    """The last step, taken by the platform: nobody's name stands at it."""
    set_off.ended_on = today
    advance(session, SET_OFF, set_off, event, SYSTEM, now, why)


def _pay(session: Session, part: SetOffPart) -> None:
    """The guard: the document is the parties', and can give its part at this very moment."""
    row = columns(Asset)
    guarded = (
        update(table(Asset))
        .where(
            row.id == part.asset_id,
            row.debtor_id == part.debtor_id,
            row.creditor_id == part.creditor_id,
            can_give(part.amount_fen),
        )
        .values(paid_fen=row.paid_fen + part.amount_fen, version=row.version + 1)
    )
    moved: Any = session.execute(guarded)
    if moved.rowcount != 1:
        raise DocumentIsNotFree(part.asset_id)


def _settle_if_paid(
    session: Session, set_off: SetOff, asset_id: str, today: date, now: datetime
) -> None:
    """结清 where nothing is left. By the platform: the last to agree may be a stranger here."""
    query = select(Asset).where(columns(Asset).id == asset_id)
    asset = session.execute(query.execution_options(populate_existing=True)).scalar_one()
    if owed_fen(asset):
        return
    asset.settled_on = today
    asset.settled_fen = asset.confirmed_fen - asset.credited_fen
    reason = _("债务抵销 %(no)s", no=set_off.number)
    advance(session, ASSET, asset, "settle", SYSTEM, now, reason)
