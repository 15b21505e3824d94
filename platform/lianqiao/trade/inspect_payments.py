"""What holds of payments, asked of the database: paid is what payments and set-offs paid."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session

from ..shared.tables import columns, table
from .models import Asset, AssetPayment, SetOff, SetOffPart, owed_fen


def paid_equals_payments(session: Session) -> Iterator[str]:
    """What an asset says is paid equals its payments and set-offs; all is paid when settled."""
    asset, paid, cleared = columns(Asset), _payments(), _set_offs()
    query = (
        select(
            asset.number,
            asset.state,
            asset.paid_fen,
            asset.occupied_fen,
            owed_fen(asset).label("owed"),
            func.coalesce(paid.c.paid, 0).label("recorded"),
            func.coalesce(cleared.c.paid, 0).label("cleared"),
        )
        .select_from(table(Asset))
        .outerjoin(paid, paid.c.asset_id == asset.id)
        .outerjoin(cleared, cleared.c.asset_id == asset.id)
        .where(
            or_(
                asset.paid_fen != 0,
                paid.c.paid.is_not(None),
                cleared.c.paid.is_not(None),
                asset.state == "settled",
            )
        )
    )
    for line in session.execute(query):
        yield from (f"asset {line.number}: {fault}" for fault in _faults(line))


def _payments() -> Any:
    row = columns(AssetPayment)
    query = select(row.asset_id, func.sum(row.amount_fen).label("paid"))
    return query.where(row.taken_back.is_(False)).group_by(row.asset_id).subquery("payments")


def _set_offs() -> Any:
    part, ring = columns(SetOffPart), columns(SetOff)
    return (
        select(part.asset_id, func.sum(part.amount_fen).label("paid"))
        .join(table(SetOff), ring.id == part.set_off_id)
        .where(ring.state == "carried_out")
        .group_by(part.asset_id)
        .subquery("set_offs")
    )


def _faults(line: Any) -> Iterator[str]:
    if line.paid_fen != line.recorded + line.cleared:
        yield f"paid {line.paid_fen}, payments say {line.recorded}, set-offs {line.cleared}"
    # A payment leaves a bank's claim alone until its loan ends; a set-off never touches one.
    if line.owed < 0 or (line.cleared and not line.recorded and line.occupied_fen > line.owed):
        yield f"occupied {line.occupied_fen} of {line.owed} still owed"
    if line.owed == 0 and line.state not in ("settled", "withdrawn"):
        yield f"nothing is owed and it is {line.state}"
    if line.owed != 0 and line.state == "settled":
        yield f"settled while {line.owed} is owed"


INVARIANTS = (("paid_equals_payments", paid_equals_payments),)
