"""What moves with every payment: the sum paid, the state that follows from it, who is told."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, func, select, update
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.models import StateChange
from ..shared.tables import columns, table
from .models import Asset, AssetClaim, AssetPayment, Receivable, SetOff, SetOffPart, owed_fen
from .queries import is_party
from .states import ASSET
from .tell import tell

PAYABLE = tuple(state for state in ASSET.states if ASSET.can(state, "settle"))


def get_payment_for_party(
    session: Session, actor: Actor, asset_id: str, payment_id: str
) -> tuple[Asset, AssetPayment]:
    """A payment with its document, for the document's two sides; raises NothingIsThere."""
    query = (
        select(Asset, AssetPayment)
        .join(table(AssetPayment), columns(AssetPayment).asset_id == columns(Asset).id)
        .where(
            columns(Asset).id == asset_id, columns(AssetPayment).id == payment_id, is_party(actor)
        )
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NothingIsThere
    return found[0], found[1]


def list_payments(session: Session, asset_id: str) -> Sequence[AssetPayment]:
    """Every record of a document, those taken back too, oldest first.

    The caller has fetched the document with permission.
    """
    row = columns(AssetPayment)
    query = select(AssetPayment).where(row.asset_id == asset_id)
    return session.execute(query.order_by(row.paid_on, row.created_at, row.id)).scalars().all()


def raise_paid(session: Session, asset: Asset, amount_fen: int) -> bool:
    """Add to what is paid where so much is still owed at this very moment; whether it was."""
    row = columns(Asset)
    return _move(session, asset, row.paid_fen + amount_fen, owed_fen(row) >= amount_fen)


def lower_paid(session: Session, asset: Asset, amount_fen: int) -> bool:
    """Take from what is paid; whether so much was."""
    row = columns(Asset)
    return _move(session, asset, row.paid_fen - amount_fen, row.paid_fen >= amount_fen)


def _move(session: Session, asset: Asset, paid_fen: Any, guard: ColumnElement[bool]) -> bool:
    session.flush()
    row = columns(Asset)
    guarded = (
        update(table(Asset))
        .where(row.id == asset.id, row.state.in_((*PAYABLE, "settled")), guard)
        .values(paid_fen=paid_fen, version=row.version + 1)
    )
    moved: Any = session.execute(guarded)
    session.refresh(asset)
    return bool(moved.rowcount == 1)


def paid_up_on(session: Session, asset_id: str) -> date | None:
    """The day of the last payment or set-off that counts."""
    row, part, ring = columns(AssetPayment), columns(SetOffPart), columns(SetOff)
    paid = select(func.max(row.paid_on)).where(row.asset_id == asset_id, row.taken_back.is_(False))
    cleared = (
        select(func.max(ring.ended_on))
        .join(table(SetOffPart), part.set_off_id == ring.id)
        .where(part.asset_id == asset_id, ring.state == "carried_out")
    )
    days = [session.execute(query).scalar_one() for query in (paid, cleared)]
    return max((day for day in days if day is not None), default=None)


def settled_from(session: Session, asset_id: str) -> str:
    """The state that the document was in before its last payment settled it."""
    step = columns(StateChange)
    query = (
        select(step.from_state)
        .where(step.machine == ASSET.name, step.subject_id == asset_id, step.event == "settle")
        .order_by(step.at.desc(), step.created_at.desc(), step.id.desc())
        .limit(1)
    )
    return str(session.execute(query).scalar_one())


def is_invoiced(session: Session, asset_id: str) -> bool:
    """Whether a receivable bills the goods of this order."""
    query = select(exists().where(columns(Receivable).order_id == asset_id))
    return bool(session.execute(query).scalar_one())


def is_relied_upon(session: Session, payment: AssetPayment) -> bool:
    """Whether a financing of the document ended after the payment was recorded."""
    claim = columns(AssetClaim)
    query = select(
        exists().where(claim.asset_id == payment.asset_id, claim.released_at >= payment.created_at)
    )
    return bool(session.execute(query).scalar_one())


def has_been_financed(session: Session, actor: Actor, asset: Asset) -> bool:
    """Whether a bank holds or held the document: told to its borrower alone."""
    if asset.borrower_id != actor.organisation_id:
        return False
    query = select(exists().where(columns(AssetClaim).asset_id == asset.id))
    return bool(session.execute(query).scalar_one())


def tell_other_side(
    session: Session, actor: Actor, asset: Asset, kind: str, title: str, body: str, now: datetime
) -> None:
    """A notice to the side that did not do it; to both, where neither did."""
    for side in (asset.creditor_id, asset.debtor_id):
        if side != actor.organisation_id:
            tell(session, asset, side, kind, title, now, body=body)


def tell_banks(session: Session, asset: Asset, body: str, now: datetime) -> None:
    """Each bank that holds the document learns that its debtor paid, and nothing of others."""
    claim = columns(AssetClaim)
    query = select(claim.bank_id, claim.application_id).where(
        claim.asset_id == asset.id, claim.live.is_(True)
    )
    title = _("付款方已付款，请登记还款：单据 %(no)s", no=asset.document_no)
    for bank_id, application_id in session.execute(query).all():
        path = f"/applications/{application_id}"
        notify(session, bank_id, "debtor_paid", title, now, body=body, path=path)
