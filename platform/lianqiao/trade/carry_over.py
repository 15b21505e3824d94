"""Order finance becomes receivable finance: the live claims of an order move to its invoice."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.tables import columns, table
from .models import Asset, AssetClaim, owed_fen
from .order_family import hold, order_of
from .order_rules import can_carry


def carry_over(session: Session, actor: Actor, asset: Asset, now: datetime) -> int:
    """Move what banks lent on an order to the receivable that was just confirmed; fen moved.

    All claims of the order or none, principal and pair principal as they are: the debt is the
    same, only what it stands on is another paper. Nothing is moved where the receivable bills
    no order or cannot carry all of it; ``find_held_back`` then keeps it back.
    """
    session.flush()
    order_id = order_of(session, asset.id) if asset.kind == "receivable" else None
    if order_id is None:
        return 0
    order = hold(session, order_id)
    same_borrower = order.borrower_id == asset.borrower_id
    if not can_carry(order.occupied_fen, owed_fen(asset), same_borrower=same_borrower):
        return 0
    moved = _move_claims(session, order.id, asset.id)
    carried_fen, share = order.occupied_fen, order.occupied_share
    order.occupied_fen = order.occupied_share = 0
    asset.occupied_fen, asset.occupied_share = carried_fen, share
    session.add_all([order, asset])
    session.flush()
    audit.record(
        session,
        actor,
        "carry_over_financing",
        order.id,
        now,
        receivable=asset.id,
        claims=len(moved),
        principal_fen=carried_fen,
    )
    for claim in moved:
        _tell(session, order, asset, claim, now)
    return carried_fen


def _move_claims(session: Session, order_id: str, asset_id: str) -> list[Any]:
    claim = columns(AssetClaim)
    moving = (
        update(table(AssetClaim))
        .where(claim.asset_id == order_id, claim.live)
        .values(asset_id=asset_id, version=claim.version + 1)
        .returning(claim.bank_id, claim.application_id)
    )
    moved = list(session.execute(moving).all())
    for row in session.identity_map.values():
        if isinstance(row, AssetClaim) and row.asset_id == order_id:
            session.expire(row)
    return moved


def _tell(session: Session, order: Asset, asset: Asset, claim: Any, now: datetime) -> None:
    title = _(
        "订单 %(order)s 已开票并确权，贵行的融资随之转到应收账款 %(invoice)s",
        order=order.document_no,
        invoice=asset.document_no,
    )
    path = f"/applications/{claim.application_id}"
    notify(session, claim.bank_id, "claim_carried_over", title, now, path=path, role="clerk")
